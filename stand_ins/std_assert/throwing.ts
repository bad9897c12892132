import { AssertionError, failed } from "./assertion_error.ts";

// deno-lint-ignore no-explicit-any -- the original's signature: any constructor of errors, whatever its arguments
type ErrorClass<E extends Error = Error> = abstract new (...args: any[]) => E;

/** `error` is an `Error`, of the class and with the text in its message if these are given. */
export function assertIsError<E extends Error = Error>(
  error: unknown,
  ErrorClass?: ErrorClass<E>,
  msgMatches?: string | RegExp,
  msg?: string,
): asserts error is E {
  if (!(error instanceof Error)) failed(`Expected "error" to be an Error object.`, msg);
  if (ErrorClass && !(error instanceof ErrorClass)) {
    failed(
      `Expected error to be instance of "${ErrorClass.name}", but was "${error.constructor.name}" (${error.message}).`,
      msg,
    );
  }
  const matches = typeof msgMatches === "string" ? error.message.includes(msgMatches) : msgMatches?.test(error.message);
  if (msgMatches !== undefined && !matches) {
    const how = typeof msgMatches === "string" ? `include "${msgMatches}"` : `match ${msgMatches}`;
    failed(`Expected error message to ${how}, but got "${error.message}".`, msg);
  }
}

/** `fn` throws; returns what it threw. */
export function assertThrows(fn: () => unknown, msg?: string): unknown;
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  ErrorClass: ErrorClass<E>,
  msgIncludes?: string,
  msg?: string,
): E;
export function assertThrows(
  fn: () => unknown,
  classOrMsg?: ErrorClass | string,
  msgIncludesOrMsg?: string,
  msg?: string,
): unknown {
  const wanted = expectation(classOrMsg, msgIncludesOrMsg, msg);
  let thrown: { error: unknown } | undefined;
  try {
    fn();
  } catch (error) {
    thrown = { error };
  }
  if (!thrown) failed("Expected function to throw.", wanted.msg);
  return judge(thrown.error, wanted);
}

/** The promise of `fn` is rejected; resolves to the reason. Throwing at once instead of rejecting is a failure. */
export function assertRejects(fn: () => PromiseLike<unknown>, msg?: string): Promise<unknown>;
export function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  ErrorClass: ErrorClass<E>,
  msgIncludes?: string,
  msg?: string,
): Promise<E>;
export async function assertRejects(
  fn: () => PromiseLike<unknown>,
  classOrMsg?: ErrorClass | string,
  msgIncludesOrMsg?: string,
  msg?: string,
): Promise<unknown> {
  const wanted = expectation(classOrMsg, msgIncludesOrMsg, msg);
  let promise: PromiseLike<unknown> | undefined;
  let rejected: { error: unknown } | undefined;
  try {
    promise = fn();
    await promise;
  } catch (error) {
    if (promise === undefined) failed("Function throws when expected to reject.", wanted.msg);
    rejected = { error };
  }
  if (!rejected) failed("Expected function to reject.", wanted.msg);
  return judge(rejected.error, wanted);
}

interface Expectation {
  readonly ErrorClass?: ErrorClass;
  readonly msgIncludes?: string;
  readonly msg?: string;
}

function expectation(classOrMsg?: ErrorClass | string, msgIncludesOrMsg?: string, msg?: string): Expectation {
  if (typeof classOrMsg === "string") return { msg: classOrMsg };
  return { ErrorClass: classOrMsg, msgIncludes: msgIncludesOrMsg, msg };
}

function judge(error: unknown, { ErrorClass, msgIncludes, msg }: Expectation): unknown {
  if (!ErrorClass) return error;
  if (!(error instanceof Error)) throw new AssertionError("A non-Error object was thrown or rejected.");
  assertIsError(error, ErrorClass, msgIncludes, msg);
  return error;
}
