import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Message } from "../../api.ts";
import { dayName } from "../format/time.ts";
import { html } from "../html.ts";
import { authorName } from "../state/authors.ts";
import { focusComposer, reply } from "../state/composing.ts";
import { eventText } from "../state/errors.ts";
import { target } from "../state/jump.ts";
import { canWrite, isPerson, type Partner } from "../state/partner.ts";
import { loadMore, loadNewest } from "../state/pages.ts";
import { markSeen, readingAt } from "../state/reading.ts";
import { type Row, rowsOf, shownAt } from "../state/rows.ts";
import { activeConversation, language, t, today } from "../state/store.ts";
import { Bubble } from "./bubble.ts";
import { ConnectionLine } from "./connection_line.ts";
import { DayLine, FloatingDay } from "./day_line.ts";
import { Icon } from "./icon.ts";
import { listKey, LongPress } from "./list_input.ts";
import { openMessageMenu } from "./message_menu.ts";
import { ScrollKeeper } from "./scroll_keeper.ts";

/** Within this many pixels of an end, more is asked for: a fast wheel turns 2,000 in the time that takes. */
const NEAR = 1_200;

/** The conversation in the middle. Give it the partner's key as `key`: another person or room is another list. */
export function MessageList({ partner }: { partner: Partner }) {
  const { messages, echoes, new_from, more, newer, fresh, leaving } = activeConversation.value;
  const { key } = partner;
  // What is written here stands at the end, and that is somewhere else now.
  const all = useMemo(() => newer ? messages : [...messages, ...echoes], [messages, echoes, newer]);
  const rows = useMemo(() => rowsOf(all, new_from), [all, new_from]);
  const [at_end, setAtEnd] = useState(true);
  const scroller = useRef<HTMLDivElement>(null);
  const column = useRef<HTMLDivElement>(null);
  const keeper = useMemo(() => new ScrollKeeper(), []);
  keeper.prepare(scroller.current);
  const floating = useMemo(() => new FloatingDay(), []);
  const press = useMemo(() => new LongPress(), []);
  const placed = useRef(false);
  /** On the way to the end, from this part; the one to come is not here yet. */
  const going = useRef<readonly Message[] | null>(null);
  const byId = (id: string | null | undefined) => all.find((message) => message.id === id);

  const see = () => {
    // Not before it is known where the new messages begin.
    if (!placed.current || document.visibilityState !== "visible" || !document.hasFocus()) return;
    const last = keeper.at_end ? all.findLast(({ cursor }) => cursor < Number.MAX_SAFE_INTEGER) : byId(keeper.last);
    if (last !== undefined && last.cursor < Number.MAX_SAFE_INTEGER) {
      markSeen(key, last.cursor, keeper.at_end && !newer);
    }
  };
  const extend = () => {
    const { scrollTop, scrollHeight, clientHeight } = scroller.current!;
    if (newer && scrollHeight - scrollTop - clientHeight < NEAR) void loadMore(key, "after");
    else if (more && scrollTop < NEAR) void loadMore(key, "before");
  };
  const look = () => {
    keeper.look(scroller.current!, !newer);
    setAtEnd(keeper.at_end);
    readingAt(key, keeper.at_end ? null : byId(keeper.first)?.cursor ?? null);
  };
  const onScroll = () => {
    if (!keeper.wasScrolled(scroller.current!)) return;
    look();
    const first = byId(keeper.first);
    if (first !== undefined && !keeper.at_end) floating.show(dayName(shownAt(first), today.peek(), language.peek()));
    if (placed.current) extend();
    see();
  };
  const jump = () => {
    keeper.at_end = true;
    setAtEnd(true);
    readingAt(key, null);
    if (newer) {
      going.current = messages;
      void loadNewest(key);
    } else keeper.keep(scroller.current!, true);
  };
  // Typing, clicking and changing sizes come later than the rendering they belong to.
  const now = useRef({ see, newer });
  now.current = { see, newer };

  const wanted = target.value;
  useLayoutEffect(() => {
    if (wanted === null || byId(wanted.id) === undefined) return;
    going.current = null;
    placed.current = true;
    keeper.anchorAt(scroller.current!, wanted.id);
    scroller.current!.focus({ preventScroll: true });
  }, [wanted]);

  useLayoutEffect(() => {
    const element = scroller.current!;
    if (!fresh) placed.current = placed.current && all.length > 0;
    else if (!placed.current) {
      placed.current = true;
      keeper.anchorAt(element, byId(target.peek()?.id)?.id ?? (new_from === null ? null : "new"));
    }
    if (going.current !== null) {
      if (going.current === messages) return;
      element.scrollTop = element.scrollHeight;
      if (newer) return extend(); // something came in on the way
      going.current = null;
      keeper.at_end = true;
    }
    keeper.keep(element, !newer);
    look();
    if (placed.current) extend(); // nobody scrolls for what came after the last scrolling, or in a window that is not full
    see();
  });

  const own_newest = echoes.at(-1)?.id;
  useLayoutEffect(() => {
    if (own_newest !== undefined) jump(); // whoever writes wants to see what they wrote
  }, [own_newest]);

  useLayoutEffect(() => {
    // Before the next picture: a bubble that unfolds or goes, and the window's own size, move nothing that is read.
    const observer = new ResizeObserver(() => keeper.keep(scroller.current!, !now.current.newer));
    observer.observe(scroller.current!);
    observer.observe(column.current!);
    const seen = () => now.current.see();
    addEventListener("focus", seen);
    document.addEventListener("visibilitychange", seen);
    return () => {
      observer.disconnect();
      floating.stop();
      removeEventListener("focus", seen);
      document.removeEventListener("visibilitychange", seen);
    };
  }, []);

  const messageAt = (event: Event): Message | undefined => {
    const row = (event.target as HTMLElement).closest<HTMLElement>(".row[data-row]");
    return byId(row?.dataset.row);
  };
  const onMenu = (event: MouseEvent) => {
    const message = messageAt(event);
    if (message !== undefined) openMessageMenu(event, message);
  };
  const onDblClick = (event: MouseEvent) => {
    // On words it chooses a word, as everywhere.
    const message = (event.target as HTMLElement).closest(".words, button, a, audio, video") === null
      ? messageAt(event)
      : undefined;
    const answerable = message?.kind === "text" || message?.file !== undefined;
    if (answerable && !message.deleted && canWrite(partner)) reply(message);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (listKey(event, keeper.last) === "typing") focusComposer();
  };
  return html`
    <div class="messages-frame">
      <div class="messages" ref=${scroller} onScroll=${onScroll} tabindex="0" role="log" aria-live="off"
        aria-label=${t("chat.messages", { name: partner.name })} onContextMenu=${onMenu} onDblClick=${onDblClick}
        onKeyDown=${onKeyDown} ...${press.handlers}>
        <div class="column" ref=${column}>
          ${fresh && !more && html`<${Beginning} partner=${partner} />`}
          ${!fresh && all.length === 0 && html`<p class="loading">${t("chat.loading")}</p>`}
          ${rows.map((row) =>
            html`
              <${RowView} key=${row.key} row=${row} name=${rowName(row, partner)} leaving=${leaving.has(row.key)}
                hit=${row.key !== wanted?.id ? "" : wanted.flash ? "flash" : "hit"} />
            `
          )}
          ${fresh && !newer && isPerson(partner) && html`<${ConnectionLine} contact=${partner} />`}
        </div>
      </div>
      <div class="day floating" aria-hidden="true" ref=${floating.attach}><span class="pill"></span></div>
      ${(!at_end || newer) && html`<${JumpButton} count=${partner.unread} onClick=${jump} />`}
    </div>
  `;
}

