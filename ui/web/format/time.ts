/** Times as people say them, by `Intl`, in the language of the page. */
import type { Millis } from "../../api.ts";

export function sameDay(a: Millis, b: Millis): boolean {
  return startOfDay(a) === startOfDay(b);
}

function startOfDay(at: Millis): Millis {
  return new Date(at).setHours(0, 0, 0, 0);
}

/** Whole days between two moments, by the calendar; rounding swallows the hour of a clock change. */
export function daysBetween(from: Millis, to: Millis): number {
  return Math.round((startOfDay(to) - startOfDay(from)) / 86_400_000);
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making a format costs about as much as a thousand uses of it. */
function format(language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = language + JSON.stringify(options);
  let made = formats.get(key);
  if (made === undefined) formats.set(key, made = new Intl.DateTimeFormat(language, options));
  return made;
}

/** "14:05" */
export function clockTime(at: Millis, language: string): string {
  return format(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at);
}

/** "21 November 2026 at 14:05:09" */
export function fullTime(at: Millis, language: string): string {
  return format(language, { dateStyle: "long", timeStyle: "medium", hourCycle: "h23" }).format(at);
}

/** "21 November 2026" */
export function fullDate(at: Millis, language: string): string {
  return format(language, { dateStyle: "long" }).format(at);
}

/** "today", "yesterday", in the words of the language. */
const relativeDay = (days: number, language: string) =>
  new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(-days, "day");

/** A day within a sentence: "today", "yesterday", "Monday, 16 November", with the year when it is another one. */
export function dayWithin(at: Millis, now: Millis, language: string): string {
  const days = daysBetween(at, now);
  if (days === 0 || days === 1) return relativeDay(days, language);
  const year = new Date(at).getFullYear() === new Date(now).getFullYear() ? undefined : "numeric";
  const weekday = days > 1 && days < 7 ? "long" : undefined;
  return format(language, { weekday, day: "numeric", month: "long", year }).format(at);
}

/** A day line: "Today", "Yesterday", "Monday, 16 November". */
export function dayName(at: Millis, now: Millis, language: string): string {
  const words = dayWithin(at, now, language);
  return daysBetween(at, now) <= 1 ? words.charAt(0).toLocaleUpperCase(language) + words.slice(1) : words;
}

/** In the list: the time today, the weekday this week, else the date. */
export function listTime(at: Millis, now: Millis, language: string): string {
  const days = daysBetween(at, now);
  if (days <= 0) return clockTime(at, language);
  if (days < 7) return format(language, { weekday: "short" }).format(at);
  const year = new Date(at).getFullYear() === new Date(now).getFullYear() ? undefined : "numeric";
  return format(language, { day: "numeric", month: "short", year }).format(at);
}

const UNITS = [["week", 604_800], ["day", 86_400], ["hour", 3_600], ["minute", 60], ["second", 1]] as const;

/** "1 day", "30 minutes": in the largest unit that fits without a rest. */
export function duration(seconds: number, language: string): string {
  const [unit, size] = UNITS.find(([, size]) => seconds >= size && seconds % size === 0) ?? UNITS[4];
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }).format(seconds / size);
}

/** "2026-11-21 14.05": for names of files, which bear no colon on Windows and stand in order. */
export function stampText(at: Millis): string {
  const time = new Date(at);
  const two = (value: number) => String(value).padStart(2, "0");
  const day = [time.getFullYear(), two(time.getMonth() + 1), two(time.getDate())].join("-");
  return `${day} ${two(time.getHours())}.${two(time.getMinutes())}`;
}
