/** TXT-4, TXT-9, FILE-2: what two histories show depends on what was said and on nothing else. */

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  type History,
  HISTORY_MIGRATIONS,
  openDatabase,
  openHistory,
  openMemoryHistory,
  type Stored,
} from "../../store/mod.ts";
import { ANN } from "../support/history_items.ts";
import { type Author, expected, filesArbitrary, type Said, saidArbitrary, type Seen, seen } from "../support/said.ts";
import { randomFrom, SimDisk } from "../support/sim_disk.ts";

/** One step of one history: some of what was said, by one of the two; or something that must change nothing. */
type Step =
  | { readonly do: "say"; readonly author: Author; readonly items: readonly Said[]; readonly newStream: boolean }
  | { readonly do: "search" | "acknowledge" | "restart" };

/** Every item at least once, some more often, in any order and in batches of any size. */
function stepsOf(said: readonly Said[], seed: number): Step[] {
  const random = randomFrom(seed);
  const pick = (n: number) => Math.floor(random() * n);
  const all = [...said, ...said.filter(() => pick(4) === 0)];
  for (let i = all.length - 1; i > 0; i--) {
    const j = pick(i + 1);
    [all[i], all[j]] = [all[j], all[i]];
  }
  const steps: Step[] = [];
  while (all.length > 0) {
    const batch = all.splice(0, 1 + pick(4));
    for (const author of ["ann", "bob"] as const) {
      const items = batch.filter((item) => item.author === author);
      if (items.length > 0) steps.push({ do: "say", author, items, newStream: pick(5) === 0 });
    }
    const other = (["search", "acknowledge", "restart", undefined, undefined] as const)[pick(5)];
    if (other !== undefined) steps.push({ do: other });
  }
  return steps;
}

/** One history of the two, fed step by step. */
class Side {
  readonly me: Author;
  history!: History;
  #disk: SimDisk | undefined;
  #seq = 0;
  #stream = 0;
  #last: Promise<void> = Promise.resolve();

  constructor(me: Author, disk?: SimDisk) {
    this.me = me;
    this.#disk = disk;
  }

  async open(): Promise<void> {
    if (this.#disk === undefined) this.history = await openMemoryHistory(() => "s");
    else {
      const db = await openDatabase({ path: "/p/history", migrations: HISTORY_MIGRATIONS, files: this.#disk });
      this.history = openHistory(db, { newStream: () => "s" });
    }
  }

  async take(step: Step): Promise<void> {
    if (step.do === "say") this.#checked(step);
    else if (step.do === "search") this.history.search({ text: "word", conversation: ANN, limit: 9 });
    else if (step.do === "acknowledge") {
      // Receipts come only for what its reader could know by then.
      const { out_seq } = this.history.streams(ANN);
      this.#last = this.history.acknowledge(ANN, out_seq, 0, 5).saved;
    } else if (this.#disk !== undefined) {
      await this.#last;
      const killed = this.history;
      this.#disk = this.#disk.afterKill();
      await this.open();
      await killed.close();
    }
  }

  /** What the call says changed is what looks different. */
  #checked(step: Extract<Step, { do: "say" }>): void {
    const before = new Map(this.history.page(ANN, { limit: 100 }).map((row) => [row.id, row]));
    const { rows, changed, saved } = this.#say(step);
    this.#last = saved;
    const after = this.history.page(ANN, { limit: 100 });
    const told = new Map([...before, ...[...rows, ...changed].map((row) => [row.id, row] as const)]);
    for (const row of after) {
      // Acknowledgements and numbers are told elsewhere.
      assertEquals({ ...told.get(row.id)!, received_at: 0, seq: 0 }, { ...row, received_at: 0, seq: 0 });
    }
    assert(changed.every(({ id }) => after.some((row) => row.id === id)));
  }

  #say({ author, items, newStream }: Extract<Step, { do: "say" }>): Stored {
    const said = items.map(({ author: _, ...item }) => item);
    if (author === this.me) return this.history.addOutgoing(ANN, said);
    if (newStream) this.#stream++;
    const numbered = said.map((item) => ({ ...item, seq: ++this.#seq }));
    return this.history.addIncoming(ANN, `s${this.#stream}`, numbered, 5);
  }
}

/** Words are found where they are shown, and nowhere else. */
function assertFound(history: History, said: readonly Said[], { messages }: Seen): void {
  for (const { text } of said) {
    if (!text.startsWith("word")) continue;
    const found = history.search({ text, conversation: ANN, limit: 99 }).rows.map(({ id }) => id);
    assertEquals(found, messages.filter((message) => message.text === text).map(({ id }) => id), text);
  }
}

/** What is asked of transfers is what their messages say. */
function assertTransfers(history: History): void {
  const page = history.page(ANN, { limit: 100 }).flatMap(({ file }) => file ?? []).reverse();
  assertEquals(history.transfers({ limit: 99 }).rows, page);
  assertEquals(
    history.transfers({ conversation: ANN, state: "open", limit: 99 }).rows,
    page.filter(({ final }) => !final),
  );
  const unanswered = page.filter(({ direction, final, mine }) => direction === "in" && final === null && mine === "");
  assertEquals(history.unansweredOffers(ANN), unanswered.length);
  for (const row of page) assertEquals(history.transfer(ANN, row.id), row);
}

async function live(said: readonly Said[], seeds: readonly number[], disk: boolean): Promise<void> {
  const wanted = expected(said);
  for (const [index, me] of (["ann", "bob"] as const).entries()) {
    const side = new Side(me, disk ? new SimDisk() : undefined);
    await side.open();
    try {
      for (const step of stepsOf(said, seeds[index])) await side.take(step);
      if (disk) await side.take({ do: "restart" });
      assertEquals(seen(side.history, ANN, me), wanted);
      assertFound(side.history, said, wanted);
      assertEquals(side.history.outbox(ANN), side.history.unacknowledged(ANN, 0, 999).length);
      assertTransfers(side.history);
    } finally {
      await side.history.close();
    }
  }
}

const cases = [
  ["TXT-4: in memory", saidArbitrary, false, 120],
  ["TXT-4: killed and started again", saidArbitrary, true, 30],
  ["FILE-2: in memory", filesArbitrary, false, 120],
  ["FILE-4: killed and started again", filesArbitrary, true, 30],
] as const;

for (const [where, arbitrary, disk, numRuns] of cases) {
  Deno.test(`${where}: both histories show the same, in whatever order, batches and copies it came`, async () => {
    const property = fc.asyncProperty(
      arbitrary,
      fc.tuple(fc.nat(), fc.nat()),
      (said, seeds) => live(said, seeds, disk),
    );
    const result = await fc.check(property, { numRuns });
    assert(!result.failed, fc.defaultReportMessage(result) ?? "");
  });
}
