/** Pairing over real sockets: what must work. `docs/specs/wire-v1.md`, section 7. */
import { assertEquals } from "@std/assert";
import type { PairedPeer } from "../../net/types.ts";
import { authority, connected, person, testNetwork, trusted } from "../support/network.ts";
import { guest, HERE, inviteOf, inviter, pair, refusal } from "../support/pairing.ts";

Deno.test("whoever has the invite and the inviter learn who the other is, and can have a link then", async () => {
  await using anna = await inviter();
  const found = await pair(inviteOf(anna, anna.invites.add()));
  assertEquals([found.id, found.root, found.name], [anna.identity.id, anna.identity.root, anna.identity.name]);
  assertEquals(found.addresses, [anna.address]);
  const [known] = anna.invites.paired;
  assertEquals([known.id, known.root, known.name, known.addresses], [guest.id, guest.root, guest.name, [HERE]]);

  const only = (peer: PairedPeer) => ({
    fingerprint: peer.root,
    certificate: peer.rootCertificate,
    name: peer.name,
    scope: { kind: "only", ids: [peer.id] } as const,
  });
  anna.trust.setRoots([trusted(await authority(1)), only(known)]);
  await using boris = await testNetwork(guest, { roots: [trusted(await authority(2)), only(found)] });
  await connected(boris, anna);
});

Deno.test("the pairing connection gives no link and reaches no handler", async () => {
  await using anna = await inviter();
  await pair(inviteOf(anna, anna.invites.add()));
  assertEquals([anna.handler.opened, anna.handler.failures], [[], []]);
});

Deno.test("the same person may ask again, somebody else may not", async () => {
  await using anna = await inviter();
  const invite = inviteOf(anna, anna.invites.add());
  const first = await pair(invite);
  assertEquals(await pair(invite), first);
  assertEquals(await refusal(pair(invite, await person("21", 2))), "invite-used");
  assertEquals(await refusal(pair(invite, await person("20", 3))), "invite-used");
  assertEquals(new Set(anna.invites.paired.map(({ id, root }) => `${id}.${root}`)).size, 1);
});

Deno.test("who is blocked is told so, also with an invite that let them in before", async () => {
  await using anna = await inviter();
  const invite = inviteOf(anna, anna.invites.add());
  await pair(invite);
  anna.invites.blocked.add(guest.id);
  assertEquals(await refusal(pair(invite)), "not-allowed");
  assertEquals(await refusal(pair(inviteOf(anna, anna.invites.add()))), "not-allowed");
  assertEquals(anna.invites.paired.length, 1);
});

Deno.test("an invite that has expired is refused as such while another one is live", async () => {
  await using anna = await inviter();
  const invite = inviteOf(anna, anna.invites.add(60_000));
  anna.invites.add();
  await anna.clock.advance(60_000);
  assertEquals(await refusal(pair(invite)), "invite-expired");
  assertEquals(anna.invites.paired, []);
});

Deno.test("without a live invite nothing of a stranger is read", async () => {
  await using anna = await inviter();
  const invite = inviteOf(anna, anna.invites.add(60_000));
  await anna.clock.advance(60_000);
  assertEquals(await refusal(pair(invite)), "invite-unknown");
});

Deno.test("a wrong secret is an unknown invite", async () => {
  await using anna = await inviter();
  anna.invites.add();
  const guess = { ...inviteOf(anna, anna.invites.add()), secret: new Uint8Array(16) };
  assertEquals(await refusal(pair(guess)), "invite-unknown");
});
