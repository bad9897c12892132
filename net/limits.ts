/** Every number a peer controls, with its unit and why it is what it is. Crossing one closes the link with a named code. */

/** Bytes. Size field of a packet: 16 bits. */
export const MAX_PACKET_DATA = 65_535;
/** Bytes of one content after joining its packets: 4 MiB of text, doubled by JSON escapes. Memory per link follows. */
export const MAX_CONTENT_BYTES = 8 * 1024 * 1024;
/** Bytes of UTF-8 in one message. Longer text is a file. */
export const MAX_TEXT_BYTES = 4 * 1024 * 1024;
/** Bytes of all unfinished contents of one link together. */
export const MAX_ASSEMBLY_BYTES = 9 * 1024 * 1024;
/** Unfinished contents of one link at a time: lets a short signal overtake a long text, no more. */
export const MAX_OPEN_CONTENTS = 4;
/** Bytes. Hello is a few hundred; a long name and eight addresses fit four times over. */
export const MAX_HELLO_BYTES = 16 * 1024;
/** Bytes of a sealed `ready`: `{}`, its tag, and room for members of later versions. */
export const MAX_READY_BYTES = 1024;
/** Bytes of a `close`: a code and a sentence. */
export const MAX_CLOSE_BYTES = 2 * 1024;
/** UTF-16 units of the reason in a `close`; longer ones are cut. */
export const MAX_CLOSE_REASON = 200;
/** Bytes of a pairing message, either way; a root certificate is about 1.5 KB. */
export const MAX_PAIR_BYTES = 8 * 1024;
/** Bytes (DER) of a leaf certificate we look at; ours is about 1.3 KB. */
export const MAX_CERTIFICATE_BYTES = 8 * 1024;
/** Nesting of JSON from a peer. Ours is 4 deep. */
export const MAX_JSON_DEPTH = 16;
/** Objects and arrays in JSON from a peer: a full batch has 1,026. Millions of empty ones would be cheap only to send. */
export const MAX_JSON_CONTAINERS = 4_096;
/** Milliseconds from TCP accept to a finished TLS handshake: a slow phone link needs 2 s. */
export const TLS_HANDSHAKE_TIMEOUT = 10_000;
/** Milliseconds from TLS to the peer's `ready`. */
export const HELLO_TIMEOUT = 10_000;
/** Milliseconds for the whole pairing exchange after TLS. */
export const PAIR_TIMEOUT = 5_000;
/** Connections that have not finished hello, in all: each holds about 40 KB. */
export const MAX_PENDING_CONNECTIONS = 256;
/** The same from one remote address; several people may share it. */
export const MAX_PENDING_PER_HOST = 64;
/** Pairing attempts from one remote address per minute; a person needs one or two. */
export const MAX_PAIR_ATTEMPTS_PER_MINUTE = 10;
/** Pairing attempts from everywhere per minute: 128-bit secrets need no more, this keeps the processor free. */
export const MAX_PAIR_ATTEMPTS_TOTAL_PER_MINUTE = 60;
/** Links at a time. */
export const MAX_LINKS = 4_096;
/** Addresses a peer may tell. */
export const MAX_ADDRESSES = 8;
/** UTF-16 units of a display name. */
export const MAX_NAME_LENGTH = 64;
/** Characters of an invite: what a QR code of a readable size holds with room to spare (ISO/IEC 18004: 2,953). */
export const MAX_INVITE_LENGTH = 1_024;
/** How far a reader's claim may be ahead of our numbers: we may have been put back from an old copy, not a billion items. */
export const MAX_SEQ_AHEAD = 1_000_000_000;
/** Messages in one `messages` content. */
export const MAX_BATCH_ITEMS = 1_024;
/** Bytes the sender aims at in one `messages` content: a few packets, sealed and written in one go. */
export const BATCH_TARGET_BYTES = 128 * 1024;
/**
 * Packets per second of a connection that are not full, averaged over the burst below; above it we read slower instead of
 * closing. Tiny ones are what costs us more than they cost the sender; full ones are slowed by the line alone.
 */
