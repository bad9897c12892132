import { assert, assertEquals } from "@std/assert";
import { TrustStore } from "../../crypto/trust.ts";
import type { Scope, TrustedRoot } from "../../crypto/types.ts";

const TEAM = "a".repeat(64);
const FRIEND = "b".repeat(64);

function root(fingerprint: string, scope: Scope): TrustedRoot {
  return { fingerprint, certificate: "", name: "root", scope };
}

function store(): TrustStore {
  const trust = new TrustStore();
  trust.setRoots([root(TEAM, { kind: "members" }), root(FRIEND, { kind: "only", ids: ["7"] })]);
  return trust;
}

Deno.test("an empty trust store admits nobody", () => {
  const trust = new TrustStore();
  assertEquals(trust.roots(), []);
  assert(!trust.inScope({ root: TEAM, id: "1" }));
});

Deno.test("a members root lets in any id, a friend's root only the ids named", () => {
  const trust = store();
  assert(trust.inScope({ root: TEAM, id: "1" }));
  assert(trust.inScope({ root: TEAM, id: "1099511627775" }));
  assert(trust.inScope({ root: FRIEND, id: "7" }));
  assert(!trust.inScope({ root: FRIEND, id: "70" }));
  assert(!trust.inScope({ root: FRIEND, id: "1" }));
});

Deno.test("the same id under another root is another person", () => {
  const trust = store();
  assert(!trust.inScope({ root: "c".repeat(64), id: "7" }));
  trust.setBlocked([`7.${FRIEND}`]);
  assert(!trust.isAllowed({ root: FRIEND, id: "7" }));
  assert(trust.isAllowed({ root: TEAM, id: "7" }));
});

Deno.test("a root taken away lets nobody in any more and takes its revocations along", () => {
  const trust = store();
  trust.setRevoked(TEAM, new Set(["ab"]));
  trust.setRoots([root(FRIEND, { kind: "only", ids: [] })]);
  assert(!trust.inScope({ root: TEAM, id: "1" }));
  assert(!trust.inScope({ root: FRIEND, id: "7" }));
  assert(!trust.isRevoked(TEAM, "ab"));
});

Deno.test("a serial is revoked under its own root only, and a newer list replaces the older", () => {
  const trust = store();
  trust.setRevoked(TEAM, new Set(["ab", "cd"]));
  assert(trust.isRevoked(TEAM, "ab"));
  assert(!trust.isRevoked(FRIEND, "ab"));
  trust.setRevoked(TEAM, new Set(["cd", "ef"]));
  assert(!trust.isRevoked(TEAM, "ab"));
  assert(trust.isRevoked(TEAM, "ef"));
});

Deno.test("the allow-list counts only while it is on, and a block is stronger", () => {
  const trust = store();
  const anna = { root: TEAM, id: "1" };
  assert(trust.isAllowed(anna));
  trust.setAllowed([]);
  assert(!trust.isAllowed(anna));
  trust.setAllowed([`1.${TEAM}`]);
  assert(trust.isAllowed(anna));
  trust.setBlocked([`1.${TEAM}`]);
  assert(!trust.isAllowed(anna));
  trust.setAllowed(undefined);
  assert(!trust.isAllowed(anna));
  trust.setBlocked([]);
  assert(trust.isAllowed(anna));
});

Deno.test("sets handed in may change afterwards without changing trust", () => {
  const trust = store();
  const serials = new Set(["ab"]);
  trust.setRevoked(TEAM, serials);
  serials.clear();
  assert(trust.isRevoked(TEAM, "ab"));
});
