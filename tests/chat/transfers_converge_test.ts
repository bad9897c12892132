/**
 * FILE-2 FILE-4: whatever both people do, in whatever order it reaches the other, both see the same in the end, what is to
 * move has moved, and nothing of what has ended lies on either disk.
 */
import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { CHUNK_BYTES } from "../../files/types.ts";
import { ChatError } from "../../chat/mod.ts";
import { isMovable } from "../../chat/transfers/transfer_state.ts";
import type { TransferRow } from "../../store/history_types.ts";
import { content, FilePair, type FileSide } from "../support/transfers.ts";

const FILES = 3;

const DEEDS = [
  "accept",
  "decline",
  "cancel",
  "resume",
  "delete for everyone",
  "delete for me",
  "clear",
  "keep",
  "source goes",
  "source changes",
  "source comes back",
  "disk is full",
  "disk has room",
  "cut files",
  "pull",
  "plug",
  "end",
  "rest",
  "time goes by",
] as const;

interface Step {
  readonly who: "anna" | "boris";
  readonly what: typeof DEEDS[number];
  readonly file: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  who: fc.constantFrom("anna" as const, "boris" as const),
  what: fc.constantFrom(...DEEDS, "accept" as const, "accept" as const, "resume" as const, "rest" as const),
  file: fc.nat({ max: FILES - 1 }),
});

Deno.test("FILE-2 FILE-4: both see the same in the end, whatever they do", async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 30 }), agree), { numRuns: 100 });
});

async function agree(steps: readonly Step[]): Promise<void> {
  await using pair = await FilePair.make();
  const { anna, boris } = pair;
  const paths = Array.from({ length: FILES }, (_, file) => put(anna, file));
  const ids = (await anna.offer(...paths)).map(({ id }) => id);
  for (const step of steps) await unlessRefused(() => happens(pair, step, ids[step.file]));
  await unlessRefused(() => keep(anna, true));
  await unlessRefused(() => keep(boris, true));
  boris.disk.room = Number.MAX_SAFE_INTEGER;
  if (pair.cable === undefined) pair.plug();
  for (let round = 0; round < 20; round++) {
    for (const { me } of [anna, boris]) me.clock.advance(60_000);
    await pair.rest();
  }
  for (const id of ids) {
    const hers = anna.me.history.transfer(anna.key, id);
    const his = boris.me.history.transfer(boris.key, id);
    if (his !== undefined) assertEquals(isMovable(his), false, "it was to move, and does not");
    if (hers === undefined || his === undefined) continue;
    assertEquals(seenBy(hers), seenBy(his, true));
  }
  assertEquals(boris.disk.partials.size <= open(boris, ids), true, "what has ended lies on the disk");
  assertEquals([anna.disk.open_, boris.disk.open_], [0, 0], "something is still open");
}

/** As the author sees it. */
function seenBy({ mine, theirs, final, ended_by }: TransferRow, isReader = false) {
  if (final !== null) return { final, ended_by: isReader === (ended_by === "me") ? "reader" : "author" };
  return isReader ? { author: theirs, reader: mine } : { author: mine, reader: theirs };
}

const open = (side: FileSide, ids: readonly string[]): number =>
  ids.filter((id) => side.me.history.transfer(side.key, id)?.final === null).length;

const put = (anna: FileSide, file: number): string =>
  anna.disk.put(`/home/${file}`, content(file * 2 * CHUNK_BYTES + 5, file + 1));

async function unlessRefused(deed: () => unknown): Promise<void> {
  try {
    await deed();
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
  }
}

function keep(side: FileSide, keep_history: boolean): Promise<unknown> {
  return side.call("contact_options", { conversation: side.key, options: { keep_history } });
}

async function happens(pair: FilePair, { who, what, file }: Step, id: string): Promise<unknown> {
  const side = pair[who];
  const { anna, boris } = pair;
  switch (what) {
    case "accept":
      return await boris.accept(id);
    case "decline":
      return await boris.call("file_decline", { conversation: boris.key, id });
    case "cancel":
      return await side.cancel(id);
    case "resume":
      return await side.resume(id);
    case "delete for everyone":
      return await anna.call("message_delete", { conversation: anna.key, id, for: "everyone" });
    case "delete for me":
      return await side.call("message_delete", { conversation: side.key, id, for: "me" });
    case "clear":
      return await side.call("clear_history", {});
    case "keep":
      return await keep(side, file === 0);
    case "source goes":
      return anna.disk.files.delete(`/home/${file}`);
    case "source changes":
      return anna.disk.put(`/home/${file}`, content(7), 1_700_000_000_000);
    case "source comes back":
      return put(anna, file);
    case "disk is full":
      return boris.disk.room = CHUNK_BYTES;
    case "disk has room":
      return boris.disk.room = Number.MAX_SAFE_INTEGER;
    case "cut files":
      return pair.bulk?.cut();
    case "pull":
      return pair.pull();
    case "plug":
      return pair.cable ?? pair.plug();
    case "end":
      return await pair.restart(who);
    case "rest":
      return await pair.rest();
    case "time goes by":
      return side.me.clock.advance(60_000);
  }
}