export const MAX_PACKETS_PER_SECOND = 5_000;
/** Packets that may come at once before the rate counts. */
export const PACKET_BURST = 10_000;
/** Milliseconds of silence before a ping. */
export const PING_AFTER = 15_000;
/** Milliseconds without any packet after which a link counts as dead. */
export const DEAD_AFTER = 40_000;
/** Milliseconds a write may wait for the peer to read. */
export const STALL_TIMEOUT = 30_000;
/** Bytes waiting to be written on one link before `send` waits. */
export const SEND_HIGH_WATER = 1024 * 1024;
/** Bytes given to `send` and not yet taken by the socket: two of the largest contents and some. Beyond it: `stalled`. */
export const MAX_SEND_QUEUE = 20 * 1024 * 1024;
/** Bytes written to the socket in one go: four full packets, so that a short content waits for no more than that. */
export const WRITE_BYTES = 256 * 1024;
/** Milliseconds for the peer to end its side after a close; until then what still comes is thrown away. */
export const CLOSE_LINGER = 2_000;
/** Capability names in a hello, and UTF-16 units of one of them. */
export const MAX_FEATURES = 32;
export const MAX_FEATURE_LENGTH = 64;
/** UTF-16 units of the program's name and version in a hello. */
export const MAX_SOFTWARE_LENGTH = 64;
/** UTF-16 units of an item's kind. */
export const MAX_ITEM_KIND_LENGTH = 32;
/** Largest content id; the nonce counter must never repeat, so the link ends with `rekey` here. */
export const MAX_CONTENT_ID = 0xffff_ffff;
/** Milliseconds since the epoch. Beyond it `Date` has no answer, only a RangeError (ECMA-262, "Time Values and Time Range"). */
export const MAX_TIME = 8_640_000_000_000_000;
/** Seconds after which a message may disappear. A year is for ever enough; less than five nobody can read. */
export const MIN_TTL_SECONDS = 5;
export const MAX_TTL_SECONDS = 31_536_000;
/** UTF-16 units of a reaction: the longest emoji in use are flags and families of about 25. */
export const MAX_REACTION_LENGTH = 32;
/**
 * Proposals and acceptances of a timer that are remembered, per author and conversation. Each new one is compared with all of
 * them, and a peer may send thousands a second; people propose a few in a year.
 */
export const MAX_TIMER_ITEMS = 100;
/** Bytes of a sealed `signal`: `{"typing":false}`, its tag, and room for members of later versions. */
export const MAX_SIGNAL_BYTES = 1024;
/** Signals of a link per second; more are dropped. */
export const MAX_SIGNALS_PER_SECOND = 4;
/** Milliseconds between two `typing` of ours, and how long one of theirs is shown. */
export const TYPING_EVERY = 3_000;
export const TYPING_SHOWN = 6_000;
/** Times in a row that a peer may close over the same item before it counts as failed: two may be an accident. */
export const MAX_REFUSALS = 3;
/** Strangers kept as requests at a time; more are refused and forgotten. */
export const MAX_REQUESTS = 20;

// -- files: docs/specs/files-v1.md

/** Bytes of one file or folder: 1 TiB. Its hashes are 32 MiB then, which fit in memory. */
export const MAX_FILE_BYTES = 2 ** 40;
/** Bytes of a chunk; the same number as in `files/types.ts`. Small enough to seal in a millisecond. */
export const CHUNK_BYTES = 1024 * 1024;
/** Chunks of the largest file. */
export const MAX_CHUNKS = MAX_FILE_BYTES / CHUNK_BYTES;
/** UTF-16 units of a name in an offer; disks bear 255 bytes. */
export const MAX_FILE_NAME_LENGTH = 512;
/** Files and empty folders of one folder. More than anybody looks through; the manifest stays in memory. */
export const MAX_MANIFEST_ENTRIES = 50_000;
/** Bytes of a manifest: one content with its head and seal. */
export const MAX_MANIFEST_BYTES = 8 * 1024 * 1024 - 64;
/** Bytes of UTF-8 of a path in a manifest, and its parts: what Linux and Windows bear, with the downloads folder before it. */
export const MAX_PATH_BYTES = 1_024;
export const MAX_PATH_DEPTH = 64;
/** Offers of one contact that wait for our user. More are declined unseen. */
export const MAX_OPEN_OFFERS = 200;
/** Bulk connections with one peer: a newer one takes the place of the older. */
export const MAX_BULK_CONNECTIONS = 1;
/** Milliseconds without anything asked or sent after which a bulk connection ends. */
export const BULK_IDLE = 60_000;
/** The same where something was asked for: a chunk may wait for its turn under a limit of speed, on a line that is slow itself. */
export const BULK_PATIENCE = 600_000;
/** Bytes of a sealed `request`, `root` or `stop`. */
export const MAX_REQUEST_BYTES = 8 * 1024;
/** Ranges in one request. */
export const MAX_REQUEST_RANGES = 64;
/** Chunks asked for and not answered yet on one connection. 64 MiB in flight fill 10 Gbit/s at 50 ms. */
export const MAX_REQUESTED_CHUNKS = 64;
/** Chunks of one connection given to the socket at a time: one on its way, and one to follow without a gap. */
export const MAX_QUEUED_CHUNKS = 2;
/** Manifests, roots and hashes asked for and not answered yet on one connection: every file of many at its end. */
export const MAX_OPEN_REQUESTS = 1_024;
/** Hashes in one answer: 128 KiB. */
export const MAX_HASHES = 4_096;
/** Chunks that do not open, before a transfer fails and its sender is named. */
export const MAX_BAD_CHUNKS = 8;
/** An author sends a content at most this many times over, and this many chunks more. */
export const MAX_RESENT_FACTOR = 4;
export const MAX_RESENT_CHUNKS = 256;
/** Comparisons of a root before a transfer fails. */
export const MAX_ROUNDS = 4;

