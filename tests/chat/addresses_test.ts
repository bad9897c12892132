/** Addresses given by hand, and the words people use for each other. */
import { assertEquals, assertRejects } from "@std/assert";
import { ChatError } from "../../chat/mod.ts";
import { type FakePerson, fakePerson } from "../support/fake_network.ts";

Deno.test("an address given by hand is kept once, listed, and forgotten again", async () => {
  const { messenger } = await fakePerson("Anna", "17");
  for (const address of ["host.example:7420", "[::1]:1", "host.example:7420"]) {
    await messenger.call("address_add", { address });
  }
  assertEquals(await messenger.call("addresses", {}), ["host.example:7420", "[::1]:1"]);
  await messenger.call("address_remove", { address: "host.example:7420" });
  assertEquals(await messenger.call("addresses", {}), ["[::1]:1"]);
  for (const [address, code] of [["host.example:7420", "not-found"], ["nowhere", "bad-request"]]) {
    const error = await assertRejects(() => messenger.call("address_remove", { address }), ChatError);
    assertEquals(error.code, code);
  }
});

async function someone(names: Record<string, string>): Promise<[FakePerson, (text: string) => Promise<string>]> {
  const anna = await fakePerson("Anna", "17");
  for (const [id, name] of Object.entries(names)) {
    const { ref } = await fakePerson(name, id);
    await anna.messenger.invites.create();
    const invite = anna.history.invites().find(({ redeemed_by }) => redeemed_by === null)!;
    await anna.messenger.invites.redeem(invite.id, { ...ref, name, rootCertificate: `root of ${name}`, addresses: [] });
  }
  const idOf = async (peer: string) => {
    const { conversation } = await anna.messenger.call("resolve", { peer });
    return conversation.split(".")[0];
  };
  return [anna, idOf];
}

Deno.test("the beginning of a name is enough while only one has it; a whole name or id wins", async () => {
  const [, idOf] = await someone({ "4": "Boris", "5": "Bo", "6": "Клара", "7": "4ever", "8": "Klaus", "9": "Klaas" });
  assertEquals(await Promise.all(["bor", "BO", "кл", "Boris", "4", "4e"].map(idOf)), ["4", "5", "6", "4", "4", "7"]);
  for (const [text, code] of [["kla", "ambiguous"], ["oris", "not-found"], [" ", "not-found"], ["5x", "not-found"]]) {
    assertEquals((await assertRejects(() => idOf(text), ChatError)).code, code, text);
  }
});

Deno.test("both my name for somebody and their own may be begun", async () => {
  const [anna, idOf] = await someone({ "4": "Boris" });
  const { conversation } = await anna.messenger.call("resolve", { peer: "4" });
  await anna.messenger.call("contact_rename", { conversation, name: "Uncle" });
  assertEquals([await idOf("unc"), await idOf("bor")], ["4", "4"]);
});
