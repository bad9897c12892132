/** `parley invite` and `parley accept`: what is printed where, and what every refusal says. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { contact, FakeApi, FakeApiError, NOW, runCommand } from "../support/terminal.ts";

const ISO = "2026-01-02T03:04:05.678Z";

Deno.test("invite prints the text alone into a pipe, and the code beside it on a terminal", async () => {
  const api = () =>
    new FakeApi({
      invite_create: () => ({ text: "parley:abc", expires_at: NOW, qr: ["1010", "0110"], file_name: "a.parley" }),
    });
  const piped = await runCommand(["invite", "--ttl", "30m"], { api: api() });
  assertEquals([piped.stdout, piped.api.asked("invite_create")], [["parley:abc"], [{ ttl_ms: 1_800_000 }]]);
  const json = await runCommand(["invite", "--json"], { api: api() });
  assertEquals(json.json(), [{ text: "parley:abc", expires_at: ISO, file_name: "a.parley" }]);
  const shown = await runCommand(["invite"], { api: api(), tty: true });
  assertStringIncludes(shown.stdout.join("\n"), "▀▄█ ");
  const alone = await runCommand(["invite"], { api: api(), running: false });
  assertEquals([alone.code, alone.stdout, alone.api.calls], [1, [], []]);
  assertStringIncludes(alone.stderr.join("\n"), "parley run");
});

for (const ttl of ["59s", "31d", "1", "1w", "-1h", "soon"]) {
  Deno.test(`invite --ttl=${ttl} is wrong usage`, async () => {
    const ran = await runCommand(["invite", `--ttl=${ttl}`]);
    assertEquals([ran.code, ran.api.calls], [2, []]);
  });
}

Deno.test("invite --out writes a file for its owner only, and never over another", async () => {
  const dir = await Deno.makeTempDir();
  try {
    const file = `${dir}/дядя Боря.parley`;
    const api = () =>
      new FakeApi({ invite_create: () => ({ text: "parley:abc", expires_at: NOW, qr: [], file_name: "a.parley" }) });
    assertEquals((await runCommand(["invite", "--out", file], { api: api() })).code, 0);
    assertEquals(await Deno.readTextFile(file), "parley:abc\n");
    if (Deno.build.os !== "windows") assertEquals((await Deno.stat(file)).mode! & 0o777, 0o600);
    const again = await runCommand(["invite", "--out", file], { api: api() });
    assertEquals(again.code, 1);
    assertStringIncludes(again.stderr[0], `${file}": exists already`);

    const accepting = () => new FakeApi({ invite_accept: () => contact("17", "Boris", { presence: "pairing" }) });
    const taken = await runCommand(["accept", file, "--json"], { api: accepting() });
    assertEquals(taken.api.asked("invite_accept"), [{ invite: "parley:abc" }]);
    assertEquals([taken.json()[0].id, taken.json()[0].presence], ["17", "pairing"]);
    const piped = await runCommand(["accept", "-"], { api: accepting(), stdin: "  parley:abc\n" });
    assertEquals(piped.api.asked("invite_accept"), [{ invite: "parley:abc" }]);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

for (
  const [code, said, hint] of [
    ["invite-expired", "invite: expired, somehow", "Ask for a new one"],
    ["invite-invalid", "invite: damaged, or not all of it", "Copy all of it"],
    ["invite-version", "invite: made by a newer version of Parley", "Update Parley"],
  ] as const
) {
  Deno.test(`accept of an invite that is "${code}" says what to do`, async () => {
    const api = new FakeApi({
      invite_accept: () => {
        throw new FakeApiError(code, "invite: expired, somehow");
      },
    });
    const { code: exit, stdout, stderr } = await runCommand(["accept", "parley:x"], { api });
    assertEquals([exit, stdout, stderr[0]], [1, [], `parley accept: ${said}`]);
    assertStringIncludes(stderr[1], hint);
  });
}

for (
  const [presence, running, said] of [
    ["online", true, "You are connected with Boris."],
    ["pairing", true, "Boris is in your contacts; Parley connects as soon as both are online."],
    ["offline", true, "Boris is in your contacts; Parley connects as soon as both are online."],
    ["offline", false, "Parley is not running: they are reached at the next start (parley run)."],
  ] as const
) {
  Deno.test(`accept of somebody ${presence} says what happens next, ${running ? "" : "not "}running`, async () => {
    const api = new FakeApi({ invite_accept: () => contact("17", "Boris", { presence }) });
    const { code, stdout, stderr } = await runCommand(["accept", "parley:x"], { api, running });
    assertEquals([code, [...stdout, ...stderr]], [0, [`Boris (17): ${presence}`, said]]);
  });
}

Deno.test("accept of a file that is not there, or far too long, asks nobody", async () => {
  const missing = await runCommand(["accept", "/nowhere/x.parley"]);
  assertEquals([missing.code, missing.api.calls], [1, []]);
  assertStringIncludes(missing.stderr[0], 'file "/nowhere/x.parley": not found');
  const long = await runCommand(["accept", "-"], { stdin: "parley:" + "A".repeat(100_000) });
  assertEquals([long.code, long.api.calls], [1, []]);
});
