/** Small rules about code: printing, permissions' names, sources of modules, tests that look away. */
import { findAll, importsOf, lineAt, type Problem, type Rule, withoutComments } from "./source.ts";

const MAY_PRINT = /^(cli|tools|bench)\//;

/** `console` belongs to the terminal and to tools; the rest has a log that is handed in. */
export const noStrayConsole: Rule = (files) =>
  files.filter(({ path }) => path.endsWith(".ts") && !MAY_PRINT.test(path))
    .flatMap((file) => findAll(file, /\bconsole\.\w+\(/g, "console is for cli/, tools/ and bench/ only"));

/** Modules come through deno.json's imports, so that its versions and the lock are all there is. */
export const noRemoteModules: Rule = (files) =>
  files.filter(({ path }) => path.endsWith(".ts")).flatMap(({ path, text }) =>
    importsOf(text).filter(({ specifier }) => /^(https?|jsr|npm):/.test(specifier))
      .map(({ specifier, line }) => ({ path, line, text: `"${specifier}" is not named in deno.json's imports` }))
  );

/** A test that is skipped or runs alone says "passed" about what was not looked at. */
export const noSkippedTests: Rule = (files) =>
  files.filter(({ path }) => /_test\.ts$/.test(path)).flatMap((file) =>
    findAll(
      file,
      /\bDeno\.test\.(ignore|only|skip)\b|\bignore:\s*(?!false\b)\S|\bonly:\s*true\b/g,
      "a test may not be skipped or run alone",
    )
  );

/** A test waits for what it waits for, not for time to pass. */
export const noSleepingTests: Rule = (files) =>
  files.filter(({ path }) => path.startsWith("tests/") && path.endsWith(".ts"))
    .flatMap((file) =>
      findAll(file, /\bsetTimeout\(\s*(resolve|r|done|res)\s*,|\bwaitForTimeout\(/g, "a test may not sleep")
    );

/** Playwright takes the promise itself for "yes", so such a test waits for nothing. */
export const noAsyncWaiting: Rule = (files) =>
  files.filter(({ path }) => path.startsWith("tests/") && path.endsWith(".ts"))
    .flatMap((file) =>
      findAll(file, /\bwaitForFunction\(\s*async\b/g, "waitForFunction does not wait for a promise; use waitForAnswer")
    );

/**
 * Every environment variable the program asks for is in its permissions: the others read as unset, silently.
 * @param allowed the names in deno.json
 */
export function environmentNames(allowed: readonly string[]): Rule {
  return (files) =>
    files.filter(({ path }) => /^(cli|chat|net|store|crypto|hub|ui)\/|^[a-z_]+\.ts$/.test(path) && path.endsWith(".ts"))
      .flatMap(({ path, text }) => {
        const code = withoutComments(text);
        return [...code.matchAll(/\benv(?:\.get)?\(\s*"(\w+)"/g)].filter(([, name]) => !allowed.includes(name))
          .map(({ index, 1: name }): Problem => ({
            path,
            line: lineAt(code, index),
            text: `the environment variable "${name}" is not in deno.json's permissions`,
          }));
      });
}
