/** Pairing, the side that was invited. `docs/specs/wire-v1.md`, section 7. */
import { fingerprintOf, readLeaf } from "../crypto/mod.ts";
import type { Identity } from "../crypto/types.ts";
import { within } from "./deadline.ts";
import { LinkError } from "./errors.ts";
import { type InviteContent, inviteId } from "./invite.ts";
import { KIND } from "./kinds.ts";
import { PAIR_TIMEOUT, TLS_HANDSHAKE_TIMEOUT } from "./limits.ts";
import { checkAnnounced } from "./pair_check.ts";
import {
  encodeBody,
  encodeRequest,
  type PairBinding,
  parseBody,
  parseReply,
  replyMac,
  requestMac,
  sameMac,
} from "./pair_messages.ts";
import { mostTelling, race } from "./race.ts";
import { readFirst, writeFirst } from "./single_packet.ts";
import { connectTls, PAIR_PROTOCOL, type TlsSession } from "./tls.ts";
import { connectTcp } from "./transport/tcp.ts";
import type { Address, Clock, PairedPeer } from "./types.ts";

export interface PairingParts {
  readonly invite: InviteContent;
  readonly identity: Identity;
  /** Where we can be reached. */
  readonly addresses: () => readonly Address[];
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * Redeem an invite: all its addresses are tried, one 250 ms after the other, and the first right answer counts.
 * @returns the inviter, proven to have made the invite
 * @throws {LinkError} what says most of all that went wrong
 */
export async function pairWith(parts: PairingParts): Promise<PairedPeer> {
  const { invite, identity, clock, signal } = parts;
  if (invite.id === identity.id && invite.root === identity.root) {
    throw new LinkError("invite-self", "pairing: the invite is our own");
  }
  if (invite.addresses.length === 0) {
    throw new LinkError("unreachable", `pairing with "${invite.name}": the invite has no address`);
  }
  try {
    return await race(invite.addresses, {
      clock,
      signal,
      attempt: (address, signal) => pairAt(address, { ...parts, signal }),
      discard: () => {}, // redeeming twice is harmless: the answer is the same
    });
  } catch (error) {
    if (!(error instanceof AggregateError)) throw error;
    throw mostTelling(error.errors.map(asLinkError));
  }
}

async function pairAt(address: Address, parts: PairingParts): Promise<PairedPeer> {
  const session = await connectAt(address, parts);
  const { clock, signal } = parts;
  const bound = { clock, signal, ms: PAIR_TIMEOUT, code: "handshake-timeout", what: "pairing" } as const;
  return await within(bound, async (signal) => {
    const destroy = () => session.stream.destroy();
    signal.addEventListener("abort", destroy, { once: true });
    try {
      return await exchange(session, parts);
    } finally {
      session.stream.close();
      signal.removeEventListener("abort", destroy);
    }
  });
}

async function connectAt(address: Address, { invite, identity, clock, signal }: PairingParts): Promise<TlsSession> {
  const what = `connecting to "${address.host}" port "${address.port}"`;
  const bound = { clock, signal, ms: TLS_HANDSHAKE_TIMEOUT, code: "unreachable", what } as const;
  return await within(bound, async (signal) => {
    const socket = await connectTcp(address, signal);
    // The chain cannot verify yet; the reply will prove the inviter's root.
    return await connectTls(socket, { identity, roots: [], clock, signal, protocol: PAIR_PROTOCOL, peer: invite.id });
  });
}

async function exchange({ stream, shown, protocol }: TlsSession, parts: PairingParts): Promise<PairedPeer> {
  const { invite, identity, clock } = parts;
  if (protocol !== PAIR_PROTOCOL) throw new LinkError("wrong-protocol", "pairing: the other side does not speak it");
  const server = serverOf(shown.certificate, invite);
  const binding: PairBinding = {
    secret: invite.secret,
    root: invite.root,
    serverLeaf: server,
    clientLeaf: identity.fingerprint,
  };
  const ends = { own: identity.id, other: invite.id };
  const body = encodeBody(identity, parts.addresses());
  const request = { invite: inviteId(invite.secret), body, mac: requestMac(binding, body) };
  await writeFirst(stream, ends, KIND.pairRequest, encodeRequest(request));
  const reply = parseReply(await readFirst(stream, ends, KIND.pairReply));
  if (!sameMac(reply.mac, replyMac(binding, body, reply.body))) {
    throw new LinkError("pair-refused", "pairing: the answer does not prove the invite's secret");
  }
  const peer = parseBody(reply.body);
  if (peer.root !== invite.root || peer.id !== invite.id) {
    throw new LinkError("bad-certificate", "pairing: the answer is from somebody else than the invite says");
  }
  checkAnnounced(shown, peer, identity, () => clock.now());
  return peer;
}

/** Another machine may have the address by now; that says nothing about the invite, so it is not asked about it. */
function serverOf(certificate: Uint8Array | undefined, { id }: InviteContent): string {
  if (certificate === undefined) throw new LinkError("no-certificate", "pairing: the other side showed no certificate");
  let shownId: string | undefined;
  try {
    shownId = readLeaf(certificate).id;
  } catch (cause) {
    throw new LinkError("wrong-peer", "pairing: a machine that is no Parley answered", { cause });
  }
  if (shownId !== id) throw new LinkError("wrong-peer", `pairing: "${shownId}" answered where "${id}" was invited by`);
  return fingerprintOf(certificate);
}

function asLinkError(error: unknown): LinkError {
  return error instanceof LinkError ? error : new LinkError("internal", "pairing: failed", { cause: error });
}
