/** Two people who pair: an inviter with an embedded listener, and a guest under another authority. */
import { assertRejects } from "@std/assert";
import type { Identity } from "../../crypto/types.ts";
import { type CloseCode, LinkError } from "../../net/errors.ts";
import type { InviteContent } from "../../net/invite.ts";
import { pairWith } from "../../net/pairing.ts";
import type { Address, LiveInvite, PairedPeer } from "../../net/types.ts";
import { VirtualClock } from "./clock.ts";
import { authority, person, soon, type TestNetwork, testNetwork, trusted } from "./network.ts";

export const HERE: Address = { host: "192.0.2.1", port: 7420 };
export const never = new AbortController().signal;

/** An inviter under an authority of her own, and somebody under another. */
export async function inviter(): Promise<TestNetwork> {
  return await testNetwork(await person("10", 1), { roots: [trusted(await authority(1))] });
}

export const guest = await person("20", 2);

export function inviteOf({ identity, address }: TestNetwork, { secret, expiresAt }: LiveInvite): InviteContent {
  return { id: identity.id, name: identity.name, root: identity.root, addresses: [address], secret, expiresAt };
}

export function pair(
  invite: InviteContent,
  identity: Identity = guest,
  clock = new VirtualClock(Date.now()),
): Promise<PairedPeer> {
  return pairWith({ invite, identity, addresses: () => [HERE], clock, signal: never });
}

export async function refusal(attempt: Promise<unknown>): Promise<CloseCode> {
  return (await assertRejects(() => soon("a refusal", attempt), LinkError)).code;
}