interface RowProps {
  readonly row: Row;
  readonly name: string;
  readonly hit: "" | "hit" | "flash";
  readonly leaving: boolean;
}

function RowView({ row, name, hit, leaving }: RowProps) {
  switch (row.kind) {
    case "day":
      return html`<${DayLine} at=${row.at} />`;
    case "new":
      return html`<div class="new-line" data-row="new" role="separator"><span>${t("chat.new")}</span></div>`;
    case "event":
      return html`<div class="event item" data-row=${row.key}><span class="pill">${
        eventText(row.message.text, row.message.args)
      }</span></div>`;
    case "message":
      return html`
        <${Bubble} message=${row.message} name=${name} first=${row.first} last=${row.last} hit=${hit}
          leaving=${leaving} />
      `;
  }
}

/** Whoever wrote it, where it is not we. */
function rowName(row: Row, partner: Partner): string {
  return row.kind === "message" ? authorName(row.message, partner) : partner.name;
}

function Beginning({ partner }: { partner: Partner }) {
  const { name } = partner;
  const text = isPerson(partner)
    ? t("chat.start_text", { name })
    : partner.everyone
    ? t("room.start_everyone", { name })
    : t("room.start_text");
  return html`
    <div class="beginning" data-row="beginning">
      <${Icon} name="lock" />
      <strong>${t("chat.start_title")}</strong>
      <span>${text}</span>
    </div>
  `;
}

function JumpButton({ count, onClick }: { count: number; onClick: () => void }) {
  const label = count > 0 ? t("chat.jump_count", { count }) : t("chat.jump");
  return html`
    <button class="jump" type="button" onClick=${onClick} aria-label=${label} title=${label}>
      <${Icon} name="down" />
      ${count > 0 && html`<span class="badge" aria-hidden="true">${count < 1000 ? count : "999+"}</span>`}
    </button>
  `;
}
