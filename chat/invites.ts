/**
 * Invites we made. `docs/specs/wire-v1.md`, section 7. A redeemed invite is redeemed on disk before the other side hears
 * of it, so it can never be used twice.
 */
import { encode } from "uqr";
import type { PeerRef } from "../crypto/types.ts";
import { decodeInvite, encodeInvite, type InviteContent, inviteId } from "../net/mod.ts";
import type { Address, InviteBook, LiveInvite, PairedPeer, Redemption } from "../net/types.ts";
import type { History } from "../store/history_types.ts";
import type { Invite } from "../ui/api.ts";
import { ChatError } from "./errors.ts";
import { peerKey } from "./peer_key.ts";

const DEFAULT_TTL = 24 * 3_600_000;
const MIN_TTL = 60_000;
const MAX_TTL = 30 * 24 * 3_600_000;

export interface InviteParts {
  readonly history: History;
  readonly me: PeerRef & { readonly name: string };
  readonly addresses: () => readonly Address[];
  readonly randomBytes: (length: number) => Uint8Array;
  readonly now: () => number;
  /** Trust this person and keep them as a contact; resolves when it is on disk. */
  readonly befriend: (peer: PairedPeer) => Promise<void>;
}

export class Invites implements InviteBook {
  readonly #parts: InviteParts;
  /** One redemption at a time: two answers at once must not both win. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(parts: InviteParts) {
    this.#parts = parts;
  }

  async create(ttl = DEFAULT_TTL): Promise<Invite> {
    const { history, me, addresses, randomBytes, now } = this.#parts;
    const secret = randomBytes(16);
    const expiresAt = Math.floor((now() + Math.min(MAX_TTL, Math.max(MIN_TTL, ttl))) / 1000) * 1000;
    await history.dropExpiredInvites(now()).saved;
    await history.putInvite({ id: inviteId(secret), secret, expires_at: expiresAt, redeemed_by: null }).saved;
    const text = encodeInvite({ id: me.id, name: me.name, root: me.root, addresses: addresses(), secret, expiresAt });
    return { text, expires_at: expiresAt, qr: qrRows(text), file_name: `${fileName(me.name)}.parley` };
  }

  find(id: string): LiveInvite | undefined {
    const row = this.#parts.history.invite(id);
    return row === undefined ? undefined : { id: row.id, secret: row.secret, expiresAt: row.expires_at };
  }

  anyLive(): boolean {
    // A redeemed invite stays answerable until it expires: the reply may have been lost on its way.
    return this.#parts.history.invites().some((row) => row.expires_at > this.#parts.now());
  }

  redeem(id: string, peer: PairedPeer): Promise<Redemption> {
    const result = this.#turn.then(() => this.#redeem(id, peer));
    this.#turn = result.catch(() => {});
    return result;
  }

  async #redeem(id: string, peer: PairedPeer): Promise<Redemption> {
    const { history, now, befriend } = this.#parts;
    const row = history.invite(id);
    const key = peerKey(peer);
    if (row === undefined || row.expires_at <= now()) return "expired";
    if (row.redeemed_by !== null && row.redeemed_by !== key) return "used";
    if (history.contact(key)?.state === "blocked") return "blocked";
    // Marked first: a crash in between costs the invite, never lets two people in. Nothing waits in between, or somebody
    // removed meanwhile would come back.
    const marked = history.putInvite({ ...row, redeemed_by: key });
    await Promise.all([marked.saved, befriend(peer)]);
    return "paired";
  }
}

/**
 * Read what a person pasted: the text, or a whole message around it.
 * @throws ChatError "invite-invalid", "invite-version", "invite-expired" or "invite-self"
 */
export function readInvite(text: string, me: PeerRef, now: number): InviteContent {
  const found = /parley:[A-Za-z0-9_-]+/.exec(text);
  if (found === null) throw new ChatError("invite-invalid", 'invite: no text that begins with "parley:"');
  let content: InviteContent;
  try {
    content = decodeInvite(found[0]);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new ChatError(cause instanceof RangeError ? "invite-version" : "invite-invalid", message, { cause });
  }
  if (content.id === me.id && content.root === me.root) {
    throw new ChatError("invite-self", "invite: it is your own; send it to somebody else");
  }
  if (content.expiresAt <= now) {
    const when = new Date(content.expiresAt).toISOString();
    throw new ChatError("invite-expired", `invite: expired at ${when}; ask for a new one`);
  }
  return content;
}

/** Rows of "0" and "1", dark is "1", with the quiet zone the standard asks for (ISO/IEC 18004: 4 modules). */
export function qrRows(text: string): string[] {
  return encode(text, { border: 4, ecc: "L" }).data.map((row) => row.map((dark) => (dark ? "1" : "0")).join(""));
}

function fileName(name: string): string {
  return name.replace(/[^\p{L}\p{N} _-]/gu, "").trim().slice(0, 40) || "invite";
}
