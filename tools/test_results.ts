/** What a run of `deno test` came to, counted from the JUnit file it wrote. Pure. */

/** Tests that passed and failed. */
export interface Count {
  readonly passed: number;
  readonly failed: number;
  /** What is said just above the last line: each failed test with its error, and whatever else counts as failed. */
  readonly reasons: readonly string[];
}

/**
 * Counts a run. What is not proven to have passed has failed: a run that wrote nothing, ended badly without a failed
 * test, had no test at all, or skipped one.
 * @param junit text of the file, undefined when there is none
 */
export function countRun(junit: string | undefined, exitCode: number): Count {
  if (junit === undefined || !junit.trimEnd().endsWith("</testsuites>")) {
    return { passed: 0, failed: 1, reasons: [`the run ended with status ${exitCode} before it reported`] };
  }
  const tests = [...junit.matchAll(/<testcase\b([^>]*?)(?:\/>|>([\s\S]*?)<\/testcase>)/g)];
  const cases = tests.map(([, , body = ""]) => body);
  const skipped = cases.filter((body) => /<skipped\b/.test(body)).length;
  const broken = cases.filter((body) => /<(failure|error)\b/.test(body)).length;
  const reasons = tests.flatMap(([, about, body = ""]) => failedTest(about, body));
  if (skipped > 0) reasons.push(`${skipped} skipped, which counts as failed`);
  if (cases.length === 0) reasons.push("no test was run");
  if (exitCode !== 0 && broken === 0) reasons.push(`the run ended with status ${exitCode} without a failed test`);
  const beside = (cases.length === 0 || exitCode !== 0) && broken + skipped === 0 ? 1 : 0;
  return { passed: cases.length - broken - skipped, failed: broken + skipped + beside, reasons };
}

/** Enough to see what went wrong where only the end of a long run is kept. */
const TOLD = 1_500;

/** What a failed test is called, where it stands, and its error. */
function failedTest(about: string, body: string): string[] {
  const error = /<(?:failure|error)\b[^>]*?(?:\/>|>([\s\S]*?)<\/(?:failure|error)>)/.exec(body);
  if (error === null) return [];
  const attribute = (name: string) => unescapeXml(new RegExp(`\\b${name}="([^"]*)"`).exec(about)?.[1] ?? "");
  const where = `${attribute("classname")}:${attribute("line")}`;
  return [`failed: ${attribute("name")} (${where})\n${unescapeXml(error[1] ?? "").slice(0, TOLD)}`];
}

const ENTITIES: Record<string, string> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };
const unescapeXml = (text: string) => text.replace(/&(lt|gt|quot|apos|amp);/g, (_, name) => ENTITIES[name]);

/** Several runs as one. */
export function sum(counts: readonly Count[]): Count {
  return {
    passed: counts.reduce((total, { passed }) => total + passed, 0),
    failed: counts.reduce((total, { failed }) => total + failed, 0),
    reasons: counts.flatMap(({ reasons }) => reasons),
  };
}

/** The last line of a test run. */
export const summaryLine = ({ passed, failed }: Count): string => `${passed} passed, ${failed} failed`;