// -- people find each other: docs/specs/discovery-v1.md

/** Bytes of a sealed `crl`. PEM of about 30,000 revoked certificates; beside a long text it fits MAX_ASSEMBLY_BYTES. */
export const MAX_TOLD_CRL_BYTES = 1024 * 1024;
/** Revocation lists of one link that may come at once, and milliseconds until there may be one more. Others are dropped unread. */
export const CRL_BURST = 8;
export const CRL_EVERY = 10_000;
/** Milliseconds that a new list has to reach whom it names before their link ends: nobody else tells them. */
export const CRL_FAREWELL = 2_000;
/** Lists that no trusted authority signed, before a link ends: one may be of an authority that we trusted until a moment ago. */
export const MAX_UNSIGNED_CRLS = 3;
/** Bytes of a sealed `peers`: one packet. */
export const MAX_PEERS_BYTES = MAX_PACKET_DATA;
/** People in one `peers`. With eight addresses each they about fill it; who knows more tells the rest later. */
export const MAX_TOLD_PEERS = 64;
/** Milliseconds between two `peers` of ours on one link, and of theirs after the first ones; more are dropped unread. */
export const PEERS_EVERY = 10_000;
export const PEERS_BURST = 4;
/** People whose addresses are known by hearsay: a whole company on one network. */
export const MAX_HINTS = 4_096;
/** The same of those one peer told: a member may make people up, and each is dialled. */
export const MAX_HINTS_OF_ONE = 512;
/** People who may not reach us and of whom it is said where they are: our user may let one of them in. Some hundred bytes each. */
export const MAX_WAITING_HINTS = 1_024;
/** Milliseconds without a new announcement after which a hint is forgotten: five of them may get lost. */
export const HINT_TTL = 300_000;
/** Milliseconds the side with the higher number leaves to the other to dial after both have heard of each other. */
export const POLITE_DELAY = 2_000;
/** Milliseconds between two announcements on the local network, a fifth more or less. */
export const ANNOUNCE_EVERY = 60_000;
/** Milliseconds within which somebody new announces three times. */
export const ANNOUNCE_BURST = 3_000;
/** Milliseconds between two looks at which interfaces there are. */
export const INTERFACE_CHECK = 10_000;
/** Milliseconds before the same run of a program gets another answer. */
export const ANSWER_EVERY = 1_000;
/** Milliseconds an announcement may be off our clock, either way. */
export const MAX_ANNOUNCEMENT_AGE = 300_000;
/** Datagrams of one sender that are opened in a second: several people on one computer, on several interfaces. */
export const MAX_ANNOUNCEMENTS_PER_SECOND = 8;
/** The same of all senders. Each is tried with the key of every trusted authority. */
export const MAX_ANNOUNCEMENTS_TOTAL = 64;
/** Seconds' worth of them that may come at once: everybody answers whoever comes. */
export const ANNOUNCEMENT_BURST = 4;
/** As PING_AFTER and DEAD_AFTER, for links within a local network: who vanishes is offline within ten seconds. */
export const LAN_PING_AFTER = 3_000;
export const LAN_DEAD_AFTER = 9_000;
/** Contacts that are asked by their last known address where multicast is not heard. */
export const MAX_ASKED = 16;

// -- rooms: docs/specs/rooms-v1.md

/**
 * Bytes of a sealed `room` content: the largest event alone. Its body is JSON within JSON, where a quote, a backslash or a line
 * end has two bytes.
 */
