import { deepStrictEqual } from "node:assert";
import { isDeepStrictEqual } from "node:util";
import { failed, show } from "./assertion_error.ts";

/** node's line-by-line difference is quadratic: a failed comparison of two megabytes must not take minutes. */
const MAX_DIFF_CHARACTERS = 20_000;

/** Whether two values have the same structure and the same leaves. */
export function equal(a: unknown, b: unknown): boolean {
  return isDeepStrictEqual(a, b);
}

/** `actual` has the same structure and the same leaves as `expected`. */
export function assertEquals<T>(actual: T, expected: T, msg?: string): void {
  if (!equal(actual, expected)) failed(`Values are not equal.\n${difference(actual, expected)}`, msg);
}

/** `actual` differs from `expected` somewhere. */
export function assertNotEquals<T>(actual: T, expected: T, msg?: string): void {
  if (equal(actual, expected)) failed(`Expected actual: ${show(actual)} not to be: ${show(expected)}.`, msg);
}

/** `actual` is the very value `expected` (`Object.is`). */
export function assertStrictEquals<T>(actual: unknown, expected: T, msg?: string): asserts actual is T {
  if (!Object.is(actual, expected)) {
    failed(`Values are not strictly equal.\n    actual: ${show(actual)}\n  expected: ${show(expected)}`, msg);
  }
}

/** `actual` is not the very value `expected`. */
export function assertNotStrictEquals<T>(actual: T, expected: T, msg?: string): void {
  if (Object.is(actual, expected)) failed(`Expected "actual" to not be strictly equal to: ${show(actual)}.`, msg);
}

function difference(actual: unknown, expected: unknown): string {
  const [left, right] = [show(actual), show(expected)];
  const plain = `    actual: ${left}\n  expected: ${right}`;
  if (left.length + right.length > MAX_DIFF_CHARACTERS || sizeOf(actual) + sizeOf(expected) > MAX_DIFF_CHARACTERS) {
    return plain;
  }
  try {
    deepStrictEqual(actual, expected);
  } catch (error) {
    if (error instanceof Error) return error.message;
  }
  return plain;
}

function sizeOf(value: unknown): number {
  if (typeof value === "string" || Array.isArray(value)) return value.length;
  return ArrayBuffer.isView(value) ? value.byteLength : 0;
}
