import { signal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Message } from "../../api.ts";
import { fullTime } from "../format/time.ts";
import { html } from "../html.ts";
import { errorCode, errorText } from "../state/errors.ts";
import { versionsOf } from "../state/message_actions.ts";
import { language, t } from "../state/store.ts";

interface Shown {
  readonly message: Message;
  readonly from: HTMLElement;
  /** Asked for by a press: it has the focus, and stays until it is closed. */
  readonly held: boolean;
}

const shown = signal<Shown | null>(null);

/** Milliseconds the pointer rests before the older texts appear, so that nothing flickers on its way. */
const REST = 300;

/** "edited": resting on it or pressing it shows what was there before. */
export function EditedMark({ message }: { message: Message }) {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const show = (event: Event, held: boolean) => {
    clearTimeout(timer.current);
    shown.value = { message, from: event.currentTarget as HTMLElement, held };
  };
  const rest = (event: MouseEvent) => {
    const from = event.currentTarget as HTMLElement;
    timer.current = setTimeout(() => shown.value ??= { message, from, held: false }, REST);
  };
  const leave = () => {
    clearTimeout(timer.current);
    if (shown.peek()?.held === false) shown.value = null;
  };
  return html`
    <button class="edited" type="button" aria-haspopup="dialog" onMouseEnter=${rest} onMouseLeave=${leave}
      onClick=${(event: MouseEvent) => show(event, true)}>${t("message.edited")}</button>
  `;
}

/** The one box with older texts; outside the list, which would cut it off. */
export function VersionsBox() {
  const now = shown.value;
  return now === null ? null : html`<${Box} key=${`${now.message.id}${now.held}`} ...${now} />`;
}

function Box({ message, from, held }: Shown) {
  const box = useRef<HTMLDivElement>(null);
  const [loaded, setLoaded] = useState(false);
  useLayoutEffect(() => {
    const { left, top, bottom } = from.getBoundingClientRect();
    const { style, offsetWidth, offsetHeight } = box.current!;
    style.left = `${Math.max(8, Math.min(left, innerWidth - offsetWidth - 8))}px`;
    style.top = `${
      top - offsetHeight - 6 > 8 ? top - offsetHeight - 6 : Math.min(bottom + 6, innerHeight - offsetHeight - 8)
    }px`;
  }, [loaded]);
  useLayoutEffect(() => {
    if (held) box.current!.focus();
    const away = (event: Event) => box.current?.contains(event.target as Node) || (shown.value = null);
    addEventListener("pointerdown", away);
    addEventListener("wheel", away);
    return () => {
      removeEventListener("pointerdown", away);
      removeEventListener("wheel", away);
    };
  }, []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    shown.value = null;
    from.focus();
  };
  return html`
    <div class="versions-box" ref=${box} role=${held ? "dialog" : "tooltip"} tabindex="-1"
      aria-label=${t("message.versions")} onKeyDown=${onKeyDown}>
      <${Versions} message=${message} onLoaded=${() => setLoaded(true)} />
    </div>
  `;
}

/** What it said before, oldest first. */
export function Versions({ message, onLoaded }: { message: Message; onLoaded?: () => void }) {
  const [versions, setVersions] = useState<{ text: string; at: number }[]>([]);
  const [error, setError] = useState<string | null>(null);
  useEffect(() => {
    let stale = false;
    versionsOf(message).then(
      (found) => stale || (setVersions(found), onLoaded?.()),
      (failed) => stale || setError(errorCode(failed)),
    );
    return () => stale = true;
  }, [message.id, message.text]);
  if (error !== null) return html`<p class="problem" role="alert">${errorText(error)}</p>`;
  return html`
    <ol class="versions">
      ${versions.map(({ text, at }) =>
        html`<li key=${at}><time>${fullTime(at, language.value)}</time><span dir="auto">${text}</span></li>`
      )}
    </ol>
  `;
}
