/** Sets of events that three people may say in a room, and what `docs/specs/rooms-v1.md` makes of a set. */

import fc from "fast-check";
import type { History, NewRoomEvent } from "../../store/mod.ts";
import { CLOCK, EVA, IDA, ME, Speaker, TALK, uuid7 } from "./room_history.ts";

/** Each of them with a stream; Eva has two. */
const STREAMS: readonly (readonly [author: string, digit: string])[] = [[ME, "1"], [EVA, "2"], [IDA, "3"], [EVA, "4"]];

const KINDS = "text text text edit edit delete reaction reaction sticker".split(" ");
const TEXTS: Readonly<Record<string, readonly string[]>> = {
  edit: ["word", "word", ""],
  delete: ["", "", "", "not empty"],
  reaction: ["👍", "❤️", "", "no emoji"],
};

/** In each stream clocks rise, and few of the 12 bits are used: many stand at the same place. */
export const roomArbitrary: fc.Arbitrary<NewRoomEvent[]> = fc.array(
  fc.record({
    stream: fc.nat(STREAMS.length - 1),
    kind: fc.constantFrom(...KINDS),
    about: fc.nat(6),
    text: fc.nat(3),
    bits: fc.constantFrom(0, 1, 4_095),
    rest: fc.nat(2 ** 30),
  }),
  { minLength: 2, maxLength: 28 },
).map((all) => {
  const speakers = STREAMS.map(([author, digit]) => new Speaker(author, digit.repeat(32)));
  const events = all.map(({ stream, bits, rest }, index) => {
    const speaker = speakers[stream];
    return speaker.event({ id: uuid7(CLOCK + speaker.seq, bits, rest * 1_000 + index), clock: CLOCK + speaker.seq });
  });
  return events.map((event, index): NewRoomEvent => {
    const { kind, text, about } = all[index];
    const chosen = TEXTS[kind]?.[text % TEXTS[kind].length] ?? "word";
    // The first few are spoken of, and one that nobody said.
    const target = events[about]?.id ?? uuid7(1);
    const item = { kind, text: chosen === "word" ? `word${index}x` : chosen, sent_at: index };
    const speaks = kind === "text" && about > 3 ? {} : { about: target };
    return { ...event, item: { direction: event.author === ME ? "out" : "in", ...item, ...speaks } };
  });
});

/** One message as a person sees it. */
type Seen = readonly unknown[];

const byId = (a: { readonly id: string }, b: { readonly id: string }) => a.id < b.id ? -1 : 1;

/** What the specification makes of a set of events. */
export function expectedRoom(events: readonly NewRoomEvent[]): Seen[] {
  const sorted = events.toSorted(byId);
  return sorted.filter(({ item }) => item!.kind === "text" || item!.kind === "sticker").map((event) => {
    const { author, id } = event;
    const { kind, text, sent_at, about } = event.item!;
    const amends = sorted.filter(({ item }) => kind === "text" && item!.about === id);
    const own = (which: string) => amends.filter(({ item, author: by }) => by === author && item!.kind === which);
    const deleted = own("delete").some(({ item }) => item!.text === "");
    const edits = deleted ? [] : own("edit").filter(({ item }) => item!.text !== "").map(({ item }) => item!);
    const reactions = [ME, ...[EVA, IDA]].flatMap((by) =>
      amends.findLast(({ item, author }) => author === by && item!.kind === "reaction" && item!.text !== "no emoji") ??
        []
    ).filter(({ item }) => item!.text !== "" && !deleted).sort((a, b) =>
      a.author === ME ? -1 : b.author === ME ? 1 : byId(a, b)
    ).map(({ author, item }) => [author, item!.text, item!.sent_at]);
    return [
      ...[id, author, kind, deleted ? "" : edits.at(-1)?.text ?? text, edits.at(-1)?.sent_at ?? null, deleted],
      ...[about ?? null, reactions],
      edits.length === 0 ? [] : [{ text, sent_at }, ...edits.slice(0, -1)].map(({ text, sent_at }) => [text, sent_at]),
    ];
  });
}

/** What a history shows of the room. */
export function seenRoom(history: History): Seen[] {
  return history.page(TALK, { limit: 100 }).map((row) => [
    ...[row.id, row.author, row.kind, row.text, row.edited_at, row.deleted, row.about],
    row.reactions.map(({ author, emoji, at }) => [author, emoji, at]),
    history.versions(TALK, row.id).map(({ text, at }) => [text, at]),
  ]);
}
