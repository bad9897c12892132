/** `parley doctor`: why nobody is reached, and how to mend it (NET-10). */
import type { DoctorCheck } from "../ui/api.ts";
import { withApi } from "./api.ts";
import { noMoreWords, readArguments } from "./arguments.ts";
import type { CliContext } from "./context.ts";
import { EXIT_DONE, EXIT_FAILED } from "./errors.ts";
import { type Words, wordsOf } from "./language.ts";
import { en, type Key } from "./locales/en.ts";
import { neutralise } from "./safe_text.ts";
import { padTo, textWidth } from "./width.ts";

export async function doctor(args: string[], context: CliContext): Promise<number> {
  noMoreWords(readArguments(args).words, 0);
  return await withApi(context, async (api) => {
    const { checks } = await api.call("doctor", {});
    const problems = checks.filter(({ result }) => result === "problem").length;
    if (context.json) { for (const check of checks) context.stdout(JSON.stringify(check)); }
    else for (const line of describe(checks, problems, wordsOf(context.lang))) context.stdout(line);
    return problems === 0 ? EXIT_DONE : EXIT_FAILED;
  });
}

function describe(checks: readonly DoctorCheck[], problems: number, words: Words): string[] {
  const results = new Map((["ok", "problem", "unknown"] as const).map((result) => [result, words(`doctor.${result}`)]));
  const titles = checks.map(({ id }) => word(`doctor.${id}`, words) ?? neutralise(id));
  const widthOf = (texts: Iterable<string>) => Math.max(0, ...[...texts].map(textWidth));
  const [first, second] = [widthOf(results.values()), widthOf(titles)];
  const indent = " ".repeat(first + second + 4);
  const lines = checks.flatMap((check, index) => {
    const [finding, ...remedy] = sentence(check, words).split("\n");
    const head = `${padTo(results.get(check.result)!, first)}  ${padTo(titles[index], second)}  `;
    return [head + finding, ...remedy.map((line) => indent + line)];
  });
  return [...lines, "", problems === 0 ? words("doctor.healthy") : words("doctor.sick", { count: problems })];
}

/** A running node of another version may have found something that this one has no words for. */
function sentence({ id, finding, args }: DoctorCheck, words: Words): string {
  const harmless = Object.fromEntries(Object.entries(args).map(([name, value]) => [name, neutralise(value)]));
  return word(`doctor.${id}.${finding}`, words, harmless) ?? neutralise([finding, ...Object.values(args)].join(" "));
}

function word(key: string, words: Words, values?: Record<string, string>): string | undefined {
  return Object.hasOwn(en, key) ? words(key as Key, values) : undefined;
}