export const MAX_ROOM_BYTES = 1024 * 1024 + 8 * 1024;
/** Bytes of UTF-8 of the body of one event: keys for 2,500 members, or the longest text, sealed and in base64. */
export const MAX_ROOM_EVENT_BYTES = 512 * 1024;
/** Bytes of UTF-8 of one message in a room: each member gets it. Longer text is a file. */
export const MAX_ROOM_TEXT_BYTES = 256 * 1024;
/**
 * Bytes of UTF-8 of an item of a room as JSON: sealed and in base64 it fits the body of an event, with a KiB for the rest of
 * that. Text of many signs that JSON writes longer (line ends, quotes) may be too long although it is within the limit above.
 */
export const MAX_ROOM_ITEM_BYTES = 383 * 1024;
/** Events in one content. */
export const MAX_ROOM_BATCH = 512;
/** Streams in one `have`, `ihave`, `want` or `got`. */
export const MAX_ROOM_STREAMS = 8_192;
/** Milliseconds an event may be ahead of our time: clocks of people differ by minutes. */
export const MAX_ROOM_CLOCK_AHEAD = 300_000;
/**
 * Milliseconds by which what linked people agree on moves the time of rooms: a wrong day or zone. Clocks that are further off
 * are followed only if they cannot be right.
 */
export const MAX_ROOM_TIME_CORRECTION = 2 * 86_400_000;
/** Milliseconds since the epoch before which no event was made: 2024-01-01. A computer without a clock battery is at 1970. */
export const MIN_ROOM_CLOCK = 1_704_067_200_000;
/** UTF-16 units of the name of a room. */
export const MAX_ROOM_NAME_LENGTH = 64;
/** Boxes in one `key` event: 385 KB of its body. A room of more members has several. */
export const MAX_ROOM_KEY_BOXES = 2_500;
/** Older keys in one `key` event, 31 KB. One is usual: the others are behind it. */
export const MAX_ROOM_KEYS_BEFORE = 256;
/** Memberships that one `remove` closes, and cuts it has; there may be several. */
export const MAX_ROOM_REMOVED = 1_024;
export const MAX_ROOM_CUTS = 2_048;
/** Streams of one membership of a room (Everyone: of one author): two, and two more for each copy that was put back. */
export const MAX_ROOM_STREAMS_OF_ONE = 64;
/** Rooms somebody was invited to and has not answered, and bytes of the control events of each. */
export const MAX_ROOM_INVITATIONS = 32;
export const MAX_ROOM_INVITATION_BYTES = 16 * 1024 * 1024;
/** Rooms that one peer tells of at a time before we are seen to be invited; their bytes together are those of one invitation. */
export const MAX_ROOM_INVITATIONS_OF_ONE = 8;
/** Bytes of all rooms before we are seen to be invited. */
export const MAX_ROOM_INVITATIONS_BYTES = 64 * 1024 * 1024;
/** Linked members who are told of new events by one's own choice, and with those who chose us. */
export const ROOM_FANOUT = 4;
export const MAX_ROOM_NEIGHBOURS = 16;
/** Milliseconds between two comparisons with a random member, a third more or less. */
export const ROOM_ROUND = 30_000;
/** Milliseconds for which names of new events are gathered, and until one that did not come is asked for. */
export const ROOM_LAZY_DELAY = 300;
export const ROOM_GRAFT_DELAY = 1_000;
/** Milliseconds between two `got` of one node. */
export const ROOM_GOT_EVERY = 1_000;
/** Milliseconds without news from a member whom we asked what we lack, before another is asked: 128 KiB on a slow line. */
export const ROOM_ANSWER_PATIENCE = 3_000;
/** Contents of one `have`: this many times MAX_ROOM_STREAMS streams are compared at a time. */
export const MAX_ROOM_HAVES = 8;
/** Events that wait for a slow link in memory; more are read from the disk when their turn comes. */
export const MAX_ROOM_FRESH = 1_024;
/** Streams one peer named that we lack and wait for; what is beyond comes by a comparison. */
export const MAX_ROOM_NAMED_OF_ONE = 1_024;
/** Times in a row that a peer may not bring what it named, before it is not asked on this link. */
export const MAX_ROOM_EMPTY_NAMES = 3;
/** Members up to which everybody passes on who has what. */
export const MAX_ROOM_RECEIPTS = 128;
/** Milliseconds within which an owner who did not cause it mends who has the key. */
export const ROOM_MEND_DELAY = 10_000;
/** Contents `digest` and `have` of one peer and room that are answered per second, and at once; others are dropped. */
export const ROOM_COMPARISONS_PER_SECOND = 2;
export const ROOM_COMPARISON_BURST = 20;
