import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Contact, Room } from "../../api.ts";
import { packetsOf } from "../format/cost.ts";
import { html } from "../html.ts";
import { beginEdit, editing, endEdit, lastEditable, replyOf, useAsComposer } from "../state/composing.ts";
import { openDialog } from "../state/dialogs.ts";
import { dropDraft, keepDraft, readDraft, wholeDraftOf } from "../state/drafts.ts";
import { edit } from "../state/message_actions.ts";
import { tellProblem } from "../state/failures.ts";
import { isPerson, isRoom, messagesLeft, type Partner } from "../state/partner.ts";
import { isOver } from "../state/rooms.ts";
import { sendText } from "../state/sending.ts";
import { settings, t } from "../state/store.ts";
import { stopTyping, typed } from "../state/typing.ts";
import { unblock } from "./chat_header.ts";
import { BudgetBar, CostLine } from "./composer_cost.ts";
import { AboutBar } from "./composer_about.ts";
import { AttachButton } from "./attach_button.ts";
import { EmojiButton } from "./emoji_button.ts";
import { Icon } from "./icon.ts";
import { useMentions } from "./mention_list.ts";
import { useShortcut } from "../state/use_shortcut.ts";

/** Where a message is written. Give it the partner's key as `key`: every conversation has its own draft. */
export function Composer({ partner }: { partner: Partner }) {
  if (isRoom(partner)) {
    return isOver(partner) ? html`<${RoomOver} room=${partner} />` : html`<${Field} partner=${partner} />`;
  }
  const contact = partner;
  if (contact.blocked) return html`<${Blocked} contact=${contact} />`;
  if (contact.state === "request" || contact.key_changed) {
    const why = contact.key_changed ? "key_changed" : "request";
    return html`
      <div class="composer composer-off">
        <p>${t(`composer.${why}`, { name: contact.name })}</p>
      </div>
    `;
  }
  return html`<${Field} partner=${contact} />`;
}

function Field({ partner }: { partner: Partner }) {
  const { key, name } = partner;
  const left = messagesLeft(partner);
  const draft = wholeDraftOf(key);
  const changed = editing.value?.conversation === key ? editing.value : null;
  const [text, setText] = useState(() => changed?.text ?? draft.text);
  const field = useRef<HTMLTextAreaElement>(null);
  const with_ctrl = settings.value.send_key === "ctrl-enter";
  const packets = packetsOf(text);
  const affordable = left === null || packets <= left;
  const empty = text.trim() === "";

  useLayoutEffect(() => {
    const area = field.current!;
    area.style.height = "auto"; // so that scrollHeight can also become smaller; CSS has the largest height
    area.style.height = `${area.scrollHeight}px`;
  }, [text]);
  useLayoutEffect(() => {
    // On a touch screen the keyboard would cover the conversation that was just opened.
    if (matchMedia("(hover: hover)").matches) field.current!.focus();
    return useAsComposer(field.current!);
  }, []);
  useEffect(() => () => stopTyping(), []);
  // Another window wrote on. White space alone is no draft, and stays here.
  useLayoutEffect(() => {
    if (changed === null && draft.text !== (empty ? "" : text)) setText(draft.text);
  }, [draft]);
  const edited = useRef(changed?.id);
  useLayoutEffect(() => {
    if (edited.current === changed?.id) return;
    edited.current = changed?.id;
    setText(changed?.text ?? readDraft(key).text);
  }, [changed]);

  const change = (next: string) => {
    setText(next);
    if (changed !== null) return;
    keepDraft(key, { text: next });
    if (next.trim() === "") stopTyping();
    else typed(key);
  };
  const done = text.replace(/\s+$/u, "");
  const finish = () => {
    if (changed === null) {
      sendText(key, { text: done, reply: replyOf(key) });
      dropDraft(key);
      stopTyping(true);
      setText("");
    } else {
      endEdit();
      if (done !== changed.text) {
        void edit(changed, done).then((saved) => {
          if (saved || readDraft(key).text !== "") return;
          keepDraft(key, { text: done }); // refused: what was written is not lost
        });
      }
    }
    field.current?.focus();
  };
  const send = () => {
    if (empty || !affordable) return;
    if (packets > 1 && isPerson(partner)) openDialog({ kind: "message", what: "cost", key, packets, send: finish });
    else finish();
  };
  const insert = (text: string) => {
    field.current!.focus();
    document.execCommand("insertText", false, text); // so that Ctrl+Z takes it back
  };
  const names = useMentions(isRoom(partner) ? partner : null, field, insert);
  const onKeyDown = (event: KeyboardEvent) => {
    if (names.onKeyDown(event)) return;
    if (event.key === "ArrowUp" && text === "" && !event.shiftKey && !event.ctrlKey && !event.altKey) {
      const last = lastEditable(key);
      if (last === undefined) return;
      event.preventDefault();
      return beginEdit(last);
    }
    if (event.key === "Escape" && !event.isComposing && (changed !== null || draft.reply_to !== null)) {
      event.stopPropagation();
      if (changed !== null) endEdit();
      else keepDraft(key, { reply_to: null });
      return;
    }
    // While an input method composes, Enter belongs to it.
    if (event.key !== "Enter" || event.isComposing || event.shiftKey || event.altKey) return;
    if (with_ctrl && !event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    send();
  };
  const hint = t(with_ctrl ? "composer.hint_ctrl_enter" : "composer.hint_enter");
  const action = t(changed === null ? "composer.send" : "composer.edit_save");
  return html`
    <div class="composer-area">
      ${isPerson(partner) && html`<${BudgetBar} contact=${partner} packets=${packets} empty=${empty} />`}
      <div class="composer">
        <div class="field">
          ${names.list}
          <${AboutBar} partner=${partner} />
          <div class="field-line">
            ${isPerson(partner) ? html`<${AttachButton} of=${key} />` : html`<${NoFiles} />`}
            <${EmojiButton} onChoose=${insert} />
            <textarea ref=${field} rows="1" dir="auto" value=${text} placeholder=${t("composer.placeholder")}
              title=${hint} aria-label=${t("composer.label", { name })} ...${names.attributes} onKeyDown=${onKeyDown}
              onKeyUp=${names.look} onClick=${names.look} onBlur=${names.close}
              onInput=${(event: InputEvent) => {
                change((event.target as HTMLTextAreaElement).value);
                names.look();
              }}></textarea>
          </div>
          ${isPerson(partner) && html`<${CostLine} packets=${packets} left=${left} />`}
        </div>
        <button class="send" type="button" aria-label=${action} title=${action}
          disabled=${empty || !affordable} onClick=${send}><${Icon} name=${changed === null
            ? "send"
            : "check"} /></button>
      </div>
    </div>
  `;
}

function Blocked({ contact }: { contact: Contact }) {
  return html`
    <div class="composer composer-off">
      <p>${t("chat.blocked", { name: contact.name })}</p>
      <button class="button" type="button" onClick=${() => unblock(contact.key)}>${t("chat.unblock")}</button>
    </div>
  `;
}

/** Only to read: why, and the way out of the list. */
function RoomOver({ room }: { room: Room }) {
  const why = room.state === "removed" ? "room.state_removed" : "room.state_left";
  return html`
    <div class="composer composer-off">
      <p>${t(why)}</p>
      <button class="button" type="button" onClick=${() => openDialog({ kind: "room_forget", key: room.key })}>${t(
        "room.forget",
      )}</button>
    </div>
  `;
}

/** The key for files says why there are none here. */
function NoFiles() {
  useShortcut("attach", () => tellProblem("room.no_files"));
  return null;
}
