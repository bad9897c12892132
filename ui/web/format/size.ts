/** Sizes, parts and times to go as people say them, by `Intl`, in the language of the page. */
import type { Millis } from "../../api.ts";

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

const formats = new Map<string, Intl.NumberFormat>();

/** Making a format costs about as much as a thousand uses of it. */
function format(language: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = language + JSON.stringify(options);
  let made = formats.get(key);
  if (made === undefined) formats.set(key, made = new Intl.NumberFormat(language, options));
  return made;
}

/** "340 MB", "1.2 GB", "12 bytes": counted in 1,024, as Windows and our terminal do; a digit after the point below ten. */
export function sizeText(bytes: number, language: string): string {
  let [value, unit] = [Math.max(0, bytes), 0];
  // What would be rounded to 1,000 is one of the next unit.
  while (value >= 999.5 && unit < UNITS.length - 1) [value, unit] = [value / 1024, unit + 1];
  return format(language, {
    style: "unit",
    unit: UNITS[unit],
    unitDisplay: unit === 0 ? "long" : "short",
    maximumFractionDigits: unit > 0 && value < 9.95 ? 1 : 0,
  }).format(value);
}

/** 0 … 1, and 1 only when it is whole: "100 %" that still goes on is a lie. */
export function partOf(done: number, size: number): number {
  if (size === 0) return 1;
  return done >= size ? 1 : Math.min(0.99, Math.max(0, done / size));
}

/** "45%", never rounded up. */
export function percentText(part: number, language: string): string {
  return format(language, { style: "percent", maximumFractionDigits: 0 }).format(Math.floor(part * 100) / 100);
}

const TIMES = [["second", 60], ["minute", 60], ["hour", 24], ["day", Infinity]] as const;

/** "10 sec", "2 min", "3 hr", rounded to one unit: nobody can say it more exactly. At least a second. */
export function timeText(ms: Millis, language: string): string {
  let value = Math.max(1, Math.round(ms / 1000));
  for (const [unit, many] of TIMES) {
    // Up to a minute and a half in seconds: "90 sec" says more than "2 min".
    if (value <= many * 1.5 || many === Infinity) {
      return format(language, { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: 0 }).format(value);
    }
    value = Math.round(value / many);
  }
  throw new RangeError(`saying how long ${ms} ms are: no unit fits`);
}
