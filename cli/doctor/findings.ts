/** Everything `parley doctor` can find, and how bad it is; the words are in the locales as `doctor.<id>.<finding>`. */
import type { DoctorCheck } from "../../ui/api.ts";

export const FINDINGS = {
  port: {
    listening: "ok",
    "next-free": "ok",
    moved: "problem",
    free: "ok",
    taken: "ok",
    "none-free": "problem",
  },
  addresses: { one: "ok", several: "ok", "only-loopback": "problem", "no-lease": "problem", "listen-local": "problem" },
  firewall: { "came-in": "ok", "own-only": "unknown", blocked: "problem", "no-address": "unknown" },
  multicast: {
    "heard-others": "ok",
    near: "ok",
    "heard-self": "ok",
    "not-heard": "problem",
    off: "ok",
    "not-running": "unknown",
    "no-network": "unknown",
  },
  vpn: { none: "ok", present: "ok", "may-block": "unknown" },
  network: { same: "ok", elsewhere: "problem", "nothing-known": "unknown" },
  clock: { agrees: "ok", wrong: "problem", differ: "problem", nobody: "unknown" },
  certificate: { valid: "ok", soon: "problem", expired: "problem", "not-yet": "problem", revoked: "problem" },
  contact: {
    "all-linked": "ok",
    nobody: "ok",
    "not-running": "unknown",
    trying: "unknown",
    "no-address": "unknown",
    unreachable: "unknown",
    closed: "unknown",
    "refused-by-them": "problem",
    "refused-by-us": "problem",
    "wrong-peer": "problem",
    broken: "unknown",
    more: "unknown",
  },
  disk: { free: "ok", writable: "ok", low: "problem", "not-writable": "problem" },
  hub: { none: "ok" },
  nat: { "no-hub": "unknown" },
} as const satisfies Record<string, Record<string, DoctorCheck["result"]>>;

export type CheckId = keyof typeof FINDINGS;
export type Finding<Id extends CheckId> = keyof typeof FINDINGS[Id] & string;

export function found<Id extends CheckId>(
  id: Id,
  finding: Finding<Id>,
  args: Record<string, string> = {},
): DoctorCheck {
  return { id, result: FINDINGS[id][finding] as DoctorCheck["result"], finding, args };
}
