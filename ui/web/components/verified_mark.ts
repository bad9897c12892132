import type { Contact } from "../../api.ts";
import { html } from "../html.ts";
import { t } from "../state/store.ts";

/** Beside a name: the safety number was compared, or the key has changed since. Nothing for everybody else. */
export function TrustMark({ contact }: { contact: Contact }) {
  if (contact.key_changed) return html`<${Mark} kind="changed" text=${t("trust.key_changed")} />`;
  return contact.verified ? html`<${Mark} kind="verified" text=${t("trust.verified")} />` : null;
}

const PATHS = {
  verified:
    "M8 1.500l5.500 2v4.200c0 3.300-2.200 5.700-5.500 7-3.300-1.300-5.500-3.700-5.500-7V3.500zM5.500 8l1.800 1.800L10.700 6.400",
  changed: "M8 1.800l6.800 12.400H1.200zM8 6v4M8 12v.01",
};

function Mark({ kind, text }: { kind: keyof typeof PATHS; text: string }) {
  return html`
    <span class="trust-mark trust-${kind}" role="img" aria-label=${text} title=${text}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d=${PATHS[kind]} />
      </svg>
    </span>
  `;
}
