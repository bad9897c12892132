/** Events of rooms for tests of the history, which looks into none of them. */

import {
  DEFAULT_OPTIONS,
  type History,
  type NewRoomEvent,
  type RoomItemRow,
  type RoomRow,
  type Stored,
} from "../../store/mod.ts";

export const ROOM = "4".repeat(64);
export const TALK = `#${ROOM}`;
export const [ME, EVA, IDA] = ["me", "eva", "ida"].map((name) => `${name}.${"c".repeat(64)}`);
/** Of the first millisecond. */
export const CLOCK = 1_763_683_200_000;

/** @param bits the 12 behind the version; @param rest of the id */
export function uuid7(clock: number, bits = 0, rest = 0): string {
  const time = clock.toString(16).padStart(12, "0");
  const random = bits.toString(16).padStart(3, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random}-8000-${rest.toString(16).padStart(12, "0")}`;
}

export function room(more: Partial<RoomRow> = {}): RoomRow {
  const streams = { control_stream: "f".repeat(32), said_stream: "1".repeat(32) };
  return {
    ...{ id: ROOM, everyone: null, state: "joined", name: "Дача", added_at: 5, options: DEFAULT_OPTIONS, ...streams },
    ...more,
  };
}

/** What an event of a test may say of itself. */
export type Told = Partial<Omit<NewRoomEvent, "item">> & { readonly item?: Partial<RoomItemRow> | null };

/** Numbers events in their streams. */
export class Speaker {
  readonly author: string;
  readonly stream: string;
  seq: number;
  clock: number;

  constructor(author: string, stream: string, { seq = 0, clock = CLOCK } = {}) {
    this.author = author;
    this.stream = stream;
    this.seq = seq;
    this.clock = clock;
  }

  /** The next event of the stream. @param item null says nothing that is shown */
  event({ item = {}, ...more }: Told = {}): NewRoomEvent {
    const seq = ++this.seq;
    const clock = more.clock ?? ++this.clock;
    const id = more.id ?? uuid7(clock, seq % 4_096, parseInt(this.stream[0], 16) * 2 ** 40 + seq);
    const direction = this.author === ME ? "out" : "in";
    const shown: RoomItemRow = {
      direction,
      kind: "text",
      text: `${this.author.slice(0, 3)} ${seq}`,
      sent_at: clock,
      ...item,
    };
    return {
      ...{ stream: this.stream, seq, id, author: this.author, clock, body: `{"sealed":${seq}}` },
      ...{ signature: new Uint8Array(64).fill(seq), hash: seq.toString(16).padStart(64, "0") },
      ...more,
      ...(item === null ? {} : { item: shown }),
    };
  }

  says(text: string, more: Partial<RoomItemRow> = {}): NewRoomEvent {
    return this.event({ item: { text, ...more } });
  }

  amends(kind: string, about: string, text = ""): NewRoomEvent {
    return this.event({ item: { kind, about, text } });
  }
}

/** Fresh speakers, each with a stream for what is said. */
export function speakers(): { me: Speaker; eva: Speaker; ida: Speaker } {
  const [me, eva, ida] = [[ME, "1"], [EVA, "2"], [IDA, "3"]].map(([author, digit]) =>
    new Speaker(author, digit.repeat(32))
  );
  return { me, eva, ida };
}

export function add(history: History, ...events: readonly NewRoomEvent[]): Stored {
  return history.addRoomEvents(ROOM, events, 50);
}

export const shown = (history: History) => history.page(TALK, { limit: 100_000 });
export const texts = (history: History) => shown(history).map(({ text }) => text);
