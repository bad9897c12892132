/** What a run of `deno test` came to, counted from the JUnit file it wrote. Pure. */

/** Tests that passed and failed. */
export interface Count {
  readonly passed: number;
  readonly failed: number;
  /** Why something counts as failed that is no failed test. */
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
  const cases = [...junit.matchAll(/<testcase\b[^>]*?(?:\/>|>([\s\S]*?)<\/testcase>)/g)].map(([, body = ""]) => body);
  const skipped = cases.filter((body) => /<skipped\b/.test(body)).length;
  const broken = cases.filter((body) => /<(failure|error)\b/.test(body)).length;
  const reasons = [];
  if (skipped > 0) reasons.push(`${skipped} skipped, which counts as failed`);
  if (cases.length === 0) reasons.push("no test was run");
  if (exitCode !== 0 && broken === 0) reasons.push(`the run ended with status ${exitCode} without a failed test`);
  const beside = (cases.length === 0 || exitCode !== 0) && broken + skipped === 0 ? 1 : 0;
  return { passed: cases.length - broken - skipped, failed: broken + skipped + beside, reasons };
}

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
