/** Names a disk can bear, made of names that nobody believes. `docs/specs/files-v1.md`, section 6, Names. */

import { MAX_SAFE_NAME_BYTES } from "./limits.ts";

/** Controls, format and right-to-left characters, line separators, and what Windows or a shell gives a meaning to. */
const HARMFUL = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}<>:"/\\|?*]/gu;
const EDGES = /^\p{Z}+|[\p{Z}.]+$/gu;
/** Devices in every folder of Windows, whatever the ending ("Naming Files, Paths, and Namespaces", Microsoft). */
const RESERVED = /^(con|prn|aux|nul|conin\$|conout\$|clock\$|(com|lpt)[0-9\u00b9\u00b2\u00b3])\p{Z}*(\.|$)/iu;
/** UTF-8 bytes of the longest ending that is kept when a name is cut. */
const MAX_ENDING_BYTES = 32;

/**
 * One part of a path that is harmless on every system; the same for the same name, and unchanged when it is one already.
 * @param otherwise what it is called when nothing is left
 */
export function safeName(name: string, otherwise: "file" | "folder"): string {
  const clean = name.normalize("NFC").replace(HARMFUL, "_").replace(EDGES, "").replace(/^\./, "_");
  const cut = shorten(clean, MAX_SAFE_NAME_BYTES);
  if (cut === "") return otherwise;
  return RESERVED.test(cut) ? shorten(`_${cut}`, MAX_SAFE_NAME_BYTES) : cut;
}

/** "name (2).txt" */
export function numbered(name: string, number: number): string {
  const at = endingAt(name);
  const mark = ` (${number})`;
  return shorten(name.slice(0, at), MAX_SAFE_NAME_BYTES - bytesOf(mark) - bytesOf(name.slice(at))) + mark +
    name.slice(at);
}

/** Gives names that differ from all given before, also on disks that know no case or write accents in two characters. */
export class UniqueNames {
  readonly #taken = new Set<string>();
  /** Last number tried by name, so that fifty thousand equal names do not take a billion steps. */
  readonly #last = new Map<string, number>();

  take(name: string): string {
    const key = folded(name);
    let number = this.#last.get(key) ?? 1;
    let free = name;
    for (let taken = key; this.#taken.has(taken); taken = folded(free)) free = numbered(name, ++number);
    if (number > 1) this.#last.set(key, number);
    this.#taken.add(folded(free));
    return free;
  }
}

/** Equal for names that a disk might take for one; upper first, because "ß" and "ſ" have no other way to "ss" and "s". */
const folded = (name: string): string => name.normalize("NFC").toUpperCase().toLowerCase().normalize("NFC");

function shorten(name: string, limit: number): string {
  if (bytesOf(name) <= limit) return name;
  const ending = name.slice(endingAt(name));
  const room = limit - bytesOf(ending);
  let kept = "";
  let used = 0;
  for (const character of name.slice(0, name.length - ending.length)) {
    used += bytesOf(character);
    if (used > room) break;
    kept += character;
  }
  return kept.replace(EDGES, "") + ending;
}

/** Where the ending begins, its dot included; the length when there is none worth keeping. */
function endingAt(name: string): number {
  const dot = name.lastIndexOf(".");
  return dot > 0 && bytesOf(name.slice(dot)) <= MAX_ENDING_BYTES ? dot : name.length;
}

const encoder = new TextEncoder();
const bytesOf = (text: string): number => encoder.encode(text).length;
