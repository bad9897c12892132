/** Rules about what deno.json and deno.lock bring in. */
import type { Problem } from "./source.ts";

/** What a package says of its licence, and what it is called. */
export interface Dependency {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
}

/** The parts of deno.lock that are looked at. */
export interface Lock {
  readonly npm?: Readonly<Record<string, unknown>>;
  readonly workspace?: { readonly links?: Readonly<Record<string, unknown>> };
}

const ALLOWED = ["MIT", "ISC", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "0BSD"];
/** Used by tests alone and never shipped: a file-wise copyleft does no harm there. */
const TESTS_ONLY: Readonly<Record<string, readonly string[]>> = { "axe-core": ["MPL-2.0"] };

/** Packages whose licence is not among those the program may ship. */
export function licenceProblems(dependencies: readonly Dependency[]): Problem[] {
  return dependencies.filter(({ name, licence }) => !isAllowed(licence, [...ALLOWED, ...(TESTS_ONLY[name] ?? [])]))
    .map(({ name, version, licence }) => ({
      path: "deno.lock",
      line: 1,
      text: `the licence "${licence}" of ${name}@${version} is not one of ${ALLOWED.join(", ")}`,
    }));
}

/** An SPDX expression of OR and AND without nesting, as npm packages write it. */
function isAllowed(expression: string, allowed: readonly string[]): boolean {
  const bare = expression.replace(/[()]/g, "");
  return bare.split(/\s+OR\s+/).some((choice) => choice.split(/\s+AND\s+/).every((id) => allowed.includes(id.trim())));
}

/** `name@version` of each npm package in the lock, without the `_peer@version` tail. */
export function lockedPackages(lock: Lock): { name: string; version: string }[] {
  const keys = Object.keys(lock.npm ?? {}).map((key) => key.replace(/(?<=.@[^_]*)_.*$/, ""));
  return [...new Set(keys)].map((key) => {
    const at = key.lastIndexOf("@");
    return { name: key.slice(0, at), version: key.slice(at + 1) };
  });
}

/** Packages of JSR that no link stands in for: they would have to be fetched where JSR may not be reachable. */
export function unlinkedJsrPackages(imports: Readonly<Record<string, string>>, lock: Lock): Problem[] {
  const linked = Object.keys(lock.workspace?.links ?? {}).map((key) => key.replace(/^jsr:(@[^@]+)@.*$/, "$1"));
  return Object.values(imports).filter((specifier) => specifier.startsWith("jsr:"))
    .filter((specifier) => !linked.includes(specifier.replace(/^jsr:(@[^@]+)@.*$/, "$1")))
    .map((specifier) => ({ path: "deno.json", line: 1, text: `"${specifier}" has no stand-in in "links"` }));
}
