import { signal } from "@preact/signals";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Message } from "../../api.ts";
import { html } from "../html.ts";
import { beginEdit, canEdit, reply } from "../state/composing.ts";
import { openDialog } from "../state/dialogs.ts";
import { isHere, revealFile, saveFile } from "../state/file_actions.ts";
import { cancel, react } from "../state/message_actions.ts";
import { isEcho } from "../state/sending.ts";
import { canWrite, isPerson, isRoomKey } from "../state/partner.ts";
import { activeConversation, partnerOf, t } from "../state/store.ts";
import { copyText } from "./copy_button.ts";
import { EmojiPicker } from "./emoji_picker.ts";
import { Icon, type IconName } from "./icon.ts";
import { moveFocus } from "./menu.ts";

interface Opened {
  readonly message: Message;
  readonly x: number;
  readonly y: number;
  /** Has the focus again afterwards. */
  readonly from: HTMLElement;
  /** Text that was chosen in the message, and the link that was pointed at. */
  readonly selected: string;
  readonly link: string | null;
}

const opened = signal<Opened | null>(null);

/** What most people answer with. */
const QUICK = ["👍", "❤️", "😂", "😮", "😢", "🙏"];

/** Distance from the edges of the window. */
const EDGE = 8;

/** At the pointer; below the message when the keyboard or its button asked. */
export function openMessageMenu(event: MouseEvent, message: Message): void {
  event.preventDefault();
  event.stopPropagation();
  const at = event.target as HTMLElement;
  const bubble = at.closest<HTMLElement>(".row")?.querySelector<HTMLElement>(".bubble");
  if (bubble === null || bubble === undefined) return;
  const chosen = getSelection();
  const inside = chosen !== null && !chosen.isCollapsed && bubble.contains(chosen.anchorNode);
  const box = at.closest(".tools")?.getBoundingClientRect();
  opened.value = {
    message,
    from: bubble,
    selected: inside ? chosen.toString() : "",
    link: at.closest("a")?.href ?? null,
    x: box?.left ?? event.clientX,
    y: box?.bottom ?? event.clientY,
  };
}

/** The one menu of that kind; outside the list, which would cut it off. */
export function MessageMenu() {
  const shown = opened.value;
  if (shown === null) return null;
  // It may be sent, or told under its own id, while one chooses.
  const message =
    activeConversation.value.messages.find(({ id, client }) =>
      id === shown.message.id || client === shown.message.id
    ) ?? shown.message;
  return html`<${Shown} key=${shown.message.id} ...${shown} message=${message} />`;
}

interface Item {
  readonly icon: IconName;
  readonly text: string;
  readonly run: () => void;
  readonly danger?: boolean;
}

/** A room that is only to read takes no answers either. */
function isOpen({ conversation }: Message): boolean {
  const partner = partnerOf(conversation);
  return partner !== undefined && (isPerson(partner) || canWrite(partner));
}

function itemsOf({ message, selected, link }: Opened): Item[] {
  const { kind, deleted, direction, status } = message;
  const echo = isEcho(message);
  const open = isOpen(message);
  // What is signed for a room may be with others at once: there it can only be deleted.
  const may_cancel = direction === "out" && status === "queued" && (echo || !isRoomKey(message.conversation));
  const words = kind === "text" && !deleted;
  const file = deleted || echo ? undefined : message.file;
  const items: (Item | false)[] = [
    open && (words && !echo || file !== undefined) &&
    { icon: "reply", text: t("message.reply"), run: () => reply(message) },
    selected !== "" && { icon: "copy", text: t("message.copy_selected"), run: () => void copyText(selected) },
    link !== null && { icon: "copy", text: t("message.copy_link"), run: () => void copyText(link) },
    words && { icon: "copy", text: t("message.copy"), run: () => void copyText(message.text) },
    open && !echo && canEdit(message) && { icon: "pencil", text: t("message.edit"), run: () => beginEdit(message) },
    (words || file !== undefined && isHere(file)) && {
      icon: "forward",
      text: t("message.forward"),
      run: () => openDialog({ kind: "message", what: "forward", message }),
    },
    file !== undefined && isHere(file) && { icon: "folder", text: t("file.reveal"), run: () => revealFile(file) },
    file !== undefined && isHere(file) && file.type === "file" && {
      icon: "download",
      text: t("file.save"),
      run: () => saveFile(file),
    },
    { icon: "info", text: t("message.info"), run: () => openDialog({ kind: "message", what: "info", message }) },
    may_cancel && {
      icon: "close",
      text: t("message.cancel"),
      run: () => cancel(message),
      danger: true,
    },
    !echo && !may_cancel && {
      icon: "trash",
      text: t("message.delete"),
      run: () => openDialog({ kind: "message", what: "delete", message }),
      danger: true,
    },
  ];
  return items.filter((item) => item !== false);
}

