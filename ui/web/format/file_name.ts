/** Names of files as they can be shown: nothing in a name moves what stands around it, or hides how it ends. */

/** Control and format characters, right-to-left marks among them: `evil\u202egpj.exe` must not read like a picture. Emoji keep their joiner. */
const INVISIBLE = /[\p{Cc}\p{Cf}\u2028\u2029\ufff9-\ufffb]/gu;
const JOINER = "\u200d";

export function safeName(name: string): string {
  return name.replace(INVISIBLE, (sign) => sign === JOINER ? sign : "_");
}

/** Signs that stay in sight at the end, however narrow the place is: the ending and a few before it. */
const END = 10;

const segmenter = new Intl.Segmenter();

/** A name in two parts; the first may be cut short. What belongs together in writing is not torn. */
export function nameParts(name: string): readonly [beginning: string, end: string] {
  const safe = safeName(name);
  if (safe.length <= END * 2) return [safe, ""];
  const signs = Array.from(segmenter.segment(safe), ({ segment }) => segment);
  return [signs.slice(0, -END).join(""), signs.slice(-END).join("")];
}
