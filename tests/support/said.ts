/**
 * Sets of items that two people may say, and what `docs/specs/wire-v1.md` section 6a and `docs/specs/files-v1.md` section 5
 * make of a set, whatever its order.
 */

import fc from "fast-check";
import type { History, NewItem, TransferRow } from "../../store/mod.ts";
import { uuidOf } from "./history_items.ts";

export type Author = "ann" | "bob";

export interface Said extends NewItem {
  readonly author: Author;
}

const AMENDMENT_TEXTS: Readonly<Record<string, readonly string[]>> = {
  edit: ["word", "word", "word", ""],
  delete: ["", "", "not empty"],
  reaction: ["👍", "❤️", "", "no emoji"],
  timer: ["0", "5", "60", "60", "4", "soon"],
  "file-state": [
    ...["accepted", "ready", "failed disk-full", "failed x", "accepted", "cancelled", "failed x-y", "cancelled"],
    ...["declined", "completed", "gone", "cancelled"],
  ],
};

/** Items with ids in any order, many about a few of them, some about what nobody said. Every word occurs once. */
function saidOf(kinds: readonly string[]): fc.Arbitrary<Said[]> {
  const one = fc.record({
    author: fc.constantFrom<Author>("ann", "bob"),
    kind: fc.constantFrom(...kinds),
    about: fc.option(fc.nat(4), { nil: undefined, freq: 6 }),
    text: fc.nat(11),
    more: fc.constantFrom<Partial<NewItem>>({}, {}, { forwarded: true }, { ttl: 60 }),
  });
  return fc.array(one, { minLength: 2, maxLength: 24 }).chain((items) =>
    fc.shuffledSubarray(items.map((_, index) => index), { minLength: items.length }).map((ids) =>
      items.map(({ author, kind, about, text, more }, index): Said => ({
        author,
        id: uuidOf(ids[index] + 1),
        kind,
        text: textOf(kind, text, index),
        sent_at: 1_000 + index,
        ...(kind === "file" ? { file: { type: "file" as const, size: index, files: 1, key: `key${index}` } } : {}),
        ...more,
        ...(about === undefined ? {} : { about: uuidOf(ids[targetOf(items, kind, about)] + 1 || 999) }),
      }))
    )
  );
}

const TEXTS = "text text text edit edit delete reaction reaction timer sticker".split(" ");

/** Of everything something, of texts most. */
export const saidArbitrary = saidOf([...TEXTS, ...TEXTS, "file", "file-state", "file-state"]);

/** Files, and what is said of them. */
export const filesArbitrary = saidOf(["file", ...Array<string>(9).fill("file-state"), "delete", "edit"]);

/** Timers speak of timers, states of files, everything else of the first texts or files; of one that is not there, too. */
function targetOf(items: readonly { readonly kind: string }[], kind: string, about: number): number {
  const group = GROUPS[kind] ?? (about === 3 ? ["sticker", "edit", "text"] : about === 4 ? ["file"] : ["text"]);
  const places = items.flatMap((item, index) => group.includes(item.kind) ? [index] : []).slice(0, 2);
  return places[about % 3];
}

const GROUPS: Readonly<Record<string, readonly string[]>> = { timer: ["timer"], "file-state": ["file"] };

function textOf(kind: string, choice: number, index: number): string {
  const texts = AMENDMENT_TEXTS[kind] ?? ["word"];
  const text = texts[choice % texts.length];
  return text === "word" ? `word${index}x` : text;
}

/** A conversation as a person sees it, whoever of the two looks. */
export interface Seen {
  readonly messages: readonly SeenMessage[];
  readonly timer: readonly unknown[];
}

interface SeenMessage {
  readonly id: string;
  readonly author: Author;
  readonly kind: string;
  readonly text: string;
  readonly edited_at: number | null;
  readonly deleted: boolean;
  readonly forwarded: boolean;
  readonly about: string | null;
  readonly ttl: number | null;
  readonly reactions: readonly string[];
  readonly versions: readonly string[];
  /** Of an offer: what was offered, the state of Ann, of Bob, the final one and who said it. */
  readonly file: readonly unknown[] | null;
}

const other = (author: Author): Author => author === "ann" ? "bob" : "ann";
const smallerId = (a: { readonly id: string }, b: { readonly id: string }) => a.id < b.id ? -1 : 1;

/** What the specification makes of the set. */
export function expected(said: readonly Said[]): Seen {
  const texts = said.filter(({ kind }) => ["text", "sticker", "file"].includes(kind)).sort(smallerId);
  return { messages: texts.map((text) => expectedMessage(text, said)), timer: expectedTimer(said) };
}

