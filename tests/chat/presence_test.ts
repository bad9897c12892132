/** TXT-5: presence says what is known, and no more. */
import { assertEquals } from "@std/assert";
import type { LinkClosed } from "../../net/types.ts";
import { befriend, connect, fakePerson } from "../support/fake_network.ts";

const ENDS: [what: string, why: Omit<LinkClosed, "reason">, presence: string, reason: string | null][] = [
  ["nobody answers", { code: "unreachable", by: "network" }, "offline", null],
  ["somebody else has their address now", { code: "unknown-authority", by: "us" }, "offline", null],
  ["another contact has their address now", { code: "wrong-peer", by: "us" }, "offline", null],
  ["our own program has their address now", { code: "self", by: "us" }, "offline", null],
  ["they do not know us", { code: "unknown-authority", by: "peer" }, "refused", "unknown-authority"],
  ["they blocked us", { code: "not-allowed", by: "peer" }, "refused", "not-allowed"],
  ["they are revoked", { code: "revoked", by: "us" }, "refused", "revoked"],
  ["their certificate is over", { code: "certificate-expired", by: "us" }, "refused", "certificate-expired"],
  ["they end their program", { code: "going-away", by: "peer" }, "offline", null],
];

for (const [what, why, presence, reason] of ENDS) {
  Deno.test(`when ${what}, they are ${presence}`, async () => {
    const [anna, boris] = [await fakePerson("Anna", "17"), await fakePerson("Boris", "4")];
    await befriend(anna, boris);
    anna.messenger.sessions.onAttemptFailed(boris.ref, undefined, { ...why, reason: "" });
    const [contact] = await anna.messenger.call("contacts", {});
    assertEquals([contact.presence, contact.presence_reason], [presence, reason]);
  });
}

Deno.test("a link that ends while it begins is no trouble to tell of: two may have been made at once", async () => {
  const [anna, boris] = [await fakePerson("Anna", "17"), await fakePerson("Boris", "4")];
  await befriend(anna, boris);
  const cable = connect(anna, boris);
  cable.cut();
  await cable.settle();
  assertEquals([...anna.warnings, ...boris.warnings], []);
});
