/** The list one chooses from: number, sign and word of presence, name, what is new. */
import type { Words } from "../language.ts";
import { isRoom, newsWord, type Partner, roomWord, titleOf } from "../partner.ts";
import { presenceSign, presenceWord } from "../presence.ts";
import { roomsNamed } from "../rooms_find.ts";
import { neutralise } from "../safe_text.ts";
import type { Styles } from "../style.ts";
import { cutTo, padTo, textWidth } from "../width.ts";
import type { Book } from "./book.ts";

/** Columns of a name in the list. */
const MAX_NAME = 32;
/** Columns that every name gets, however much there is to say beside it. */
const MIN_NAME = 6;
/** Columns of the gaps beside number and name. */
const GAPS = 6;

/** One row each, whatever the width. */
export function partnerLines(
  partners: readonly Partner[],
  words: Words,
  styles: Styles,
  columns = Infinity,
): string[] {
  const digits = String(partners.length).length;
  const about = partners.map((partner) => besideName(partner, words, styles));
  // Names give way to what stands beside them: that has no shorter form.
  const widest = Math.max(0, ...about.map((parts) => parts.reduce((sum, { text }) => sum + textWidth(text), 0)));
  const room = Math.max(MIN_NAME, Math.min(MAX_NAME, columns - digits - GAPS - widest));
  const names = partners.map((partner) => cutTo(neutralise(titleOf(partner)), room));
  const width = Math.max(0, ...names.map(textWidth));
  return about.map((parts, index) => {
    const number = String(index + 1).padStart(digits);
    return `  ${number}  ${padTo(names[index], width)}  ${parts.map(({ text, style }) => style(text)).join("")}`;
  });
}

interface Part {
  readonly text: string;
  readonly style: (text: string) => string;
}

/** Presence, a warning, what is new. */
function besideName(partner: Partner, words: Words, styles: Styles): Part[] {
  const news = newsWord(partner, words);
  const keys = !isRoom(partner) && partner.key_changed ? words("contacts.key_changed") : "";
  return [
    presenceOf(partner, words, styles),
    ...(keys === "" ? [] : [{ text: ` · ${keys}`, style: styles.bad }]),
    ...(news === "" ? [] : [{ text: ` · ${news}`, style: styles.strong }]),
  ];
}

function presenceOf(partner: Partner, words: Words, styles: Styles): Part {
  const style = isOnline(partner) ? styles.good : styles.quiet;
  if (!isRoom(partner)) return { text: `${presenceSign(partner)} ${presenceWord(partner, words)}`, style };
  const word = neutralise(roomWord(partner, words));
  if (partner.state === "invited") return { text: `? ${word}`, style: styles.strong };
  const sign = partner.state === "joined" ? isOnline(partner) ? "●" : "○" : "⊘";
  return { text: `${sign} ${word}`, style };
}

/** Somebody is there to read it now. */
function isOnline(partner: Partner): boolean {
  // We are one of those who are there.
  if (isRoom(partner)) return partner.state === "joined" && partner.online > 1;
  return partner.presence === "online" && !partner.blocked;
}

/** Whom the list shows: pinned ones first; requests never, what was put away only when all are wanted. */
export function listOf(partners: readonly Partner[], all: boolean): Partner[] {
  const shown = partners.filter((partner) => partner.state !== "request" && (all || !isAway(partner)));
  return [...shown.filter(({ options }) => options.pinned), ...shown.filter(({ options }) => !options.pinned)];
}

/** In the archive, or in Spam/closed. */
export function isAway({ options }: Partner): boolean {
  return options.archived || options.closed;
}

export type Choice =
  | { readonly kind: "found"; readonly partner: Partner }
  | { readonly kind: "none" }
  | { readonly kind: "several" };

/** By number in the list, id, whole name, or the beginning of one name; what begins with `#` is a room. */
export function choose(book: Pick<Book, "listed" | "contacts" | "partners">, text: string): Choice {
  const wanted = text.trim().toLocaleLowerCase();
  if (wanted === "") return { kind: "none" };
  const numbered = /^\d{1,4}$/.test(wanted) ? book.listed[Number(wanted) - 1] : undefined;
  if (numbered !== undefined) return { kind: "found", partner: numbered };
  const contacts = wanted.startsWith("#") ? [] : book.contacts.filter(({ state }) => state !== "request");
  const name = (partner: Partner) => partner.name.toLocaleLowerCase();
  const { rooms, isWhole } = roomsNamed(book.partners.filter(isRoom), wanted);
  // A number, then whole names of people and rooms alike, then beginnings.
  for (
    const matches of [
      contacts.filter((contact) => contact.id === wanted),
      [...contacts.filter((contact) => name(contact) === wanted), ...(isWhole ? rooms : [])],
      [...contacts.filter((contact) => name(contact).startsWith(wanted)), ...rooms],
    ]
  ) {
    if (matches.length === 1) return { kind: "found", partner: matches[0] };
    if (matches.length > 1) return { kind: "several" };
  }
  return { kind: "none" };
}
