/** The JSON shapes, exit statuses and calls of each verb; the shapes are a contract with scripts. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { Status } from "../../ui/api.ts";
import { contact, FakeApi, runCommand } from "../support/terminal.ts";

const KEY = contact("17", "Boris").key;
const ISO = "2026-01-02T03:04:05.678Z";

Deno.test("ID-7: status --json prints the object of the api as it is, and in words also that the certificate was taken back", async () => {
  const status: Status = {
    id: "1000",
    name: "Anna",
    fingerprint: "cd",
    port: 7420,
    addresses: ["192.0.2.1:7420"],
    ui_url: "http://127.0.0.1:7421/launch?token=x",
    links: [{ peer: "17", name: "Boris", transport: "tcp", since: ISO }],
    outbox: 2,
    notices: [],
    pid: 1,
    version: "0.1.0",
    running: true,
    revoked: false,
  };
  const api = new FakeApi({ status: () => status });
  assertEquals((await runCommand(["status", "--json"], { api })).json(), [{ ...status }]);
  const { stdout } = await runCommand(["status"], { api });
  assertStringIncludes(stdout.join("\n"), "Boris (17), tcp");
  assertEquals(stdout.join().includes("certificate"), false);
  const revoked = new FakeApi({ status: () => ({ ...status, revoked: true }) });
  const told = await runCommand(["status"], { api: revoked });
  assertStringIncludes(told.stdout.join("\n"), "certificate  taken back by your authority: others refuse you");
});

Deno.test("limits are shown and granted in numbers, null is unlimited", async () => {
  const row = {
    conversation: KEY,
    peer: "17",
    name: "Boris",
    messages: 990,
    files: null,
    messages_spent: 10,
    files_spent: 0,
  };
  const api = new FakeApi({ limits: () => [row], limits_grant: () => row });
  const { conversation: _, ...shown } = row;
  assertEquals((await runCommand(["limits", "--json"], { api })).json(), [shown]);
  await runCommand(["limits", "17", "--json"], { api });
  assertEquals(api.asked("limits"), [{}, { conversation: KEY }]);
  const granted = await runCommand(["limits", "grant", "17", "--messages", "500", "--files", "unlimited", "--json"], {
    api,
  });
  assertEquals(granted.json(), [shown]);
  assertEquals(api.asked("limits_grant"), [{ conversation: KEY, messages: 500, files: null }]);
  for (
    const words of [
      "grant 17",
      "grant 17 --messages many",
      "grant 17 --messages=-5",
      "grant 17 --files 1000000001",
      "17 --messages 5",
    ]
  ) {
    assertEquals((await runCommand(["limits", ...words.split(" ")], { api })).code, 2, words);
  }
});

Deno.test("trust reads a file and hands it on", async () => {
  const file = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(file, "PEM");
    const api = new FakeApi({
      trust_add: () => ({ root: "ab", name: "Team" }),
      trust_crl: () => ({ root: "ab", revoked: 2 }),
      trust_list: () => [{ root: "ab", name: "Team", scope: "members", ids: [] }],
    });
    assertEquals((await runCommand(["trust", "add", file, "--members", "--json"], { api })).json(), [{
      root: "ab",
      name: "Team",
    }]);
    assertEquals((await runCommand(["trust", "crl", file, "--json"], { api })).json(), [{ root: "ab", revoked: 2 }]);
    assertEquals((await runCommand(["trust", "--json"], { api })).json(), [{
      root: "ab",
      name: "Team",
      scope: "members",
      ids: [],
    }]);
    assertEquals(api.asked("trust_add"), [{ pem: "PEM", members: true }]);
    assertEquals((await runCommand(["trust", "crl", file, "--members"], { api })).code, 2);
  } finally {
    await Deno.remove(file);
  }
});

for (
  const words of [
    "hub --dir x --port 1",
  ]
) {
  Deno.test(`"${words}" says that it is not in this version`, async () => {
    const { code, stdout, stderr, api } = await runCommand(words.split(" "));
    assertEquals([code, stdout, stderr.length, api.calls], [1, [], 1, []]);
    assertStringIncludes(stderr[0], "not in this version");
  });
}

for (
  const words of [
    "frob",
    "contacts frob",
    "contacts add nowhere",
    "contacts rename 17",
    "history clear",
    "history export",
    "limits grant",
    "limits grant --messages 5",
    "status x",
    "rooms frob",
    "rooms create",
    "rooms invite team",
    "rooms leave team x",
    "rooms role team Boris king",
    "rooms set team typing on",
    "history",
    "accept",
  ]
) {
  Deno.test(`"${words}" is wrong usage`, async () => {
    const { code, stdout, stderr } = await runCommand(words.split(" "));
    assertEquals([code, stdout], [2, []]);
    assert(stderr.at(-1)!.startsWith("usage: parley "));
  });
}

Deno.test("an error never carries a peer's escape sequences to the terminal, and a bug no stack", async () => {
  const api = new FakeApi({
    status: () => {
      throw new Error("name \x1b]0;x\x07 broke");
    },
  });
  const { code, stderr } = await runCommand(["status"], { api });
  assertEquals([code, stderr], [1, ["parley status: name ␛]0;x␇ broke"]]);
});

Deno.test("a reader that has gone, as in `parley contacts | head -1`, ends the command without a word", async () => {
  const gone = () => {
    throw new Deno.errors.BrokenPipe("Broken pipe");
  };
  const { code, stderr, api } = await runCommand(["contacts"], { onLine: gone });
  assertEquals([code, stderr, api.closed], [1, [], 1]);
});
