import { failed, show } from "./assertion_error.ts";
import { equal } from "./equality.ts";

// deno-lint-ignore no-explicit-any -- the original's signature: any constructor, whatever its arguments
type AnyConstructor = abstract new (...args: any[]) => any;

/** `expr` is truthy. */
export function assert(expr: unknown, msg = ""): asserts expr {
  if (!expr) failed(msg || "Assertion failed.");
}

/** `expr` is falsy. */
export function assertFalse(expr: unknown, msg = ""): void {
  if (expr) failed(msg || "Expected a falsy value.");
}

/** `actual` is neither null nor undefined. */
export function assertExists<T>(actual: T, msg?: string): asserts actual is NonNullable<T> {
  if (actual === undefined || actual === null) {
    failed(`Expected actual: "${actual}" to not be null or undefined.`, msg);
  }
}

/** `actual` was made by the class. */
export function assertInstanceOf<T extends AnyConstructor>(
  actual: unknown,
  expectedType: T,
  msg?: string,
): asserts actual is InstanceType<T> {
  if (!(actual instanceof expectedType)) {
    failed(`Expected object to be an instance of "${expectedType.name}" but was ${show(actual)}.`, msg);
  }
}

/** `actual` was not made by the class. */
export function assertNotInstanceOf<A, T>(
  actual: A,
  unexpectedType: abstract new (...args: never[]) => T,
  msg?: string,
): asserts actual is Exclude<A, T> {
  if (actual instanceof unexpectedType) failed(`Expected object not to be "${unexpectedType.name}".`, msg);
}

/** `actual` contains the text `expected`. */
export function assertStringIncludes(actual: string, expected: string, msg?: string): void {
  if (!actual.includes(expected)) failed(`Expected actual: "${actual}" to contain: "${expected}".`, msg);
}

/** `actual` contains each of `expected`, in any order. */
export function assertArrayIncludes<T>(actual: ArrayLike<T>, expected: ArrayLike<T>, msg?: string): void {
  const missing = Array.from(expected).filter((wanted) => !Array.from(actual).some((item) => equal(item, wanted)));
  if (missing.length > 0) {
    failed(`Expected actual: "${show(actual)}" to include: "${show(expected)}", missing: ${show(missing)}.`, msg);
  }
}

/** `actual` has at least what `expected` has, at every depth. */
export function assertObjectMatch(
  // deno-lint-ignore no-explicit-any -- the original's signature
  actual: Record<PropertyKey, any>,
  expected: Record<PropertyKey, unknown>,
  msg?: string,
): void {
  if (!matches(actual, expected)) {
    failed(`Object does not match.\n    actual: ${show(actual)}\n  expected: ${show(expected)}`, msg);
  }
}

function matches(actual: unknown, expected: unknown): boolean {
  if (typeof expected !== "object" || expected === null) return equal(actual, expected);
  if (typeof actual !== "object" || actual === null) return false;
  if (Array.isArray(expected)) {
    return Array.isArray(actual) && expected.length <= actual.length &&
      expected.every((item, i) => matches(actual[i], item));
  }
  if (!isPlain(expected)) return equal(actual, expected);
  return Object.entries(expected).every(([key, value]) =>
    key in actual && matches((actual as Record<string, unknown>)[key], value)
  );
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** `actual` matches the expression. */
export function assertMatch(actual: string, expected: RegExp, msg?: string): void {
  if (!expected.test(actual)) failed(`Expected actual: "${actual}" to match: "${expected}".`, msg);
}

/** `actual` does not match the expression. */
export function assertNotMatch(actual: string, expected: RegExp, msg?: string): void {
  if (expected.test(actual)) failed(`Expected actual: "${actual}" to not match: "${expected}".`, msg);
}

/** `actual > expected`. */
export function assertGreater<T>(actual: T, expected: T, msg?: string): void {
  if (!(actual > expected)) failed(`Expect ${show(actual)} > ${show(expected)}.`, msg);
}

/** `actual >= expected`. */
export function assertGreaterOrEqual<T>(actual: T, expected: T, msg?: string): void {
  if (!(actual >= expected)) failed(`Expect ${show(actual)} >= ${show(expected)}.`, msg);
}

/** `actual < expected`. */
export function assertLess<T>(actual: T, expected: T, msg?: string): void {
  if (!(actual < expected)) failed(`Expect ${show(actual)} < ${show(expected)}.`, msg);
}

/** `actual <= expected`. */
export function assertLessOrEqual<T>(actual: T, expected: T, msg?: string): void {
  if (!(actual <= expected)) failed(`Expect ${show(actual)} <= ${show(expected)}.`, msg);
}

/** `actual` is as near to `expected` as the tolerance says. */
export function assertAlmostEquals(actual: number, expected: number, tolerance?: number, msg?: string): void {
  if (Object.is(actual, expected)) return;
  const allowed = tolerance ?? (Number.isFinite(expected) ? Math.abs(expected * 1e-7) : 1e-7);
  if (!(Math.abs(expected - actual) <= allowed)) {
    failed(`Expected actual: "${actual}" to be close to "${expected}": delta is not within "${allowed}".`, msg);
  }
}

/** Fails always. */
export function fail(msg?: string): never {
  failed("Failed assertion.", msg);
}

/** This line must not be reached. */
export function unreachable(msg?: string): never {
  failed("Unreachable.", msg);
}

/** This is not written yet. */
export function unimplemented(msg?: string): never {
  failed("Unimplemented.", msg);
}
