/** CLI of people: requests (NET-9), adding by number (UI-6), safety number (ID-10), choices (TXT-11). */
import { assertEquals, assertStringIncludes } from "@std/assert";
import type { Contact, IdLookup, Safety, TrustRow } from "../../ui/api.ts";
import { contact, FakeApi, FakeApiError, runCommand } from "../support/terminal.ts";

const BORIS = contact("17", "Boris");
const CLARA = contact("18", "Clara", { state: "request" });
const DIGITS = "1234567890".repeat(6);
const NEW_DIGITS = "0987654321".repeat(6);
const ROOTS: TrustRow[] = ["ab", "cd"].map((two) => ({
  root: two.repeat(32),
  name: `Team ${two}`,
  scope: "members",
  ids: [],
}));

/** Clara has asked to reach us: the program does not know her as a peer. */
function api(safety: Partial<Safety> = {}, lookup: Partial<IdLookup> = {}): FakeApi {
  let now: Safety = {
    digits: DIGITS,
    text: "parley-safety:1:x",
    qr: ["01", "10"],
    verified: false,
    changed: null,
    ...safety,
  };
  return new FakeApi({
    resolve: ({ peer }) => {
      if (peer === BORIS.id || peer === "Boris") return { conversation: BORIS.key };
      throw new FakeApiError("not-found", `no contact "${peer}"`);
    },
    contact_accept: () => ({ ...CLARA, state: "active" }),
    contact_block: () => ({ ...CLARA, state: "blocked", blocked: true }),
    contact_remove: () => null,
    contact_lookup: () => ({ problem: null, found: [], roots: [ROOTS[0]], ...lookup }),
    contact_add: ({ id, name }) => contact(id, name ?? id, { presence: "offline" }),
    contact_options: () => BORIS,
    safety: () => now,
    contact_verify: ({ verified }) => ((now = { ...now, verified }), BORIS),
    key_answer: ({ accept }) => {
      now = { ...now, digits: accept ? now.changed!.digits : now.digits, changed: null };
      return BORIS;
    },
  }, [BORIS, CLARA]);
}

const run = (api: FakeApi, ...args: string[]) => runCommand(["contacts", ...args], { api });

Deno.test("NET-9: contacts shows who asks to reach us, and accept, block and remove know them", async () => {
  const program = api();
  assertStringIncludes((await run(program)).stdout[1], "asks to reach you");
  const [, shown] = (await run(program, "--json")).json();
  assertEquals([shown.state, shown.verified, shown.key_changed], ["request", false, false]);
  for (const action of ["accept", "block", "remove"]) {
    assertEquals((await run(program, action, "Clara")).code, 0, action);
  }
  const asked = (method: "contact_accept" | "contact_block" | "contact_remove") =>
    program.asked(method).map(({ conversation }) => conversation);
  assertEquals([asked("contact_accept"), asked("contact_block"), asked("contact_remove")], [
    [CLARA.key],
    [CLARA.key],
    [CLARA.key],
  ]);
});

Deno.test("NET-9: writing to somebody who only asked says to accept them first", async () => {
  const { code, stderr } = await runCommand(["send", "Clara", "hello"], { api: api() });
  assertEquals(code, 1);
  assertStringIncludes(stderr.join("\n"), "has asked to reach you");
  assertStringIncludes(stderr.join("\n"), "contacts accept");
});

Deno.test("UI-6: contacts add takes a number under the one authority there is, or the one that is named", async () => {
  const program = api();
  assertEquals((await run(program, "add", "0042", "--address", "h:1", "--name", "Dora")).code, 0);
  assertEquals(program.asked("contact_add"), [{ id: "42", root: ROOTS[0].root, address: "h:1", name: "Dora" }]);
  const several = api({}, { roots: ROOTS });
  const refused = await run(several, "add", "42");
  assertEquals(refused.code, 1);
  assertStringIncludes(refused.stderr.join("\n"), "Team cd");
  assertEquals((await run(several, "add", "42", "--root", "cdcd")).code, 0);
  assertEquals(several.asked("contact_add").map(({ root }) => root), [ROOTS[1].root]);
});

Deno.test("UI-6: what is wrong with a number is said in words, and nobody is added", async () => {
  for (const problem of ["empty", "too-long", "out-of-range", "self"] as const) {
    const program = api({}, { problem });
    const { code, stderr } = await run(program, "add", "42");
    assertEquals([code, program.asked("contact_add")], [1, []], problem);
    assertEquals(/^parley contacts: number/.test(stderr[0]), true, stderr[0]);
  }
  const { code, stderr } = await run(api({}, { roots: [] }), "add", "42");
  assertEquals(code, 1);
  assertStringIncludes(stderr.join("\n"), "invite");
});

