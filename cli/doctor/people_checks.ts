/** Why each contact is not linked. */
import type { DoctorCheck } from "../../ui/api.ts";
import type { CloseCode } from "../../net/mod.ts";
import type { ContactFacts, Facts } from "./facts.ts";
import { found } from "./findings.ts";

/** Contacts that are listed one by one. */
const MOST = 20;

/** Nobody was there, or not for long enough. */
const BROKEN: ReadonlySet<CloseCode> = new Set([
  "connection-lost",
  "handshake-timeout",
  "stalled",
  "going-away",
  "duplicate",
  "too-many-links",
  "rekey",
  "internal",
]);
/** What is wrong is who answers at that address, not the contact. */
const SOMEBODY_ELSE: ReadonlySet<CloseCode> = new Set(["wrong-peer", "wrong-protocol", "self"]);
/** As {@link SOMEBODY_ELSE} when it is we who find it: of the contact themselves we know the authority. */
const NOT_THEM: ReadonlySet<CloseCode> = new Set(["unknown-authority", "no-certificate", "bad-certificate"]);

const ORDER: readonly DoctorCheck["result"][] = ["problem", "unknown", "ok"];

export function checkContacts({ contacts, running }: Facts): DoctorCheck[] {
  if (contacts.length === 0) return [found("contact", "nobody")];
  if (!running) return [found("contact", "not-running")];
  const away = contacts.filter(({ linked }) => !linked);
  if (away.length === 0) return [found("contact", "all-linked", { count: String(contacts.length) })];
  const all = away.map(checkContact).sort((a, b) => ORDER.indexOf(a.result) - ORDER.indexOf(b.result));
  const more = all.length - MOST;
  return more > 0 ? [...all.slice(0, MOST), found("contact", "more", { count: String(more) })] : all;
}

function checkContact({ name, hosts, attempt }: ContactFacts): DoctorCheck {
  if (attempt === undefined) return found("contact", hosts.length === 0 ? "no-address" : "trying", { name });
  const { code, by, address, closed } = attempt;
  const where = address?.host ?? hosts.join(", ");
  if (code === "unreachable") {
    if (where === "") return found("contact", "no-address", { name });
    return found("contact", closed ? "closed" : "unreachable", { name, address: where });
  }
  if (SOMEBODY_ELSE.has(code) || (by === "us" && NOT_THEM.has(code))) {
    return found("contact", "wrong-peer", { name, address: where });
  }
  if (BROKEN.has(code)) return found("contact", "broken", { name, code });
  return found("contact", by === "us" ? "refused-by-us" : "refused-by-them", { name, code });
}
