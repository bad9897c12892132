import { html } from "../html.ts";
import { keyCaps, PAGE_SHORTCUTS, PART_SHORTCUTS } from "../state/shortcuts.ts";
import { isKey, type Key } from "../locales/mod.ts";
import { settings, t } from "../state/store.ts";
import { Modal } from "./modal.ts";

const MAC = /Mac|iPhone|iPad/.test(navigator.platform);

type Rows = Readonly<Record<string, readonly string[]>>;

/** All keys: `?` or F1. */
export function KeyboardHelp() {
  return html`
    <${Modal} title=${t("keys.title")} wide>
      <${Section} title=${t("keys.part_page")} rows=${PAGE_SHORTCUTS} />
      <${Section} title=${t("keys.part_list")} rows=${PART_SHORTCUTS.list} />
      <${Section} title=${t("keys.part_writing")} rows=${writing()} />
      <${Section} title=${t("keys.part_messages")} rows=${PART_SHORTCUTS.messages} />
      <//>
  `;
}

/** As the user has chosen it. */
function writing(): Rows {
  if (settings.value.send_key === "enter") return PART_SHORTCUTS.writing;
  return { ...PART_SHORTCUTS.writing, write_send: ["Ctrl+Enter"], write_line: ["Enter"] };
}

function Section({ title, rows }: { title: string; rows: Rows }) {
  return html`
    <section>
      <h3>${title}</h3>
      <dl class="keys">
        ${Object.entries(rows).map(([id, all]) =>
          html`
            <div key=${id} data-shortcut=${id}>
              <dt>${textOf(id)}</dt>
              <dd>${all.map((keys) => html`<${Keys} key=${keys} keys=${keys} />`)}</dd>
            </div>
          `
        )}
      </dl>
    </section>
  `;
}

function textOf(id: string): string {
  const key = `keys.${id}`;
  return isKey(key) ? t(key satisfies Key) : id;
}

function Keys({ keys }: { keys: string }) {
  return html`<kbd class="combination">${keyCaps(keys, MAC).map((cap) => html`<kbd>${cap}</kbd>`)}</kbd>`;
}
