/**
 * Finding each other: five machines with one network card each on one wire (network namespaces; Linux), a program's network on
 * each, nobody with an address. Milliseconds from the last one's start until everybody has a link with everybody, and from a
 * `kill -9`, a pulled cable and a process that is stopped until the others know.
 */
import { LanPerson } from "../tests/support/lan_people.ts";
import { oneWire, OwnMachine } from "../tests/support/own_machine.ts";
import { percentile, printTable, verdict } from "./support.ts";

const RUNS = 7;
const NAMES = ["one", "two", "three", "four", "five"];
/** Milliseconds people wait without asking what is wrong. */
const AIM_FOUND = 5_000;
const AIM_GONE = 10_000;
const AIM_BACK = 5_000;

const address = (index: number) => `10.77.0.${index + 1}`;
const id = (index: number) => String(index + 1);

async function untilAllSeeAll(people: readonly LanPerson[]): Promise<void> {
  await Promise.all(people.map(async (person, own) => {
    for (const other of people.keys()) if (other !== own) await person.says(`up ${id(other)} ${address(other)}`);
  }));
}

async function measured(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

const [found, killed, unplugged, stopped, back] = [[], [], [], [], []] as number[][];
for (let run = 0; run < RUNS; run++) {
  await using machine = await OwnMachine.start(oneWire(...NAMES));
  await using people = new AsyncDisposableStack();
  const all: LanPerson[] = [];
  for (const [index, name] of NAMES.entries()) all.push(people.use(await LanPerson.start(id(index), machine, name)));
  found.push(await measured(() => untilAllSeeAll(all)));
  const [first, second] = all;
  const gone = (index: number) => async () => {
    await Promise.all([first, second].map((person) => person.saysOneOf([`down ${id(index)} stalled`, lost(index)])));
  };
  killed.push(await measured(() => all[4].kill().then(gone(4))));
  if (run > 1) continue; // the others take ten seconds each
  const cable = (state: "up" | "down") => machine.run("ip", "-n", "four", "link", "set", "cable", state);
  unplugged.push(await measured(() => cable("down").then(gone(3))));
  all[2].signal("SIGSTOP");
  stopped.push(await measured(gone(2)));
  all[2].signal("SIGCONT");
  back.push(await measured(() => Promise.all([first, second].map((person) => person.says(`up 3 ${address(2)}`)))));
}

function lost(index: number): string {
  return `down ${id(index)} connection-lost`;
}

const row = (what: string, times: readonly number[], aim: number, say: string) => ({
  what,
  measured: `p50 ${Math.round(percentile(times, 0.5))} ms, worst ${Math.round(Math.max(...times))} ms`,
  aim: verdict(Math.max(...times) <= aim, say),
});

printTable(`Finding each other: ${NAMES.length} machines on one wire, ${RUNS} times`, [
  row("after the last one's start, until all have links with all", found, AIM_FOUND, "5 s"),
  row("kill -9, until the others know", killed, AIM_GONE, "10 s"),
  row("cable pulled, until the others know", unplugged, AIM_GONE, "10 s"),
  row("process stopped, until the others know", stopped, AIM_GONE, "10 s"),
  row("process goes on, until there are links again", back, AIM_BACK, "5 s"),
]);
