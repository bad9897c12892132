/** Bytes, speeds and times as people read them, in their language. Sizes count in 1,024 and are named as Windows names them. */
import type { Words } from "./language.ts";

/** `0 B`, `3.4 KB`, `12 MB`. */
export function sizeText(bytes: number, words: Words): string {
  const units = words("units.size").split(" ");
  let [value, unit] = [bytes, 0];
  // From 1,000 on in the next unit: never more than three digits.
  while (value >= 999.5 && unit < units.length - 1) [value, unit] = [value / 1024, unit + 1];
  return `${numberText(value, value < 9.95 && unit > 0 ? 1 : 0, words)} ${units[unit]}`;
}

/** @param speed bytes a second */
export function speedText(speed: number, words: Words): string {
  return words("units.speed", { size: sizeText(speed, words) });
}

/** `1 s`, `3 min 20 s`, `2 h 5 min`: the two largest units, nothing below a second. */
export function durationText(ms: number, words: Words): string {
  const [s, min, h, d] = words("units.time").split(" ");
  const seconds = Math.max(1, Math.round(ms / 1000));
  const parts = [
    [Math.floor(seconds / 86_400), d],
    [Math.floor(seconds / 3_600) % 24, h],
    [Math.floor(seconds / 60) % 60, min],
    [seconds % 60, s],
  ] as const;
  const first = parts.findIndex(([amount]) => amount > 0);
  const shown = parts.slice(first, first + 2).filter(([amount]) => amount > 0);
  return shown.map(([amount, unit]) => `${amount} ${unit}`).join(" ");
}

function numberText(value: number, digits: number, words: Words): string {
  return new Intl.NumberFormat(words("language"), { maximumFractionDigits: digits, useGrouping: false }).format(value);
}