function expectedMessage(message: Said, said: readonly Said[]): SeenMessage {
  const about = said.filter((item) => item.about === message.id && message.kind !== "sticker").sort(smallerId);
  const edits = about.filter(({ kind, author, text }) =>
    kind === "edit" && author === message.author && text !== "" && message.kind === "text"
  );
  const deleted = about.some(({ kind, author, text }) => kind === "delete" && author === message.author && text === "");
  const reactions = (["ann", "bob"] as const).flatMap((author) => {
    const newest = about.findLast((item) =>
      item.kind === "reaction" && item.author === author && item.text !== "no emoji"
    );
    return newest === undefined || newest.text === "" ? [] : [`${author} ${newest.text} ${newest.sent_at}`];
  });
  const edit = deleted ? undefined : edits.at(-1);
  return {
    id: message.id,
    author: message.author,
    kind: message.kind,
    text: deleted ? "" : edit?.text ?? message.text,
    edited_at: edit?.sent_at ?? null,
    deleted,
    forwarded: message.forwarded ?? false,
    about: message.about ?? null,
    ttl: message.ttl ?? null,
    reactions: deleted ? [] : reactions,
    versions: edit === undefined
      ? []
      : [message, ...edits.slice(0, -1)].map(({ text, sent_at }) => `${text} ${sent_at}`),
    file: message.file === undefined || deleted
      ? null
      : [JSON.stringify(message.file), ...expectedStates(message, about)],
  };
}

function expectedStates({ author }: Said, about: readonly Said[]): unknown[] {
  const states = about.filter(({ kind }) => kind === "file-state");
  const by = (who: Author, ...texts: string[]) =>
    states.filter((state) => state.author === who && texts.includes(state.text));
  const failed = ["failed disk-full", "failed x", "failed x-y"];
  const newest: Record<string, string> = {
    [author]: by(author, "ready", ...failed).at(-1)?.text ?? "",
    [other(author)]: by(other(author), "accepted", ...failed).at(-1)?.text ?? "",
  };
  const end = [
    ...by(other(author), "completed"),
    ...by(other(author), "declined"),
    ...states.filter(({ text }) => text === "cancelled"),
  ].at(0);
  return [newest.ann, newest.bob, end?.text ?? null, end?.author ?? null];
}

function expectedTimer(said: readonly Said[]): unknown[] {
  const timers = said.filter(({ kind, text }) => kind === "timer" && ["0", "5", "60"].includes(text)).sort(smallerId);
  const proposals = timers.filter(({ about }) => about === undefined);
  const accepted = timers.filter((timer) =>
    proposals.some((proposal) =>
      proposal.id === timer.about && proposal.author === other(timer.author) && proposal.text === timer.text
    )
  );
  const agreed = accepted.at(-1);
  const open = (author: Author) => {
    const free = proposals.filter((proposal) =>
      proposal.author === author && !accepted.some(({ about }) => about === proposal.id) &&
      (agreed === undefined || proposal.id > agreed.id)
    ).at(-1);
    return free === undefined ? null : `${free.id} ${free.text}`;
  };
  return [Number(agreed?.text ?? 0), open("ann"), open("bob")];
}

/** What a history shows. @param me whose history it is */
export function seen(history: History, conversation: string, me: Author): Seen {
  const authorOf = (direction: string) => direction === "out" ? me : other(me);
  const messages = history.page(conversation, { limit: 100 }).sort(smallerId).map((row): SeenMessage => ({
    id: row.id,
    author: authorOf(row.direction),
    kind: row.kind,
    text: row.text,
    edited_at: row.edited_at,
    deleted: row.deleted,
    forwarded: row.forwarded,
    about: row.about,
    ttl: row.ttl,
    reactions: row.reactions.map(({ direction, emoji, at }) => `${authorOf(direction)} ${emoji} ${at}`).sort(),
    versions: history.versions(conversation, row.id).map(({ text, at }) => `${text} ${at}`),
    file: row.file && seenFile(row.file, me),
  }));
  const { agreed, mine, theirs } = history.timer(conversation);
  const open = [mine, theirs].map((timer) => timer && `${timer.id} ${timer.seconds}`);
  return { messages, timer: [agreed, ...(me === "ann" ? open : open.reverse())] };
}

function seenFile({ offer, mine, theirs, final, ended_by }: TransferRow, me: Author): unknown[] {
  const states = me === "ann" ? [mine, theirs] : [theirs, mine];
  return [JSON.stringify(offer), ...states, final, ended_by && (ended_by === "me" ? me : other(me))];
}
