import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Contact } from "../../api.ts";
import { html } from "../html.ts";
import { sendText } from "../state/actions.ts";
import { keepDraft, readDraft } from "../state/drafts.ts";
import { settings, t } from "../state/store.ts";
import { unblock } from "./chat_header.ts";
import { Icon } from "./icon.ts";

/** Where a message is written. Give it the contact's key as `key`: every conversation has its own draft. */
export function Composer({ contact }: { contact: Contact }) {
  const [text, setText] = useState(() => readDraft(contact.key));
  const field = useRef<HTMLTextAreaElement>(null);
  const with_ctrl = settings.value.send_key === "ctrl-enter";

  useLayoutEffect(() => {
    const area = field.current;
    if (area === null) return;
    area.style.height = "auto"; // so that scrollHeight can also become smaller; CSS has the largest height
    area.style.height = `${area.scrollHeight}px`;
  }, [text]);
  useLayoutEffect(() => {
    // On a touch screen the keyboard would cover the conversation that was just opened.
    if (matchMedia("(hover: hover)").matches) field.current?.focus();
  }, []);

  const change = (next: string) => {
    setText(next);
    keepDraft(contact.key, next);
  };
  const send = () => {
    if (text.trim() === "") return;
    sendText(contact.key, text.replace(/\s+$/u, ""));
    setText("");
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // While an input method composes, Enter belongs to it.
    if (event.key !== "Enter" || event.isComposing || event.shiftKey || event.altKey) return;
    if (with_ctrl && !event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    send();
  };
  if (contact.blocked) return html`<${Blocked} contact=${contact} />`;
  const hint = t(with_ctrl ? "composer.hint_ctrl_enter" : "composer.hint_enter");
  return html`
    <div class="composer">
      <div class="field">
        <textarea ref=${field} rows="1" dir="auto" value=${text} placeholder=${t("composer.placeholder")} title=${hint}
          aria-label=${t("composer.label", { name: contact.name })} onKeyDown=${onKeyDown}
          onInput=${(event: InputEvent) => change((event.target as HTMLTextAreaElement).value)}></textarea>
      </div>
      <button class="send" type="button" aria-label=${t("composer.send")} title=${t("composer.send")}
        disabled=${text.trim() === ""} onClick=${send}><${Icon} name="send" /></button>
    </div>
  `;
}

function Blocked({ contact }: { contact: Contact }) {
  return html`
    <div class="composer composer-blocked">
      <p>${t("chat.blocked", { name: contact.name })}</p>
      <button class="button" type="button" onClick=${() => unblock(contact.key)}>${t("chat.unblock")}</button>
    </div>
  `;
}
