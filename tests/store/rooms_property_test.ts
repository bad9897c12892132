/** ROOM-3, ROOM-4: what a room shows depends on the set of its events and on nothing else. */

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  type History,
  HISTORY_MIGRATIONS,
  type MessageRow,
  type NewRoomEvent,
  openDatabase,
  openHistory,
  openMemoryHistory,
} from "../../store/mod.ts";
import { ROOM, TALK } from "../support/room_history.ts";
import { expectedRoom, roomArbitrary, seenRoom } from "../support/room_said.ts";
import { randomFrom, SimDisk } from "../support/sim_disk.ts";

const HIDDEN = new Set(["edit", "delete", "reaction"]);

/** One member's history, fed in any order that streams allow. */
class Member {
  history!: History;
  /** What a window knows by what it was told. */
  readonly #told = new Map<string, MessageRow>();
  readonly #pick: (n: number) => number;
  #disk: SimDisk | undefined;

  constructor(seed: number, disk: SimDisk | undefined) {
    const random = randomFrom(seed);
    this.#pick = (n) => Math.floor(random() * n);
    this.#disk = disk;
  }

  async open(): Promise<void> {
    if (this.#disk === undefined) this.history = await openMemoryHistory(() => "s");
    else {
      const db = await openDatabase({ path: "/p/history", migrations: HISTORY_MIGRATIONS, files: this.#disk });
      this.history = openHistory(db, { newStream: () => "s" });
    }
  }

  /** Streams side by side, in batches; some of what comes cannot be opened before later. */
  async take(events: readonly NewRoomEvent[]): Promise<void> {
    const streams = [...Map.groupBy(events, ({ stream }) => stream).values()].map((all) => [...all]);
    while (streams.some((left) => left.length > 0)) {
      const batch: NewRoomEvent[] = [];
      for (let n = 1 + this.#pick(4); n > 0; n--) batch.push(...streams[this.#pick(streams.length)].splice(0, 1));
      const sealed = batch.map((event) => this.#pick(4) === 0 ? { ...event, item: undefined } : event);
      const stored = this.history.addRoomEvents(ROOM, sealed, 5);
      this.#tell(stored);
      await stored.saved;
      if (this.#pick(4) === 0) await this.show(events);
      if (this.#pick(5) === 0) this.history.search({ text: "word", limit: 9 });
      if (this.#pick(6) === 0) await this.#restart();
    }
    await this.show(events);
  }

  /** What the history asks for. @param events where it is found */
  async show(events: readonly NewRoomEvent[]): Promise<void> {
    const asked = this.history.unshownRoomEvents(ROOM, 99);
    const items = asked.map(({ id }) => ({ id, item: events.find((event) => event.id === id)!.item! }));
    const shown = this.history.showRoomEvents(ROOM, items, 5);
    this.#tell(shown);
    await shown.saved;
  }

  async cut(stream: string, seq: number): Promise<void> {
    const { removed, changed, saved } = this.history.cutRoom(ROOM, [{ stream, seq }]);
    for (const id of removed) assert(this.#told.delete(id), `${id} was not shown`);
    this.#tell({ rows: [], changed });
    await saved;
  }

  async #restart(): Promise<void> {
    if (this.#disk === undefined) return;
    const killed = this.history;
    this.#disk = this.#disk.afterKill();
    await this.open();
    await killed.close();
  }

  #tell({ rows, changed }: { rows: readonly MessageRow[]; changed: readonly MessageRow[] }): void {
    for (const row of [...rows, ...changed]) if (!HIDDEN.has(row.kind)) this.#told.set(row.id, row);
    const page = this.history.page(TALK, { limit: 100 });
    assertEquals([...this.#told.values()].sort((a, b) => a.cursor - b.cursor), page);
    assertEquals(new Set(page.map(({ cursor }) => cursor)).size, page.length, "places are nobody else's");
  }
}

async function live(events: readonly NewRoomEvent[], seed: number, [which, seq]: readonly number[], disk: boolean) {
  const member = new Member(seed, disk ? new SimDisk() : undefined);
  await member.open();
  try {
    await member.take(events);
    assertEquals(seenRoom(member.history), expectedRoom(events));
    const { stream } = events[which % events.length];
    const stays = (event: NewRoomEvent) => event.stream !== stream || event.seq <= seq;
    await member.cut(stream, seq);
    await member.show(events);
    assertEquals(seenRoom(member.history), expectedRoom(events.filter(stays)));
    const { history } = member;
    const words = events.filter(stays).flatMap(({ item }) => item!.text.startsWith("word") ? [item!.text] : []);
    for (const text of words) {
      const shown = seenRoom(history).filter((row) => row[3] === text).length;
      assertEquals(history.search({ text, limit: 9 }).rows.length, shown, text);
    }
    // The one who made the cut was removed by somebody senior: then it counts again.
    await member.take(events.filter((event) => !stays(event)));
    await member.show(events);
    assertEquals(seenRoom(member.history), expectedRoom(events));
  } finally {
    await member.history.close();
  }
}

for (const [where, disk, numRuns] of [["in memory", false, 100], ["killed and started again", true, 25]] as const) {
  Deno.test(`ROOM-4: ${where}: all members show the same, whatever came first and whatever was taken out`, async () => {
    const property = fc.asyncProperty(
      roomArbitrary,
      fc.nat(),
      fc.tuple(fc.nat(), fc.nat(6)),
      (events, seed, cut) => live(events, seed, cut, disk),
    );
    const result = await fc.check(property, { numRuns });
    assert(!result.failed, fc.defaultReportMessage(result) ?? "");
  });
}
