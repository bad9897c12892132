/** Bytes as people say them, by `Intl`, in the language of the page. Counted in 1,024, as Windows and the terminal do. */

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

const formats = new Map<string, Intl.NumberFormat>();

/** Making a format costs about as much as a thousand uses of it. */
function format(language: string, unit: string, digits: number): Intl.NumberFormat {
  const key = `${language} ${unit} ${digits}`;
  let made = formats.get(key);
  if (made === undefined) {
    const unitDisplay = unit === "byte" ? "long" : "short"; // "5 bytes", for "5 byte" is no English
    made = new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay, maximumFractionDigits: digits });
    formats.set(key, made);
  }
  return made;
}

/** "0 bytes", "3.4 kB", "340 MB": never more than three digits, so it takes the next unit from 1,000 on. */
export function sizeText(bytes: number, language: string): string {
  let [value, at] = [bytes, 0];
  while (value >= 999.5 && at < UNITS.length - 1) [value, at] = [value / 1024, at + 1];
  return format(language, UNITS[at], value < 9.95 && at > 0 ? 1 : 0).format(value);
}
