/** How a person is pictured: initials and one of a few colours, the same on every start. */

/** Number of `avatar-N` classes in `components/avatar.css`. */
export const AVATAR_COLOURS = 8;

/** FNV-1a over the peer key: two people of one name get different colours. */
export function colourOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at++) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193) >>> 0;
  return ((hash ^ (hash >>> 15)) >>> 0) % AVATAR_COLOURS;
}

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** Up to two letters: "Anna Schmidt" is "AS", "борис" is "Б". A grapheme is never cut. */
export function initials(name: string): string {
  const words = name.trim().split(/[\s_.-]+/u).filter((word) => word !== "");
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined]
    .map((word) => word === undefined ? "" : [...segmenter.segment(word)][0]?.segment ?? "");
  return letters.join("").toUpperCase();
}

/** `12345678901` as `12 345 678 901`, with thin spaces that are not copied by hand but by the button. */
export function groupedId(id: string): string {
  return id.replace(/\B(?=(\d{3})+(?!\d))/g, "\u2009");
}

/** A fingerprint in fours, as people compare it. */
export function groupedHex(hex: string): string {
  return hex.match(/.{1,4}/g)?.join(" ") ?? "";
}
