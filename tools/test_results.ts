/** What a run of `deno test` came to, read from the JUnit file it wrote. Pure. */

/** A test, or a step of one. */
export interface Case {
  /** As reported: "test > step > …". */
  readonly name: string;
  /** Name of the test, without the steps. */
  readonly test: string;
  /** Why it failed, with its name and place; null: it passed. */
  readonly failure: string | null;
}

export interface Run {
  readonly cases: readonly Case[];
  /** What else went wrong. Each counts as a failed test. */
  readonly faults: readonly string[];
  /** What is worth knowing and counts as nothing. */
  readonly notes: readonly string[];
}

const NOTHING: Run = { cases: [], faults: [], notes: [] };

/** A run of nothing that failed. */
export const faulty = (reason: string): Run => ({ ...NOTHING, faults: [reason] });

/** Tests that passed and failed. */
export interface Count {
  readonly passed: number;
  readonly failed: number;
  /** What is said just above the last line: what failed, with its error, and notes. */
  readonly reasons: readonly string[];
}

/**
 * What is not proven to have passed has failed: a run that wrote nothing, ended badly without a failed test, had no test
 * at all, or skipped one.
 * @param junit text of the file, undefined when there is none
 */
export function readRun(junit: string | undefined, exitCode: number): Run {
  if (junit === undefined || !junit.trimEnd().endsWith("</testsuites>")) {
    return faulty(`the run ended with status ${exitCode} before it reported`);
  }
  const told = [...junit.matchAll(/<testcase\b([^>]*?)(?:\/>|>([\s\S]*?)<\/testcase>)/g)];
  const names = new Set(told.map(([, about]) => attribute(about, "name")));
  const cases = told.map(([, about, body = ""]) => {
    const name = attribute(about, "name");
    return { name, test: testOf(name, names), failure: failureOf(about, body) };
  });
  const faults = [];
  if (cases.length === 0) faults.push(`no test was run; the run ended with status ${exitCode}`);
  else if (exitCode !== 0 && cases.every(({ failure }) => failure === null)) {
    faults.push(`the run ended with status ${exitCode} without a failed test`);
  }
  return { cases, faults, notes: [] };
}

/** A step is called "test > step > …" in a report that has the test, too. */
function testOf(name: string, names: ReadonlySet<string>): string {
  const parts = name.split(" > ");
  for (let i = 1; i < parts.length; i++) {
    const test = parts.slice(0, i).join(" > ");
    if (names.has(test)) return test;
  }
  return name;
}

/** Enough to see what went wrong where only the end of a long run is kept. */
const TOLD = 1_500;

function failureOf(about: string, body: string): string | null {
  const where = `${attribute(about, "name")} (${attribute(about, "classname")}:${attribute(about, "line")})`;
  if (/<skipped\b/.test(body)) return `skipped, which counts as failed: ${where}`;
  const error = /<(?:failure|error)\b[^>]*?(?:\/>|>([\s\S]*?)<\/(?:failure|error)>)/.exec(body);
  return error && `failed: ${where}\n${unescapeXml(error[1] ?? "").slice(0, TOLD)}`;
}

const attribute = (about: string, name: string) =>
  unescapeXml(new RegExp(`\\b${name}="([^"]*)"`).exec(about)?.[1] ?? "");

const ENTITIES: Record<string, string> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };
const unescapeXml = (text: string) => text.replace(/&(lt|gt|quot|apos|amp);/g, (_, name) => ENTITIES[name]);

/** Several runs as one. */
export const together = (runs: readonly Run[]): Run => ({
  cases: runs.flatMap(({ cases }) => cases),
  faults: runs.flatMap(({ faults }) => faults),
  notes: runs.flatMap(({ notes }) => notes),
});

/** Names of the tests that failed, themselves or in a step; each once. */
export const failedTests = ({ cases }: Run): string[] => [
  ...new Set(cases.filter(({ failure }) => failure !== null).map(({ test }) => test)),
];

/** A run whose failed tests were run again: what passed then has passed, and a note tells of it (decision 0014). */
export function withSecondAttempt(first: Run, second: Run): Run {
  const ran = new Set(second.cases.map(({ name }) => name));
  const failures = first.cases.filter(({ failure }) => failure !== null);
  const still = new Set([
    ...failedTests(second),
    ...failures.filter(({ name }) => !ran.has(name)).map(({ test }) => test),
  ]);
  const unsteady = failures.filter(({ test }) => !still.has(test));
  const tests = new Set(unsteady.map(({ test }) => test));
  return {
    cases: [
      ...first.cases.filter(({ test }) => !tests.has(test)),
      ...second.cases.filter(({ test }) => tests.has(test)),
    ],
    faults: [...first.faults, ...second.faults],
    notes: [...first.notes, ...unsteady.map(({ failure }) => `passed at its second attempt only: ${failure}`)],
  };
}

export function count({ cases, faults, notes }: Run): Count {
  const failures = cases.flatMap(({ failure }) => failure ?? []);
  return {
    passed: cases.length - failures.length,
    failed: failures.length + faults.length,
    reasons: [...notes, ...failures, ...faults],
  };
}

/** The last line of a test run. */
export const summaryLine = ({ passed, failed }: Count): string => `${passed} passed, ${failed} failed`;
