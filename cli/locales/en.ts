import { doctorEn } from "./doctor_en.ts";

/** Everything the terminal says, in English. The other languages have the same keys: their type demands it. */
export const en = {
  ...doctorEn,
  "language": "en",
  "help.title": "Parley: a secure messenger between machines, without a company in the middle",
  "help.later": "Not in this version yet: {verbs}",
  "help.globals": `Options of every command, before or after it:
  --data DIR      folder of the profile (or PARLEY_DATA)
  --json          one JSON object, or one per line for lists
  --lang ru|en    language of the terminal
  --log-level L   debug, info, warn, error (to stderr)
  --help          this text, or the help of a command
  --version       version of the program`,
  "help.more": "More on a command: parley help VERB. Exit status: 0 done, 1 failed, 2 wrong usage.",

  "verb.run": "start and open the window (this is also what no verb at all means)",
  "verb.chat": "talk in the terminal",
  "verb.send": "send a message, or files and folders",
  "verb.edit": "change a message you sent",
  "verb.delete": "delete a message, for everyone or only here",
  "verb.react": "react to a message with an emoji",
  "verb.search": "find messages in one conversation or in all",
  "verb.timer": "messages that disappear, agreed by both",
  "verb.history": "show, search, export or clear what was said",
  "verb.contacts": "who is there; add, accept, verify, rename, block, remove",
  "verb.rooms": "rooms: who talks there; create, join, invite, leave",
  "verb.requests": "who asks to reach you",
  "verb.invite": "make an invite for somebody to become a contact",
  "verb.accept": "accept somebody's invite",
  "verb.status": "is it running, where, and with whom is it connected",
  "verb.files": "files sent and received; accept, decline, cancel, resume",
  "verb.limits": "what is left of the budgets per contact",
  "verb.identity": "show, export or import who you are",
  "verb.trust": "authorities you trust and their revocation lists",
  "verb.ca": "be a certificate authority for a team",
  "verb.help": "this help",
  "verb.version": "version of the program",
  "verb.doctor": "find out why a connection fails",
  "verb.hub": "the optional server",
  "verb.backup": "save a whole profile",
  "verb.restore": "bring a saved profile back",

  "help.run": `  --name N           your name, at the very first start
  --port P           port for others (7420, or the next free one)
  --listen ADDR      address to listen on (all)
  --ui-port P        port of the window, on this machine only (7421)
  --no-open          do not open the browser
  --no-lan           neither look for others on the local network nor be found there
  --peer HOST:PORT   connect to this address, too; may be repeated`,
  "help.chat": `PEER is an id, a unique name or its beginning; without it, choose from the list.
Inside: /help shows the commands, /exit, Ctrl+C or Ctrl+D ends.
If Parley is not running, chat runs it as long as it lasts; --port P, --listen ADDR and --no-lan are then as for run.`,
  "help.send": `PEER is an id, a unique name or its beginning. The words are joined by spaces;
put -- before a text that begins with a dash.
  -                 the text is read from stdin
  --file PATH…      files and folders of any size instead of a text; every further word is one more.
                    They are not copied: keep them where they are until they have arrived
  --wait SECONDS    wait until it is on the reader's disk; exit status 1 if it is not by then
  --reply ID        as an answer to this message (history --json shows ids), or to the last one: last`,
  "help.edit":
    "ID is that of history --json, or last: the last you sent. It costs like sending; the other side sees that it was edited.",
  "help.delete": `ID is that of history --json, or last: the last you sent.
Your own go for everyone, a mark stays. --me: only here, whoever wrote it.`,
  "help.react": `ID is that of history --json, or last: the last they sent.
One emoji, or +1 -1 <3 :) :D :( for those that are hard to type (-1 after --). off takes it back.`,
  "help.search": `One word, or words in quotes: in all conversations. With more, the first is PEER.
  --in, --out           only theirs, only yours
  --links, --files      only with links, only files, by their names
  --since, --until DAY  2026-01-31
  --limit N             the newest N (50)`,
  "help.timer": `Without a time: what is agreed, and what is proposed. A time (90s, 30m, 24h, 7d) or off proposes it;
agree takes what the other side proposes.`,
  "help.history": `  --limit N     the newest N messages (50)
  --search Q    only messages with these words; beginnings of words count
  --events      with connection events
  --all         with --search: in all conversations
clear PEER or clear --all removes messages. export PEER or export --all prints all of them as JSON lines, or:
  --format F    html: a page to read; json: one document
  --out FILE    into a new file`,
  "help.contacts": `PEER is an id, a unique name or its beginning.
  list                  everybody (this is also what no word at all means)
  add HOST:PORT         keep trying it; whoever answers there and may reach you becomes a contact
  add ID [--root R] [--address HOST:PORT] [--name NAME]
                        somebody of an authority whose members you trust (parley trust list)
  accept PEER           somebody who has asked to reach you becomes a contact; remove forgets, block keeps away
  verify PEER           the safety number; compare it in person or by telephone, then
    --digits "…"        what the other side reads out: verified if it is the same
    --accept, --refuse  after their keys have changed: go by the new ones, or block them
    --undo              no longer verified
  set PEER OPTION VALUE folder NAME (- is none); pinned, archived, closed, muted, keep_history,
                        read_receipts, typing: on or off (or yes, no)
  addresses             those you added
  forget HOST:PORT      no longer try it; contacts stay
  rename PEER NAME      your own name for them
  remove PEER           with everything said; they can no longer reach you
  block PEER, unblock PEER`,
  "help.rooms": `ROOM is #name (in quotes for a shell), a name or its beginning, everyone, or the key or its
first digits (6 or more). PEER as everywhere.
  list                      all rooms (this is also what no word at all means)
  create NAME [PEER…]       a room of your own, and whom to invite
  invite ROOM PEER…         who joins can read what was said before
  join ROOM, leave ROOM     take an invitation; leave, or decline one
  members ROOM              who is in it
  remove ROOM PEER          owners may
  role ROOM PEER owner|member
  rename ROOM NAME
  set ROOM OPTION VALUE     folder NAME (- is none); pinned, archived,
                            closed, muted: on or off (or yes, no)
  forget ROOM               one you left: what was said is deleted here
Everyone is the room of all who share your authority. Write with: parley send '#name' TEXT, or parley chat '#name'.`,
  "help.requests": "Answer with: parley contacts accept PEER, contacts remove PEER or contacts block PEER.",
  "help.invite": `Give it to one person, by any other way you have. It works once.
  --ttl 24h             how long it is good: 30m, 24h, 7d
  --out FILE.parley     write it to a file, too`,
  "help.accept": "The text of the invite, the name of a .parley file, or - for stdin.",
  "help.doctor":
    `Looks at port, addresses, firewall, finding people nearby, VPN, clock, certificate, disk, and at each contact
who is not connected; says what is wrong and how to mend it. Works best while Parley is running.
With --json one object per line: id, result (ok, problem, unknown), finding, args.
Exit status 0: no problem found; 1: at least one.`,
  "help.status": "With --json: id, name, fingerprint, port, addresses, ui_url, links, outbox and more.",
  "help.files": `ID is the one of the list or of --json, its beginning or end, or the name of the file.
  list             the newest first; --open: only those not at their end; --limit N (50)
  accept ID        take it; --all: everything that waits; --wait SECONDS: until it is here, with a progress bar
  decline ID       do not take it
  cancel ID        no more of it, whoever sends it
  resume ID        go on after it failed; what is here already does not come again
  show ID          where it lies; the file manager shows it
  --peer PEER      only what goes to them or comes from them`,
  "help.limits": `  --messages N, --files N    packets that may be sent from now on, or unlimited`,
  "help.identity": `  show           who you are
  export FILE    certificate and keys, encrypted under a pass-phrase you choose
  import FILE    use a certificate of a team's authority instead; what was there is set aside, never deleted
  renew          a new certificate for the same keys, a year from now; --name N: under another name
    --request FILE          when a team's authority issued it: what to ask it with
    --cert FILE             what it sent back
  passphrase     set or change the pass-phrase of the profile; --remove takes it off
    --new-passphrase-file FILE    where the new one stands, in a script
  --format pem|p12          by the name of the file, else pem
  --passphrase-file FILE    where the pass-phrase of the exported or imported file stands`,
  "help.backup": `Who you are, your authority, contacts and everything said, sealed under a pass-phrase you choose.
  --passphrase-file FILE    where that pass-phrase stands; without it it is asked for twice`,
  "help.restore": `Into a folder without a profile, or a profile without contacts.
  --passphrase-file FILE    where the pass-phrase of the file stands; without it it is asked for`,
  "help.trust": `  list                    authorities and who may reach you under them
  add FILE [--members]    trust an authority; --members: everybody it has issued a certificate to may reach you
  crl FILE                take in a revocation list`,
  "help.ca": "parley ca init makes a certificate authority in DIR; the others use it. Options: parley help ca issue.",
  "help.help": "",
  "help.version": "",

  "run.ready": "{name} (id {id}) is here.",
  "run.locked": "Locked: open the window and type the pass-phrase there. (With --no-open it is asked here.)",
  "run.window": "Window:   {url}",
  "run.port": "Port:     {port}",
  "run.port_taken": "Port {wanted} is used by another program, so it is {port} this time.",
  "run.end": "Ctrl+C ends it.",
  "run.ending": "Ending: what is unsent stays on disk and goes out at the next start.",
  "run.no_browser": "No browser could be opened; open the link above yourself.",
  "first_start.begin": "First start: making an identity for {name}. This takes a few seconds.",
  "first_start.authority-key": "  the key of your own certificate authority",
  "first_start.own-key": "  your own key",
  "first_start.certificates": "  your certificate",
  "first_start.done": "  done.",

  "prompt.passphrase": "Pass-phrase: ",
  "prompt.new_passphrase": "New pass-phrase for the file: ",
  "prompt.again": "Once more: ",
  "prompt.file_passphrase": "Pass-phrase of the file: ",

  "prompt.next_passphrase": "New pass-phrase of the profile: ",

  "error.later": "{verb} is not in this version",
  "error.no_contact": 'peer "{peer}": not among the contacts',
  "error.is_request": 'peer "{peer}": has asked to reach you and is no contact yet',
  "error.ambiguous": 'peer "{peer}": more than one contact is called so',
  "error.no_profile": 'profile "{dir}": there is none yet',
  "error.profile_in_use": 'profile "{dir}": another process has it open and does not answer',
  "error.passphrase_needed": "this profile is locked: a pass-phrase is needed",
  "error.wrong_passphrase": "the pass-phrase is wrong",
  "error.passphrase_short": "pass-phrase: shorter than {least} characters",
  "error.not_empty": 'profile "{dir}": somebody is among its contacts already, so nothing else is put in its place',
  "error.passphrases_differ": "the two pass-phrases differ",
  "error.file_passphrase_needed": "identity file: a pass-phrase for it is needed",
  "error.node_runs": "identity import: the program runs with this profile",
  "error.invite_needs_node": "making an invite: Parley is not running, so there is no address to put into it",
  "hint.other_folder": "Restore into another folder: parley restore FILE --data FOLDER",
  "hint.new_passphrase_file": "In a script: --new-passphrase-file FILE, its first line is the pass-phrase.",
  "hint.start_first": "Start it (parley run), then try again.",
  "hint.contacts": "Who is there: parley contacts",
  "hint.accept_request": "Let them in: parley contacts accept PEER   (or keep them away: parley contacts block PEER)",
  "hint.trust_members": "Trust an authority with all its members (parley trust add FILE --members), or use an invite.",
  "hint.name_root": "Name one with --root:",
  "hint.digits_differ":
    "Check that both read the same line. If they still differ, do not write: somebody may be between you.",
  "hint.quote_words": 'To search in all conversations, quote the words: parley search "one two"',
  "hint.use_id": "Use the id: parley contacts shows it.",
  "hint.start_once": "Start it once: parley run   (or name another folder with --data)",
  "hint.profile_in_use": "Wait a moment, or end the other process.",
  "hint.passphrase_file": "Run it on a terminal, or name a file in PARLEY_PASSPHRASE_FILE.",
  "hint.stop_node": "End it first (Ctrl+C where it runs), then try again.",
  "hint.new_invite": "Ask for a new one. If it is new, check the date and time of this computer.",
  "hint.whole_invite": 'Copy all of it, from "parley:" on, or save it as a file and give the name of the file.',
  "hint.update": "Update Parley, or ask for an invite made by an older version.",
  "hint.grant": "Give more: parley limits grant PEER --messages 1000 (or change the number in limits.txt)",
  "hint.grant_files": "Give more: parley limits grant PEER --files 1000 (or change the number in limits.txt)",
  "hint.rooms": "Which there are: parley rooms",
  "hint.room_key": "Name it by its key:",
  "hint.is_room": "There is a room of this name. Rooms are named with #, in quotes: '{room}'",
  "hint.files": "Which there are: parley files",
  "hint.disk": "Make room on the disk and try again; nothing that was saved is lost.",
  "hint.too_long": "Split it, or send it as a file.",

  "usage.line": "usage:",
  "usage.any": "VERB …    (parley help)",
  "usage.overview": "[VERB] [OPTIONS]",
  "usage.no_such_command": '"{verb}": no such command',
  "usage.did_you_mean": '"{verb}": no such command. Did you mean {meant}?',
  "usage.peer_missing": "{verb}: PEER is missing. The name of a room begins with # and needs quotes: '#team'",
  "usage.unknown_option": 'option "{option}": not known here',
  "usage.needs_value": 'option "--{name}": needs a value',
  "usage.needs_folder": 'option "--data": needs a folder',
  "usage.twice": 'option "--{name}": given twice',
  "usage.not_count": 'option "--{name}": "{text}" is not a whole number from {min} to {max}',
  "usage.not_one_of": 'option "--{name}": "{text}" is not one of {all}',
  "usage.language": 'option "--lang": "{lang}" is not a language Parley speaks: ru, en',
  "usage.format": 'option "--format": "{given}" is neither pem nor p12',
  "usage.ttl": 'option "--ttl": "{text}" is not a time from 1m to 30d, such as 30m, 24h or 7d',
  "usage.seconds": 'option "--wait": "{text}" is not a number of seconds',
  "usage.not_peer": 'option "--peer": "{text}" is not HOST:PORT',
  "usage.not_ip": 'option "--listen": "{text}" is not an IP address, nor all or localhost',
  "usage.not_address": 'address "{address}": not HOST:PORT',
  "usage.goes_with": 'option "--{name}": goes with "{verb}" only',
  "usage.too_many": '"{word}": one word too many',
  "usage.no_action": '"{action}": not something {verb} can do',
  "usage.one_answer": "contacts verify: one of --digits, --accept, --refuse and --undo",
  "usage.not_digits": "--digits: a safety number has {count} digits",
  "usage.no_choice": '{verb} set: "{name}" cannot be chosen',
  "usage.not_switch": '{verb} set {name}: "{value}" is neither on nor off',
  "usage.word_missing": "contacts {action}: a word is missing",
  "usage.ca_missing": "ca {action}: {what} is missing",
  "usage.file_missing": "{verb}: no file given",
  "usage.one_of": "only one of {options}",
  "usage.no_file": "{verb} {action}: no file given",
  "usage.no_invite": "no invite given",
  "usage.nobody_send": "nobody named to send to. The name of a room begins with # and needs quotes: '#team'",
  "usage.id_missing": "{verb}: ID of the message is missing",
  "usage.no_emoji": "no emoji given",
  "usage.no_words": "no words and nothing else to search for",
  "usage.not_day": 'option "--{name}": "{text}" is not a day like 2026-01-31',
  "usage.timer": '"{text}" is not a time such as 90s, 30m, 24h or 7d, nor off or agree',
  "usage.file_or_stdin": "--file takes names of files; stdin (-) is for a text",
  "usage.too_many_files": "--file: at most {limit} files and folders at once; a folder may hold any number",
  "usage.file_id_missing": "{verb}: ID of the file is missing",
  "usage.id_or_all": "files accept: either an ID, or --all",
  "usage.no_text": "no text given",
  "usage.nobody_history": "nobody named whose history to show",
  "usage.either_or_all": "either somebody, or --all",
  "usage.budgets": 'budgets are changed by "limits grant PEER"',
  "usage.no_budget": "neither --messages nor --files given",

  "file.what": 'file "{path}"',
  "file.too_long": "{what}: longer than {limit} bytes",
  "file.not_utf8": "{what}: not text in UTF-8",
  "file.not_found": "not found",
  "file.exists": "exists already",
  "file.denied": "not permitted",
  "file.folder": "is a folder",
  "file.writing": 'writing "{path}": {why}',
  "invite.writing": 'writing the invite to "{path}": {why}',
  "identity.writing": 'writing the identity to "{file}": {why}',
  "identity.reading": 'reading the identity from "{file}": {why}',
  "passphrase.too_large": 'pass-phrase file "{file}": larger than {limit} bytes',
  "passphrase.unreadable": 'pass-phrase file "{file}": cannot be read',

  "failure.empty": "message: it is empty",
  "failure.ended": "too late: it is at its end already, or was answered",
  "failure.no-space": "file: not enough room on your disk",
  "failure.folder-gone": "file: the folder for received files is not there; connect its disk",
  "failure.too-long": "message: too long; it may have 4 MiB, in a room 256 KiB",
  "failure.key-changed": "the keys of this contact have changed; compare and answer first: parley contacts verify PEER",
  "failure.not-yours": "message: it is not yours to change",
  "failure.deleted": "message: it was deleted",
  "failure.already-sent": "message: it may have been sent; it can be deleted for everyone",
  "failure.limit-exhausted": "message: the budget for this contact is used up",
  "failure.invite-invalid": "invite: damaged, or not all of it",
  "failure.invite-expired": "invite: expired at {when}",
  "failure.invite-self": "invite: it is your own; send it to somebody else",
  "failure.invite-version": "invite: made by a newer version of Parley",
  "failure.unauthorized": "the running Parley does not let this command in",
  "failure.disk-full": "the disk is full; nothing of this was saved",
  "failure.storage": "the disk refused it; nothing of this was saved",
  "failure.read-only": '"{what}": writing there is not permitted',
  "failure.newer": '"{what}": made by a newer version of Parley; nothing was touched',
  "failure.locked": '"{what}": another running copy has it open',
  "failure.wrong-key": '"{what}": the pass-phrase is wrong, or it belongs to another profile',
  "failure.corrupt": '"{what}": damaged; restore it from a backup',
  "failure.io": '"{what}": {why}',

  "send.exhausted": "not sent: it costs {cost} of the message budget, and {left} left",
  "send.too_long": "text: longer than the {limit} bytes of UTF-8 that one message may have",
  "send.error": 'message to "{peer}": {error}',
  "send.no_node": "Parley is not running: the message waits on disk and goes out at the next start (parley run).",
  "send.files_cost": "Taken from the file budget: {cost}",
  "send.files_exhausted": "not sent: it costs {cost} of the file budget, and {left} left",
  "send.files_skipped": "Left out, as they are no files (links, devices) or cannot be read: {count}",
  "send.files_no_node":
    "Parley is not running: the files stay where they are and are offered at the next start (parley run).",
  "message.no_last": "there is no such message: nothing was sent here",
  "delete.everyone": "Deleted for everyone.",
  "delete.me": "Deleted here.",
  "timer.off": "off",
  "timer.proposed": "you propose: {time}",
  "timer.asked": "{name} proposes: {time} (parley timer PEER agree)",
  "history.empty": "Nothing said with {name} yet.",
  "history.empty_room": "Nothing said in {name} yet.",
  "history.none_found": "Nothing found.",
  "history.cleared": "Messages removed: {removed}",
  "contacts.added_id": "{name} ({id}) is a contact now; messages wait until there is a connection.",
  "contacts.id.empty": "number: it is missing",
  "contacts.id.not-digits": 'number "{id}": digits only',
  "contacts.id.too-long": 'number "{id}": too long; at most 13 digits',
  "contacts.id.out-of-range": 'number "{id}": there is no such number; 1 to 1099511627775',
  "contacts.id.self": 'number "{id}": it is your own',
  "contacts.no_root": "by number alone: no authority of this kind is trusted with all its members",
  "contacts.several_roots": "by number alone: under more than one authority there may be such a number",
  "contacts.key_changed": "keys have changed",
  "contacts.keys_changed":
    "Their keys have changed: nothing is sent or received. Compare these new digits, then --digits, --accept or --refuse.",
  "contacts.verified": "Verified: these digits were compared.",
  "contacts.unverified": "No longer verified.",
  "contacts.compare": 'Compare these digits with theirs, in person or by telephone, then: --digits "…"',
  "contacts.digits_differ": "safety number: these are other digits",
  "contacts.set": "{name}: {value}",
  "contacts.none": "No contacts yet. Make an invite: parley invite",
  "contacts.empty_name": "the new name is empty",
  "contacts.unread": "new: {count}",
  "contacts.added": "Will keep trying {address}; whoever answers there and may reach you becomes a contact.",
  "contacts.forgotten": "No longer trying {address}.",
  "contacts.no_addresses": "No addresses of your own. Add one: parley contacts add HOST:PORT",
  "contacts.removed": "{peer} ({id}) is removed.",
  "rooms.count": "members: {members}, online: {online}",
  "rooms.invited": "invited: {count}",
  "rooms.invitation": "you are invited",
  "rooms.invited_by": "{name} invites you",
  "rooms.state.left": "you left",
  "rooms.state.removed": "you were removed",
  "rooms.mentions": "for you: {count}",
  "rooms.pinned": "pinned",
  "rooms.archived": "archived",
  "rooms.closed": "closed",
  "rooms.muted": "muted",
  "rooms.folder": "folder: {folder}",
  "rooms.everyone": "everyone",
  "rooms.role.owner": "owner",
  "rooms.role.member": "member",
  "rooms.not_joined": "invited",
  "rooms.wrote_at": "last wrote: {time}",
  "rooms.none": "No rooms yet. Make one: parley rooms create NAME",
  "rooms.no_such": 'room "{room}": there is none',
  "rooms.ambiguous": 'room "{room}": more than one is called so',
  "rooms.no_member": 'member "{name}": nobody in the room is called so',
  "rooms.ambiguous_member": 'member "{name}": more than one is called so; use the id',
  "rooms.not_owner": "only owners of the room can do that",
  "rooms.not_yours": "only owners can do that, and not to whoever has been an owner for longer",
  "rooms.no_invitation": "room: there is no invitation any more",
  "rooms.join_first": "{room}: you are invited and not in it yet; join it first",
  "rooms.not_in": "{room}: you are not in it any more",
  "rooms.never_linked": "you were never connected with them; when you have been, invite them",
  "rooms.only_people": '"{room}": this is for people, a room has no such thing',
  "rooms.no_files": '"{room}": files go to one person; a room takes texts',
  "rooms.is_everyone":
    "{room}: everybody who shares your authority is in it. Nobody is invited, removed or leaves; to hear less of it: parley rooms set everyone muted on",
  "rooms.word_missing": "rooms {action}: a word is missing",
  "rooms.no_role": '"{role}": a role is owner or member',
  "rooms.all": "all",
  "rooms.done.left": "You have left {room}. What was said stays here until: parley rooms forget",
  "rooms.done.declined": "Declined: {room}",
  "rooms.done.removed": "{room} is removed. Who was in it stays noted, and so does what you wrote and nobody has yet.",
  "presence.online": "online",
  "presence.offline": "offline",
  "presence.refused": "refused",
  "presence.pairing": "pairing",
  "presence.blocked": "blocked",
  "presence.request": "asks to reach you",
  "invite.until": "Good for one person until {until}.",
  "invite.file": "Saved in {file}.",
  "accept.done": "{name} ({id}): {presence}",
  "accept.connected": "You are connected with {name}.",
  "accept.waiting": "{name} is in your contacts; Parley connects as soon as both are online.",
  "accept.no_node": "Parley is not running: they are reached at the next start (parley run).",
  "status.state": "state",
  "status.running": "running, process {pid}",
  "status.stopped": "not running",
  "status.id": "id",
  "status.name": "name",
  "status.fingerprint": "fingerprint",
  "status.port": "port",
  "status.addresses": "addresses",
  "status.window": "window",
  "status.links": "connected",
  "status.nobody": "nobody",
  "status.outbox": "unsent",
  "status.certificate": "certificate",
  "status.revoked": "taken back by your authority: others refuse you (parley doctor says what to do)",
  "limits.messages": "messages left",
  "limits.files": "files left",
  "limits.unlimited": "unlimited",
  "units.size": "B KB MB GB TB",
  "units.speed": "{size}/s",
  "units.time": "s min h d",
  "files.name": "name",
  "files.size": "size",
  "files.with": "with",
  "files.none": "No files sent or received yet.",
  "files.none_open": "All files are at their end.",
  "files.none_waiting": "Nothing waits for an answer.",
  "files.no_such": 'file "{word}": none has this id or name',
  "files.ambiguous": 'file "{word}": more than one; use the whole id',
  "files.goes_on": "No longer waiting; it goes on while Parley runs. To stop it: parley files cancel ID",
  "files.not_here": 'file "{name}": it is not here yet',
  "files.no_node": "Parley is not running: your answer goes out at the next start (parley run).",
  "files.percent": "{percent} %",
  "files.left": "{time} left",
  "files.done_of": "{done} of {size}",
  "files.took": "{size} in {time}, {speed}",
  "files.sign.file": "[file]",
  "files.sign.folder": "[folder]",
  "files.state.offered": "offered",
  "files.offered_enough": "waits for your answer: a lot has come from there by itself today",
  "files.state.waiting": "waiting",
  "files.state.running": "running",
  "files.state.completed": "completed",
  "files.state.declined": "declined",
  "files.state.cancelled": "cancelled",
  "files.state.failed": "failed",
  "files.asked_again": "asked for again; it goes on when they can",
  "files.failed": "failed: {why}",
  "files.reason.disk-full_in": "your disk is full",
  "files.reason.disk-full_out": "their disk is full",
  "files.reason.no-space_in": "not enough room on your disk",
  "files.reason.no-space_out": "not enough room on their disk",
  "files.reason.folder-gone_in": "your folder for received files is not there",
  "files.reason.folder-gone_out": "their folder for received files is not there",
  "files.reason.disk-error_in": "your disk does not take it",
  "files.reason.disk-error_out": "their disk does not take it",
  "files.reason.source-gone_in": "they no longer have it where it was",
  "files.reason.source-gone_out": "it is no longer where it was",
  "files.reason.source-unreadable_in": "they cannot read it any more",
  "files.reason.source-unreadable_out": "it cannot be read",
  "files.reason.changed": "it was changed after it was offered",
  "files.reason.bad-chunks": "it kept arriving damaged",
  "files.reason.bad-manifest": "the list of its files is damaged",
  "files.reason.forgotten": "they no longer have the offer; send it again",
  "files.reason.too-often": "it was asked for again too often",
  "files.reason.too-many": "too many files in it, or names too long",
  "files.reason.not-a-file": "neither a file nor a folder",
  "files.reason.private": "Parley keeps your keys and messages there; they are for nobody else",
  "files.reason.unknown": "the reason is not known",
  "identity.root": "authority",
  "identity.root_name": "authority's name",
  "identity.valid_until": "valid until",
  "identity.encrypted": "keys encrypted",
  "identity.folder": "folder",
  "identity.renewed": "{name}, your certificate is good until {until}. Your contacts see nobody new.",
  "identity.other_authority": "the certificate is of another authority: ask it for a new one",
  "hint.ask_authority": "Write a request: parley identity renew --request FILE   (what comes back: --cert FILE)",
  "identity.requested":
    "Written to {file}. Give it to whoever runs your authority; take in what comes back: parley identity renew --cert FILE",
  "passphrase.set": "The profile opens with the new pass-phrase only. There is no way in without it.",
  "passphrase.removed": "The profile opens without a pass-phrase now.",
  "backup.done":
    "Saved in {file}. Who has the file and its pass-phrase is you, with everything said: keep both safe, and apart.",
  "backup.writing": 'writing the backup to "{file}": {why}',
  "backup.reading": 'reading the backup from "{file}": {why}',
  "restore.done": "Restored. The profile opens with the pass-phrase it had, if it had one.",
  "identity.exported": "Saved in {file}. Whoever has the file and its pass-phrase is you: keep it safe.",
  "identity.imported": "You are {name} (id {id}) now.",
  "yes": "yes",
  "no": "no",
  "trust.members": "everybody with its certificate",
  "trust.only": "only {ids}",
  "trust.added": "Trusted: {name} ({root})",
  "trust.crl": "Taken in for {root}; revoked: {revoked}",

  "chat.me": "me",
  "chat.title": "Contacts. Choose by number or name; /help shows the commands.",
  "chat.no_contacts": "No contacts yet: /invite makes an invite, /accept takes one.",
  "chat.choose": "Nobody chosen yet: type a number or a name from the list.",
  "chat.no_such": '"{text}": nobody in the list is called so',
  "chat.ambiguous": '"{text}": more than one; choose by number',
  "chat.with": "With {name} ({id}), {presence}. /back returns to the list.",
  "chat.presence": "{name}: {presence}",
  "chat.elsewhere": "[{name}] {text}",
  "chat.unknown_command": '"{text}": no such command; /help shows them. To send it as a text, begin with two slashes.',
  "chat.help": `Without N it is the last one. /numbers shows the numbers.
/reply [N] [TEXT]  answer     /edit [N]  change yours
/delete [N] [me]   for everyone, or with me only here
/react [N] EMOJI   +1 <3 :) are emoji; off takes it back
/forward N NAME    pass it on     /retry [N]  send again
/list [all], /back contacts       /history [N]  older ones
/search WORDS      find here      /find WORDS   everywhere
/open N            what was said around a hit
/export [FILE]     save to read   /clear   all of it here
/verify            compare keys   /trust   the new ones
/requests          who wants in; /accept N or /block N
/block, /unblock   keep away      /limits  what is left
/timer 1d|off      disappearing   /agree   to theirs
/keep on|off       keep on disk   /exit    end, as Ctrl+D
/invite            make an invite; /accept TEXT or FILE
/file PATH         send a file or folder      /files  all
/accept [N]        take a file    /decline [N]  do not
/cancel [N]        stop, not this /resume [N]   go on
Alt+Enter breaks the line, // sends a text with a slash.
"Boris…": they are typing.
… here on disk  ✓ on its way  ✓✓ on their disk  ✗ failed
Green ✓✓: they have read it.   Rooms: /help rooms`,
  "chat.help_rooms": `/create NAME         a room of your own; then invite people
/members             who is in it, and who is there now
/invite NAME         one of your contacts
/join, /decline      answer an invitation
/remove NAME         out of the room
/role NAME owner     may invite and remove, too; or member
/rename NAME         another name for the room
/leave, /forget      go; remove it from the list
@Name in a text: you mean them. Tab completes the name.
@ in front of a line: it means you.
✓✓ and 2 of 5: two of the five others have it.`,
  "chat.usage": "like this: {usage}",
  "chat.did_you_mean": '"{text}": no such command. Did you mean {meant}?',
  "chat.no_message": "there is no such message here",
  "chat.no_number": "no message has the number {number}; /numbers shows them",
  "chat.other_conversation": "message {number} is of another conversation: /open {number} goes there",
  "chat.cost": "A long text: it takes {cost} of the message budget, {left} left. Send it?",
  "chat.files_count": "files: {count}",
  "chat.file_cost": "{what}, {size}: it takes {cost} of the file budget, {left} left. Send it?",
  "chat.file_hint": "/accept {number} takes it, /decline {number} does not.",
  "chat.files_waiting": "Files that wait for your answer: {count}. /accept takes the newest, /files shows them.",
  "chat.files_hint": "/accept N, /decline N, /cancel N, /resume N answer one of them.",
  "chat.cancel_file": "Stop {name} for good?",
  "chat.nothing_to_accept": "no file waits for your answer here",
  "chat.nothing_to_decline": "no file waits for your answer here",
  "chat.nothing_to_cancel": "there is nothing to cancel here",
  "chat.nothing_to_resume": "no file has failed here",
  "chat.not_file": "message {number} is no file",
  "chat.is_file": "a file cannot be edited; delete it, or send another",
  "chat.resume_hint": "/resume goes on; what is there already does not come again.",
  "chat.not_done": "Not done.",
  "chat.prompt.question": "y/n> ",
  "chat.prompt.reply": "reply> ",
  "chat.prompt.edit": "edit> ",
  "chat.replying": "Your answer to: {text}   (empty line: none)",
  "chat.delete_everyone": 'Delete for both of you: "{text}"?',
  "chat.delete_me": 'Delete here only: "{text}"?',
  "chat.deleted": "deleted",
  "chat.removed": "gone",
  "chat.edited": "(edited)",
  "chat.unsent_edit": "the change did not arrive: {error}; /retry or, with its number, /cancel",
  "chat.unsent_reaction": "the reaction did not arrive: {error}; /retry or, with its number, /cancel",
  "chat.unsent_delete": "the deletion did not arrive: {error}; /retry or, with its number, /cancel",
  "chat.forwarded": "forwarded:",
  "chat.forwarded_to": "Forwarded to {name}.",
  "chat.quote_gone": "a message that is not here",
  "chat.found": "Found: {count}. /open N shows what was said around it.",
  "chat.found_newest": "The newest {count} are shown. /open N shows what was said around one.",
  "chat.found_here": "▼ found",
  "chat.newer": "There are newer ones: /history shows them.",
  "chat.clear": "Clear everything said with {name}, here?",
  "chat.keys_changed":
    "⚠ The keys of {name} have changed. It may be a new device, or somebody between you. Nothing is sent or received. Compare these digits in person or by telephone:",
  "chat.keys_first": "Not sent: the keys have changed.",
  "chat.keys_answer": "The same: /trust. Different: /block.",
  "chat.keys_same": "the keys of {name} have not changed",
  "chat.trusted": "From now on the new keys of {name} count.",
  "chat.compare": "Compare the digits with theirs, in person or by telephone. Are they the same?",
  "chat.requests": "Ask to reach you: {count}. /requests shows them.",
  "chat.request": "{name} asks to reach you: /requests",
  "chat.requests_hint": "/accept N lets them in, /block N keeps them away.",
  "chat.no_requests": "Nobody asks to reach you.",
  "chat.no_request": "no request has the number {number}; /requests shows them",
  "chat.block": "Block {name}?",
  "chat.put_away": "Put away: {count}. /list all shows them, too.",
  "chat.is_offline": "{name} is offline; what you write waits",
  "chat.is_back": "{name} is back",
  "chat.timer_on": "Messages disappear {time} after they were read.",
  "chat.timer_off": "Messages do not disappear. /timer 1d proposes it.",
  "chat.timer_none": "never",
  "chat.timer_mine": "You propose: {time}. {name} has not answered yet.",
  "chat.timer_theirs": "{name} proposes: {time}. /agree agrees, /agree later puts it off.",
  "chat.timer_same": "It is so already.",
  "chat.agree_hint": "/agree agrees, /agree later puts it off.",
  "chat.put_off": "Not now. {name} is not told; /agree agrees at any time.",
  "chat.nothing_proposed": "{name} proposes nothing",
  "chat.keep_on": "What is said here is kept on disk.",
  "chat.keep_off": "What is said here is not kept on disk: it is gone when Parley ends.",
  "chat.keep_ask": "No longer keep this on disk? What is there now goes from the disk, too.",
  "chat.locked": "Parley is locked: nothing passes here before the pass-phrase is typed in its window.",
  "chat.failed": "{what}: {why}",
  "chat.unread": "new",
  "chat.nothing_found": "Nothing found.",
  "chat.no_json": "chat has no --json: scripts use send, history and contacts",
  "chat.node_ended": "Parley has ended.",
  "chat.unknown_kind": "[{kind}: this version cannot show it]",
  "chat.event.key_changed": "the keys of {name} have changed; nothing passes until you answer: parley contacts verify",
  "chat.event.timer_proposed": "{name} proposes that messages disappear after {time}",
  "chat.event.timer_proposed_me": "you propose that messages disappear after {time}",
  "chat.event.timer_proposed_off": "{name} proposes that messages no longer disappear",
  "chat.event.timer_proposed_off_me": "you propose that messages no longer disappear",
  "chat.event.timer_on": "from here on messages disappear {time} after they were read",
  "chat.event.timer_off": "from here on messages no longer disappear",
  "chat.event.paired": "{name} is a contact now",
  "chat.with_room": "In {room}, {word}. /help rooms shows what can be done.",
  "chat.room_invited":
    "{text} to {room} (members: {members}). Who joins can read what was said before. /join or /decline.",
  "chat.room_over": "{room}: {word}. It is only there to read; /forget removes it from the list.",
  "chat.room_made": "{room} is made. /invite NAME brings people in.",
  "chat.invitation_gone": "There is no invitation to {room} any more: it was taken back, or answered elsewhere.",
  "chat.room_elsewhere": "{text} to {room}: choose it in the list, then /join",
  "chat.only_people": "this is for people: a room has no such thing",
  "chat.only_rooms": "this is for rooms: choose one first",
  "chat.remove_member": "Remove {name} from {room}?",
  "chat.leave": "Leave {room}?",
  "chat.leave_last": "Leave {room}? You are its only owner; whoever has been in it longest becomes one.",
  "chat.forget":
    "Remove {room} from the list and delete what was said in it? Who was in it stays noted, and so does what you wrote and nobody has yet.",
  "chat.gone": "{room} is removed.",
  "chat.delete_room": 'Delete for everybody in the room: "{text}"?',
  "chat.delivered_to": "{to} of {of}",
  "chat.event.room_created": "{name} made the room",
  "chat.event.room_created_me": "you made the room",
  "chat.event.room_added": "{by} invited {name}",
  "chat.event.room_added_by_me": "you invited {name}",
  "chat.event.room_added_me": "{by} invited you",
  "chat.event.room_joined": "{name} is in",
  "chat.event.room_joined_me": "you are in",
  "chat.event.room_left": "{name} left",
  "chat.event.room_left_me": "you left",
  "chat.event.room_declined": "{name} declined the invitation",
  "chat.event.room_declined_me": "you declined the invitation",
  "chat.event.room_removed": "{by} removed {name}",
  "chat.event.room_removed_by_me": "you removed {name}",
  "chat.event.room_removed_me": "{by} removed you",
  "chat.event.room_made_owner": "{by} made {name} an owner",
  "chat.event.room_made_owner_by_me": "you made {name} an owner",
  "chat.event.room_made_owner_me": "{by} made you an owner",
  "chat.event.room_made_member": "{by} made {name} an ordinary member",
  "chat.event.room_made_member_by_me": "you made {name} an ordinary member",
  "chat.event.room_made_member_me": "{by} made you an ordinary member",
  "chat.event.room_renamed": "{by} called the room {name}",
  "chat.event.room_renamed_by_me": "you called the room {name}",
  "chat.event.room_fork":
    "⚠ {name}: their program tells different people different things; be careful with what they write",
  "chat.status.queued": "waiting on disk",
  "chat.status.sent": "on its way",
  "chat.status.delivered": "delivered",
  "chat.status.read": "read",
  "chat.status.failed": "failed",
  "chat.status.received": "received",
} as const satisfies Record<string, string>;

export type Key = keyof typeof en;
