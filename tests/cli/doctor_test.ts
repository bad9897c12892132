/** NET-10: `parley doctor` says what was found in the person's language, and to scripts as it is. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { Attempts } from "../../cli/doctor/attempts.ts";
import type { Link, LinkClosed, LinkHandler } from "../../net/mod.ts";
import type { DoctorCheck } from "../../ui/api.ts";
import { FakeApi, runCommand } from "../support/terminal.ts";

const PORT: DoctorCheck = { id: "port", result: "ok", finding: "listening", args: { port: "7420" } };
const AWAY: DoctorCheck = {
  ...{ id: "contact", result: "problem", finding: "refused-by-them" },
  args: { name: "Boris\x1b[2J\n", code: "revoked" },
};

const run = (checks: DoctorCheck[], ...args: string[]) =>
  runCommand(["doctor", ...args], { api: new FakeApi({ doctor: () => ({ checks }) }) });

Deno.test("NET-10: doctor shows each finding in words, how to mend it below, and ends with 1 when there is a problem", async () => {
  const well = await run([PORT], "--lang", "en");
  assertEquals([well.code, well.stdout], [0, [
    "ok         Port  Parley listens on port 7420.",
    "",
    "No problem was found.",
  ]]);
  const sick = await run([PORT, AWAY], "--lang", "ru");
  assertEquals(sick.code, 1);
  assertStringIncludes(sick.stdout[1], "ПРОБЛЕМА    Люди  Boris␛[2J␊: там вам отказывают (revoked).");
  assert(/^ {18,}«revoked»/.test(sick.stdout[2]), sick.stdout[2]);
  assertEquals(sick.stdout.at(-1), "Найдено неполадок: 1");
});

Deno.test("NET-10: doctor --json is one object a line, as it was found", async () => {
  const { code, stdout } = await run([PORT, AWAY], "--json");
  assertEquals([code, stdout.map((line) => JSON.parse(line))], [1, [PORT, AWAY]]);
  assertEquals((await run([PORT], "--json", "all")).code, 2);
});

Deno.test("NET-10: what a node of a later version finds is shown, too, though there are no words for it", async () => {
  const { stdout } = await run([{ id: "moon", result: "unknown", finding: "full", args: { of: "\x1bcheese" } }]);
  assertStringIncludes(stdout[0], "moon  full ␛cheese");
});

Deno.test("NET-10: the last failed attempt at each contact is remembered until there is a link", async () => {
  const calls: string[] = [];
  const handler: LinkHandler = {
    onOpen: () => void calls.push("open"),
    onContent: () => void calls.push("content"),
    onClose: () => void calls.push("close"),
    onAttemptFailed: () => void calls.push("failed"),
    onStranger: () => void calls.push("stranger"),
  };
  const attempts = new Attempts();
  const watched = attempts.watch(handler);
  const boris = { id: "4", root: "r" };
  const address = { host: "192.0.2.1", port: 7420 };
  const why = (reason: string): LinkClosed => ({ code: "unreachable", by: "network", reason });
  watched.onAttemptFailed!(boris, address, why("connecting: timed out"));
  watched.onAttemptFailed!(boris, address, why("connecting: connect ECONNREFUSED 192.0.2.1:7420"));
  watched.onAttemptFailed!(undefined, address, why(""));
  assertEquals(attempts.of(boris), { code: "unreachable", by: "network", address, closed: true });
  const link = { peer: boris } as unknown as Link;
  watched.onOpen(link);
  assertEquals(attempts.of(boris), undefined);
  await watched.onContent(link, 1, new Uint8Array());
  watched.onClose(link, why(""));
  watched.onStranger!({ ...boris, name: "", fingerprint: "" });
  assertEquals(calls, ["failed", "failed", "failed", "open", "content", "close", "stranger"]);
});
