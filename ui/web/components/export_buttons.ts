import { useState } from "preact/hooks";
import type { PeerKey } from "../../api.ts";
import { html } from "../html.ts";
import { download } from "../state/files.ts";
import { tellFailure } from "../state/failures.ts";
import { call } from "../state/program.ts";
import { language, t } from "../state/store.ts";
import { Icon } from "./icon.ts";

/** What was said, as a file: one conversation, or all of them. */
export function ExportButtons({ conversation }: { conversation?: PeerKey }) {
  const [busy, setBusy] = useState(false);
  const save = async (format: "html" | "json") => {
    setBusy(true);
    await call("history_export", { conversation, format, language: language.value }).then(download, tellFailure);
    setBusy(false);
  };
  const button = (format: "html" | "json") =>
    html`
      <button class="button" type="button" disabled=${busy} onClick=${() => save(format)}>
        <${Icon} name="download" /><span>${t(`export.${format}`)}</span>
      </button>
    `;
  return html`<div class="actions">${button("html")} ${button("json")}</div>`;
}
