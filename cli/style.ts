/** Colours, few and only for what matters. Names say what a thing is, so that nothing else decides how it looks. */
export interface Styles {
  /** Names of others. */
  peer(text: string): string;
  own(text: string): string;
  /** Times, marks, notices. */
  quiet(text: string): string;
  good(text: string): string;
  bad(text: string): string;
  strong(text: string): string;
}

const sgr = (code: string) => (text: string) => text === "" ? "" : `\x1b[${code}m${text}\x1b[0m`;
const plain = (text: string) => text;

const COLORED: Styles = {
  peer: sgr("36"),
  own: sgr("34"),
  quiet: sgr("2"),
  good: sgr("32"),
  bad: sgr("31"),
  strong: sgr("1"),
};
const PLAIN: Styles = { peer: plain, own: plain, quiet: plain, good: plain, bad: plain, strong: plain };

/** A terminal that can, and a person who has not said no (no-color.org). */
export function wantsColor(isTerminal: boolean, env: (name: string) => string | undefined): boolean {
  return isTerminal && !env("NO_COLOR") && env("TERM") !== "dumb";
}

export function stylesFor(color: boolean): Styles {
  return color ? COLORED : PLAIN;
}
