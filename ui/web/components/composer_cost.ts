import { useState } from "preact/hooks";
import type { Contact } from "../../api.ts";
import { html } from "../html.ts";
import { tellFailure } from "../state/failures.ts";
import { call } from "../state/program.ts";
import { t } from "../state/store.ts";
import { Icon } from "./icon.ts";

/** What is left is shown from here on, before it surprises. */
const FEW = 20;
/** What one press allows more; also what a new contact begins with. */
const MORE = 1_000;

/** LIM-3: what this message costs, once that is more than the usual. */
export function CostLine({ packets, left }: { packets: number; left: number | null }) {
  if (packets < 2 && (left === null || left > FEW)) return null;
  if (left !== null && left < packets) return null; // there is more to say: the bar above
  const text = left === null
    ? t("composer.cost_unlimited", { count: packets })
    : t("composer.cost", { count: packets, left });
  return html`<p class="cost">${text}</p>`;
}

interface Props {
  readonly contact: Contact;
  readonly packets: number;
  readonly empty: boolean;
}

/** LIM-4: why nothing more can be sent, and what to do about it. */
export function BudgetBar({ contact: { key, name, messages_left: left }, packets, empty }: Props) {
  const [busy, setBusy] = useState(false);
  if (left === null || (left > 0 && (empty || packets <= left))) return null;
  const allow = async () => {
    setBusy(true);
    await call("limits_grant", { conversation: key, messages: left + Math.max(MORE, packets) }).catch(tellFailure);
    setBusy(false);
  };
  return html`
    <div class="budget-bar" role="alert">
      <${Icon} name="warning" />
      <p>${left === 0
        ? t("composer.exhausted", { name })
        : t("composer.too_costly", { count: packets, left, name })}</p>
      <button class="button" type="button" disabled=${busy}
        onClick=${allow}>${t("composer.allow_more", { count: Math.max(MORE, packets) })}</button>
    </div>
  `;
}