function Shown(menu: Opened) {
  const { message, x, y, from } = menu;
  const box = useRef<HTMLDivElement>(null);
  const [picking, setPicking] = useState(false);
  const items = itemsOf(menu);
  const can_react = (message.kind === "text" || message.file !== undefined) && !message.deleted && !isEcho(message) &&
    message.status !== "failed" && isOpen(message);
  const mine = message.reactions?.find((reaction) => reaction.mine)?.emoji;
  const column = () => [...box.current!.querySelectorAll<HTMLElement>(".menu-items button")];
  const row = () => [...box.current!.querySelectorAll<HTMLElement>(".quick button")];
  const close = () => {
    opened.value = null;
    from.focus({ preventScroll: true });
  };
  useLayoutEffect(() => {
    const { style, offsetWidth, offsetHeight } = box.current!;
    style.left = `${Math.max(EDGE, Math.min(x, innerWidth - offsetWidth - EDGE))}px`;
    style.top = `${Math.max(EDGE, Math.min(y, innerHeight - offsetHeight - EDGE))}px`;
  }, [picking]);
  useLayoutEffect(() => {
    column()[0]?.focus();
    const away = () => opened.value = null;
    const outside = (event: Event) => box.current!.contains(event.target as Node) || away();
    addEventListener("pointerdown", outside);
    addEventListener("resize", away);
    addEventListener("wheel", outside);
    return () => {
      removeEventListener("pointerdown", outside);
      removeEventListener("resize", away);
      removeEventListener("wheel", outside);
    };
  }, []);
  const onKeyDown = (event: KeyboardEvent) => {
    const quick = row();
    const at = quick.indexOf(document.activeElement as HTMLElement);
    if (event.key === "Escape" || event.key === "Tab") {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (at >= 0 && (event.key === "ArrowLeft" || event.key === "ArrowRight")) {
      quick[(at + (event.key === "ArrowLeft" ? quick.length - 1 : 1)) % quick.length].focus();
    } else if (at >= 0 && event.key === "ArrowDown") column()[0]?.focus();
    else if (event.key === "ArrowUp" && document.activeElement === column()[0]) quick[0]?.focus();
    else return moveFocus(event, column());
    event.preventDefault();
  };
  const answer = (emoji: string) => {
    close();
    void react(message, emoji);
  };
  if (picking) {
    return html`
      <div class="menu-list message-menu picking" ref=${box}>
        <${EmojiPicker} onChoose=${answer} onClose=${close} />
      </div>
    `;
  }
  return html`
    <div class="menu-list message-menu" role="menu" aria-label=${t("message.menu")} ref=${box} onKeyDown=${onKeyDown}
      onContextMenu=${(event: Event) => event.preventDefault()}>
      ${can_react && html`
        <div class="quick" role="group" aria-label=${t("message.react")}>
          ${QUICK.map((emoji) =>
            html`
              <button key=${emoji} type="button" role="menuitemradio" aria-checked=${emoji === mine} tabindex="-1"
                aria-label=${t("message.react_with", { emoji })} onClick=${() => answer(emoji)}>${emoji}</button>
            `
          )}
          <button type="button" role="menuitem" tabindex="-1" aria-label=${t("message.react_more")}
            title=${t("message.react_more")} onClick=${() => setPicking(true)}><${Icon} name="smile" /></button>
        </div>
      `}
      <div class="menu-items" role="group">
        ${items.map(({ icon, text, run, danger }) =>
          html`
            <button key=${text} type="button" role="menuitem" tabindex="-1" class=${danger ? "danger" : ""}
              onClick=${() => (close(), run())}><${Icon} name=${icon} />${text}</button>
          `
        )}
      </div>
    </div>
  `;
}
