/** Machines that are not as they should be: the clock off, no IPv6, no network. Linux, where a test can make them so. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { linked, pair, Person } from "../support/node_process.ts";
import { Folders } from "../support/profiles.ts";
import { programCommand } from "../support/program.ts";

/**
 * Environment of a process whose wall clock is off. The library is loaded directly, because the `faketime` command
 * stays in between and signals would end it alone; the steady clock is left, because a runtime waits on it.
 */
async function clockOff(by: "+1d" | "-1d"): Promise<Record<string, string>> {
  const shown = await new Deno.Command("faketime", { args: ["-f", by, "printenv", "LD_PRELOAD"] }).output();
  const library = new TextDecoder().decode(shown.stdout).trim();
  assertEquals(shown.code, 0, "faketime shows its library");
  return { LD_PRELOAD: library, FAKETIME: by, FAKETIME_DONT_FAKE_MONOTONIC: "1" };
}

/** A machine of its own with nothing but loopback; `unshare -r` makes it possible without being root. */
function alone(setup: string): string[] {
  return ["unshare", "--net", "--map-root-user", "sh", "-c", `ip link set lo up && ${setup} exec "$@"`, "sh"];
}

/** The cable is out: the interface is down, and keeps its address. */
const withoutNetwork = alone("ip link add v0 type veth peer name v1 && ip addr add 10.9.9.1/24 dev v0 &&");
const withoutIpv6 = alone("echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6 &&");

Deno.test("a clock that is a day ahead does not keep people apart, and is named", async () => {
  await using folders = new Folders();
  await using anna = await folders.person("Anna");
  await using boris = await folders.person("Boris");
  boris.env = await clockOff("+1d");
  await anna.start();
  await boris.start();
  const [short] = await anna.json<{ text: string }>("invite", "--ttl", "1h");
  const early = await boris.cli(["accept", short.text]);
  assertEquals(early.code, 1);
  assertStringIncludes(early.stderr, "check the date and time of this computer");

  const [invite] = await anna.json<{ text: string }>("invite", "--ttl", "3d");
  await boris.json("accept", invite.text);
  await linked(anna, boris);
  const [sent] = await boris.json<{ status: string }>("send", "Anna", "from tomorrow", "--wait", "30");
  assertEquals(sent.status, "delivered");
  const [{ notices }] = await anna.json<{ notices: { text: string; args: Record<string, string> }[] }>("status");
  assertEquals(notices.map(({ text, args }) => [text, args.name, args.minutes]), [
    ["notice.clock_skew", "Boris", "1440"],
  ]);
});

Deno.test("an identity made while the clock is a day ahead is accepted by everybody else at once", async () => {
  await using folders = new Folders();
  await using anna = await folders.person("Anna");
  await using vera = folders.newcomer("Vera");
  vera.env = await clockOff("+1d");
  await anna.start();
  await vera.start();
  await pair(vera, anna);
});

Deno.test("a clock that is a day behind does not keep people apart, and is named", async () => {
  await using folders = new Folders();
  await using anna = await folders.person("Anna");
  await using vera = folders.newcomer("Vera");
  vera.env = await clockOff("-1d");
  await anna.start();
  await vera.start();
  await pair(anna, vera);
  const [sent] = await vera.json<{ status: string }>("send", "Anna", "from yesterday", "--wait", "30");
  assertEquals(sent.status, "delivered");
  const [{ notices }] = await anna.json<{ notices: { args: Record<string, string> }[] }>("status");
  assertEquals(notices.map(({ args }) => args.minutes), ["1440"]);
});

for (const [where, command] of [["a network", withoutNetwork], ["IPv6", withoutIpv6]] as const) {
  Deno.test(`NET-3 NET-10: without ${where} it starts without a complaint, and answers`, async () => {
    await using folders = new Folders();
    const template = await folders.person("Anna");
    await using anna = new Person(template.dataDir, "Anna", [...command, ...programCommand()]);
    Object.assign(anna, { lan: true, listen: undefined });
    const { ui_url, id, pid } = await anna.start();
    assert(ui_url.startsWith("http://127.0.0.1:"));
    const enter = ["nsenter", "--target", String(pid), "--user", "--preserve-credentials", "--net"];
    const inside = new Person(template.dataDir, "Anna", [...enter, ...programCommand()]);
    const [status] = await inside.json<{ id: string; running: boolean }>("status");
    assertEquals([status.id, status.running], [id, true]);
    const seen = await inside.cli(["doctor", "--json"]);
    const [, addresses] = seen.stdout.split("\n").slice(0, -1).map((line) => JSON.parse(line));
    assertEquals([seen.code, addresses.result, addresses.finding], [1, "problem", "only-loopback"]);
    await anna.stop();
    assert(!/Z (?:warn|error) /.test(anna.log), anna.log);
  });
}