Deno.test("ID-10: contacts verify prints twelve groups in three lines; as JSON the whole number", async () => {
  const { stdout, stderr } = await run(api(), "verify", "Boris");
  assertEquals(stdout, Array(3).fill("12345 67890 12345 67890"));
  assertStringIncludes(stderr[0], "Compare");
  assertEquals((await run(api(), "verify", "Boris", "--json")).json(), [
    { id: "17", digits: DIGITS, text: "parley-safety:1:x", verified: false, changed: null },
  ]);
});

Deno.test("ID-10: digits that are the same verify, others do not, and half of them is wrong usage", async () => {
  const program = api();
  const spoken = DIGITS.match(/.{5}/g)!.join(" ");
  assertEquals((await run(program, "verify", "Boris", "--digits", spoken, "--json")).json()[0].verified, true);
  assertEquals(program.asked("contact_verify"), [{ conversation: BORIS.key, verified: true }]);
  const other = api();
  const differ = await run(other, "verify", "Boris", "--digits", NEW_DIGITS);
  assertEquals([differ.code, other.asked("contact_verify")], [1, []]);
  for (const digits of [DIGITS.slice(1), "x".repeat(60), `${DIGITS}0`]) {
    assertEquals((await run(api(), "verify", "Boris", "--digits", digits)).code, 2, digits);
  }
});

Deno.test("ID-10: after a change the new digits are shown; the right ones answer it, the old ones do not", async () => {
  const changed = { digits: NEW_DIGITS, text: "parley-safety:1:y", qr: ["1"] };
  const shown = await run(api({ changed }), "verify", "Boris");
  assertEquals(shown.stdout[0], "09876 54321 09876 54321");
  assertStringIncludes(shown.stderr[0], "have changed");
  const old = api({ changed });
  assertEquals([(await run(old, "verify", "Boris", "--digits", DIGITS)).code, old.asked("key_answer")], [1, []]);
  const right = api({ changed });
  const answered = (await run(right, "verify", "Boris", "--digits", NEW_DIGITS, "--json")).json();
  assertEquals([answered[0].digits, answered[0].verified], [NEW_DIGITS, true]);
  assertEquals(right.asked("key_answer"), [{ conversation: BORIS.key, accept: true, digits: NEW_DIGITS }]);
});

Deno.test("ID-10: a change can be answered without comparing; the answer is bound to what was there", async () => {
  const changed = { digits: NEW_DIGITS, text: "parley-safety:1:y", qr: ["1"] };
  for (const [flag, accept] of [["--accept", true], ["--refuse", false]] as const) {
    const program = api({ changed });
    assertEquals((await run(program, "verify", "17", flag)).code, 0);
    assertEquals(program.asked("key_answer"), [{ conversation: BORIS.key, accept, digits: NEW_DIGITS }]);
    assertEquals(program.asked("contact_verify"), []);
  }
  const program = api({ verified: true });
  await run(program, "verify", "17", "--undo");
  assertEquals(program.asked("contact_verify"), [{ conversation: BORIS.key, verified: false }]);
});

Deno.test("TXT-11: contacts set chooses a folder or turns something on or off", async () => {
  const rows: [string[], Partial<Contact["options"]>][] = [
    [["folder", "Old", "friends"], { folder: "Old friends" }],
    [["folder", "-"], { folder: null }],
    [["closed", "on"], { closed: true }],
    [["keep_history", "off"], { keep_history: false }],
    [["read_receipts", "no"], { read_receipts: false }],
  ];
  for (const [words, options] of rows) {
    const program = api();
    assertEquals((await run(program, "set", "Boris", ...words)).code, 0, words.join(" "));
    assertEquals(program.asked("contact_options"), [{ conversation: BORIS.key, options }]);
  }
});

for (
  const words of [
    "verify",
    "verify 17 --accept --refuse",
    "verify 17 --digits",
    "accept",
    "list --name x",
    "add host:1 --root ab",
    "add 17 --address nowhere",
    "set 17 folder",
    "set 17 pinned perhaps",
    "set 17 blocked on",
    "rename 17 x --digits 5",
  ]
) {
  Deno.test(`"contacts ${words}" is wrong usage`, async () => {
    const program = api();
    assertEquals([(await run(program, ...words.split(" "))).code, program.asked("contact_add")], [2, []]);
  });
}
