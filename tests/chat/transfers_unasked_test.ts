/** FILE-2: what is taken without asking is bounded for each file, and for all of a person within a day. */
import { assertEquals } from "@std/assert";
import { CHUNK_BYTES as MIB } from "../../files/types.ts";
import { content, FilePair } from "../support/transfers.ts";

const HOUR = 3_600_000;
/** What an empty file counts. */
const BLOCK = 4096;
const [DONE, WAITS, ENOUGH] = ["completed", "offered", "day-amount"];

const times = <T>(count: number, value: T): T[] => Array<T>(count).fill(value);

/** Boris takes what has at most a mebibyte. */
async function trusting(): Promise<FilePair> {
  const pair = await FilePair.make();
  await pair.boris.call("settings_set", { auto_accept_mb: 1 });
  return pair;
}

/** Anna offers files of these sizes; this becomes of them, in their order, and stays so. */
async function become(pair: FilePair, sizes: number[], expected: string[]): Promise<void> {
  const { anna, boris } = pair;
  const offers = await anna.offer(...sizes.map((size) => anna.disk.put(`/home/${size}`, content(size))));
  const states = async () => {
    const all = new Map((await boris.files()).map((file) => [file.id, file]));
    return offers.map(({ id }) => all.get(id)).map((file) => file?.reason ?? file?.state);
  };
  await pair.until("all answers", async () => (await states()).join() === expected.join()).catch(() => {});
  await pair.rest();
  assertEquals(await states(), expected);
}

Deno.test("FILE-2: of one person ten times the largest comes by itself in a day; the rest waits, and says why", async () => {
  await using pair = await trusting();
  const { anna, boris } = pair;
  await become(pair, times(12, MIB), [...times(10, DONE), ...times(2, ENOUGH)]);
  const [last] = await boris.files();
  const told = boris.events.flatMap((event) => event.type === "transfer" ? [event.transfer] : []);
  assertEquals(told.filter(({ id }) => id === last.id), [last]);
  assertEquals((await anna.file(last.id)).reason, null, "that is nobody else's business");
  await become(pair, [1], [ENOUGH]);
  await boris.accept(last.id);
  assertEquals([(await pair.ended(last.id)).state, (await boris.file(last.id)).reason], [DONE, null]);
  boris.me.clock.advance(23 * HOUR);
  await become(pair, [1], [ENOUGH]);
  boris.me.clock.advance(2 * HOUR);
  await become(pair, [MIB], [DONE]);
});

Deno.test("FILE-2: what came by itself is remembered over a restart, and who deletes it gets nothing back", async () => {
  await using pair = await trusting();
  const { anna, boris } = pair;
  await become(pair, times(9, MIB), times(9, DONE));
  for (const { id } of await anna.files()) {
    await anna.call("message_delete", { conversation: anna.key, id, for: "everyone" });
  }
  await pair.until("none to be left", async () => (await boris.files()).length === 0);
  await become(pair, [MIB, MIB], [DONE, ENOUGH]);
  await pair.restart("boris");
  pair.plug();
  await become(pair, [1], [ENOUGH]);
  assertEquals((await boris.files()).map(({ reason }) => reason), [ENOUGH, ENOUGH, null], "and those of before");
});

Deno.test("FILE-2: empty files count as well; what there is no room for does not", async () => {
  await using pair = await trusting();
  const { boris } = pair;
  boris.disk.room = 0;
  await become(pair, times(12, MIB), times(12, WAITS));
  boris.disk.room = Number.MAX_SAFE_INTEGER;
  const almost = [...times(9, MIB), MIB - 3 * BLOCK];
  await become(pair, [...almost, ...times(5, 0)], [...times(10, DONE), ...times(3, DONE), ...times(2, ENOUGH)]);
});

Deno.test("TXT-8: where no history is kept, nothing of what came by itself is written down", async () => {
  await using pair = await trusting();
  const { boris } = pair;
  await boris.call("contact_options", { conversation: boris.key, options: { keep_history: false } });
  await become(pair, times(11, MIB), [...times(10, DONE), ENOUGH]);
  assertEquals(boris.me.history.setting("unasked"), "[]");
});

Deno.test("FILE-2: a clock that is set back does not hold up what comes by itself for years", async () => {
  await using pair = await trusting();
  const { boris } = pair;
  boris.me.clock.advance(1_000 * HOUR);
  await become(pair, times(10, MIB), times(10, DONE));
  boris.me.clock.advance(-1_000 * HOUR);
  await become(pair, [1], [ENOUGH]);
  boris.me.clock.advance(25 * HOUR);
  await become(pair, [1], [DONE]);
});
