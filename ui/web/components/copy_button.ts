import { useEffect, useState } from "preact/hooks";
import { html } from "../html.ts";
import { announcement } from "../state/dialogs.ts";
import { t } from "../state/store.ts";
import { Icon } from "./icon.ts";

/** @returns false when the browser does not let the page copy */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    announcement.value = t("common.copied");
    return true;
  } catch {
    return false;
  }
}

interface Props {
  readonly text: string;
  readonly label: string;
  /** With words on it; else an icon only. */
  readonly wide?: boolean;
}

export function CopyButton({ text, label, wide = false }: Props) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2_000);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => setCopied(await copyText(text));
  return html`
    <button class=${wide ? "button primary" : "icon-button small"} type="button" onClick=${copy}
      aria-label=${wide ? undefined : label} title=${copied ? t("common.copied") : label}>
      <${Icon} name=${copied ? "check" : "copy"} />
      ${wide && html`<span>${copied ? t("common.copied") : label}</span>`}
    </button>
  `;
}
