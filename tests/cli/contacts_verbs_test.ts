/** `parley contacts`: the JSON shape, the table for people, and what each verb asks of the api. */
import { FAKE_CONTACT } from "../support/fake/values.ts";
import { assertEquals } from "@std/assert";
import { contact, FakeApi, ME, message, runCommand } from "../support/terminal.ts";

const ISO = "2026-01-02T03:04:05.678Z";
const KEY = contact("17", "Boris").key;

Deno.test("a line of contacts --json has the fields of the contract", async () => {
  const api = new FakeApi({}, [contact("17", "Boris", { unread: 3, last: message("17", 1, "x") })]);
  const ran = await runCommand(["contacts", "--json"], { api });
  assertEquals(ran.json(), [{
    id: "17",
    name: "Boris",
    own_name: "Boris",
    root: ME.root,
    presence: "online",
    presence_reason: null,
    transport: "tcp",
    since: ISO,
    blocked: false,
    unread: 3,
    last_at: ISO,
    added_at: ISO,
    state: "active",
    verified: false,
    key_changed: false,
    options: FAKE_CONTACT.options,
    messages_left: 1_000,
    files_left: 1_000,
  }]);
});

Deno.test("contacts are aligned and harmless, with presence by word", async () => {
  const api = new FakeApi({}, [
    contact("17", "Bo\x1b[31mris", { unread: 2 }),
    contact("1099511627775", "漢字", { presence: "refused", presence_reason: "revoked" }),
  ]);
  const { stdout } = await runCommand(["contacts"], { api });
  assertEquals(stdout, [
    "17             Bo␛[31mris  online             new: 2",
    "1099511627775  漢字        refused (revoked)",
  ]);
});

Deno.test("contacts add, rename, remove, block and unblock ask the api for just that", async () => {
  const boris = contact("17", "Boris");
  const api = new FakeApi({
    address_add: () => null,
    contact_rename: ({ name }) => ({ ...boris, name }),
    contact_remove: () => null,
    contact_block: ({ blocked }) => ({ ...boris, blocked }),
  });
  for (
    const words of [
      "add [::1]:7420",
      "add host.example:1",
      "rename 17 Uncle Bo",
      "remove 17",
      "block 17",
      "unblock Boris",
    ]
  ) {
    assertEquals((await runCommand(["contacts", ...words.split(" "), "--json"], { api })).code, 0, words);
  }
  assertEquals(api.asked("address_add"), [{ address: "[::1]:7420" }, { address: "host.example:1" }]);
  assertEquals(api.asked("contact_rename"), [{ conversation: KEY, name: "Uncle Bo" }]);
  assertEquals(api.asked("contact_remove"), [{ conversation: KEY }]);
  assertEquals(api.asked("contact_block").map(({ blocked }) => blocked), [true, false]);
});

Deno.test("contacts add says what will be, addresses lists them, forget takes one away", async () => {
  const kept = ["[::1]:7420", "host.example:1"];
  const api = new FakeApi({ address_add: () => null, addresses: () => kept, address_remove: () => null });
  assertEquals((await runCommand(["contacts", "add", kept[1]], { api })).stdout, [
    "Will keep trying host.example:1; whoever answers there and may reach you becomes a contact.",
  ]);
  assertEquals((await runCommand(["contacts", "addresses"], { api })).stdout, kept);
  assertEquals((await runCommand(["contacts", "addresses", "--json"], { api })).json(), [
    { address: kept[0] },
    { address: kept[1] },
  ]);
  const gone = await runCommand(["contacts", "forget", kept[0], "--json"], { api });
  assertEquals([gone.json(), api.asked("address_remove")], [[{ address: kept[0], removed: true }], [{
    address: kept[0],
  }]]);
  assertEquals((await runCommand(["contacts", "forget", "nowhere"], { api })).code, 2);
});
