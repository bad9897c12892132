/** Stand-in for `jsr:@std/assert`: the same names and arguments over `node:assert`. See ../README.md. */
export { AssertionError } from "./assertion_error.ts";
export { assertEquals, assertNotEquals, assertNotStrictEquals, assertStrictEquals, equal } from "./equality.ts";
export { assertIsError, assertRejects, assertThrows } from "./throwing.ts";
export {
  assert,
  assertAlmostEquals,
  assertArrayIncludes,
  assertExists,
  assertFalse,
  assertGreater,
  assertGreaterOrEqual,
  assertInstanceOf,
  assertLess,
  assertLessOrEqual,
  assertMatch,
  assertNotInstanceOf,
  assertNotMatch,
  assertObjectMatch,
  assertStringIncludes,
  fail,
  unimplemented,
  unreachable,
} from "./values.ts";
