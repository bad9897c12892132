/** Pairing, the side that made the invite. `docs/specs/wire-v1.md`, section 7: every check in its order. */
import { fingerprintOf } from "../crypto/mod.ts";
import type { Identity } from "../crypto/types.ts";
import { LinkError } from "./errors.ts";
import { KIND } from "./kinds.ts";
import { checkAnnounced } from "./pair_check.ts";
import type { PairLimits } from "./pair_limits.ts";
import {
  encodeBody,
  encodeReply,
  type PairBinding,
  parseBody,
  parseRequest,
  replyMac,
  requestMac,
  sameMac,
} from "./pair_messages.ts";
import { type Ends, readFirst, writeFirst } from "./single_packet.ts";
import type { TlsSession } from "./tls.ts";
import type { Address, Clock, InviteBook, LiveInvite, PairedPeer } from "./types.ts";

export interface PairResponderParts {
  readonly identity: Identity;
  readonly invites: InviteBook;
  readonly addresses: () => readonly Address[];
  readonly clock: Clock;
  readonly limits: PairLimits;
}

/**
 * Answer one stranger.
 * @param host of the stranger, for the rate limit
 * @returns who it was, once the decision is on disk and the answer is on its way
 * @throws {LinkError} the refusal, not yet told to the stranger
 */
export async function answerPairing(
  { stream, shown }: TlsSession,
  ends: Ends,
  host: string,
  parts: PairResponderParts,
): Promise<PairedPeer> {
  const { identity, invites, clock, limits } = parts;
  if (!invites.anyLive()) throw new LinkError("invite-unknown", "pairing: no invite is live");
  if (!limits.allow(host)) throw new LinkError("rate-limited", "pairing: too many attempts; try again in a minute");
  if (shown.certificate === undefined) throw new LinkError("no-certificate", "pairing: no certificate was shown");
  const request = parseRequest(await readFirst(stream, ends, KIND.pairRequest));
  const invite = invites.find(request.invite);
  if (invite === undefined) throw new LinkError("invite-unknown", "pairing: no such invite");
  const binding = bind(invite, identity, fingerprintOf(shown.certificate));
  if (!sameMac(request.mac, requestMac(binding, request.body))) {
    throw new LinkError("pair-refused", "pairing: the invite's secret was not proven for these two certificates");
  }
  if (invite.expiresAt <= clock.now()) throw new LinkError("invite-expired", "pairing: the invite has expired");
  const peer = parseBody(request.body);
  checkAnnounced(shown, peer, identity, () => clock.now());
  await redeem(invites, invite, peer);
  const body = encodeBody(identity, parts.addresses());
  await writeFirst(stream, ends, KIND.pairReply, encodeReply({ body, mac: replyMac(binding, request.body, body) }));
  stream.close();
  return peer;
}

function bind({ secret }: LiveInvite, { root, fingerprint }: Identity, clientLeaf: string): PairBinding {
  return { secret, root, serverLeaf: fingerprint, clientLeaf };
}

async function redeem(invites: InviteBook, { id }: LiveInvite, peer: PairedPeer): Promise<void> {
  const decision = await invites.redeem(id, peer);
  if (decision === "blocked") throw new LinkError("not-allowed", `pairing: "${peer.id}" is blocked`);
  if (decision === "used") throw new LinkError("invite-used", "pairing: somebody else used the invite");
  if (decision === "expired") throw new LinkError("invite-expired", "pairing: the invite has expired");
}
