import { assertEquals } from "@std/assert";
import { closest, distance } from "../../cli/closest.ts";
import { VERB_NAMES } from "../../cli/help.ts";
import { runCommand } from "../support/terminal.ts";

for (
  const [one, two, slips] of [
    ["send", "send", 0],
    ["sned", "send", 1],
    ["sen", "send", 1],
    ["sendd", "send", 1],
    ["semd", "send", 1],
    ["", "run", 3],
    ["run", "", 3],
    ["esdn", "send", 2],
    ["abc", "xyz", 3],
    ["hsitroy", "history", 2],
  ] as const
) {
  Deno.test(`from "${one}" to "${two}" it takes ${slips}`, () => assertEquals(distance(one, two), slips));
}

for (
  const [typed, meant] of [
    ["sned", "send"],
    ["SEND", "send"],
    ["histroy", "history"],
    ["contact", "contacts"],
    ["rn", "run"],
    ["frobnicate", undefined],
    ["x", undefined],
    ["", undefined],
  ]
) {
  Deno.test(`"${typed}" is taken for ${meant}`, () => assertEquals(closest(typed!, VERB_NAMES), meant));
}

Deno.test("a misspelled verb is wrong usage that names the one that was meant", async () => {
  const en = await runCommand(["sned", "17", "hi"]);
  assertEquals([en.code, en.stderr[0]], [2, 'parley: "sned": no such command. Did you mean send?']);
  const ru = await runCommand(["help", "sned", "--lang", "ru"]);
  assertEquals([ru.code, ru.stderr[0]], [2, 'parley help: "sned": нет такой команды. Может быть, send?']);
});
