import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Contact } from "../../api.ts";
import { dayName } from "../format/time.ts";
import { html } from "../html.ts";
import { loadOlder, markSeen } from "../state/actions.ts";
import { eventText } from "../state/errors.ts";
import { type Row, rowsOf } from "../state/rows.ts";
import { hit } from "../state/search.ts";
import { activeConversation, language, t, today } from "../state/store.ts";
import { around, AT_END, slice, towardsNewer, towardsOlder, type ViewWindow } from "../state/view_window.ts";
import { Bubble } from "./bubble.ts";
import { Icon } from "./icon.ts";
import { ScrollKeeper } from "./scroll_keeper.ts";

/** Within this many pixels of an end, more is shown. */
const NEAR = 800;

/** The conversation in the middle. Give it the contact's key as `key`: another person is another list. */
export function MessageList({ contact }: { contact: Contact }) {
  const { messages, echoes, new_from, more, fresh } = activeConversation.value;
  const all = useMemo(() => [...messages, ...echoes], [messages, echoes]);
  const [view, setView] = useState<ViewWindow>(AT_END);
  const [at_end, setAtEnd] = useState(true);
  const scroller = useRef<HTMLDivElement>(null);
  const keeper = useMemo(() => new ScrollKeeper(), []);
  const placed = useRef(false);
  /** Row to go to as soon as it is in the page. */
  const wanted = useRef<string | null>(null);
  const rows = useMemo(() => rowsOf(slice(all, view), new_from), [all, view, new_from]);

  const see = () => {
    // Not before it is known where the new messages begin.
    if (placed.current && keeper.at_end && document.visibilityState === "visible" && document.hasFocus()) {
      markSeen(contact.key);
    }
  };
  const extend = () => {
    const { scrollTop, scrollHeight, clientHeight } = scroller.current!;
    if (scrollTop < NEAR) {
      if (view.top < all.length) setView(towardsOlder(view, all.length));
      else if (more) void loadOlder(contact.key);
    } else if (scrollHeight - scrollTop - clientHeight < NEAR) setView(towardsNewer(view));
  };
  const onScroll = () => {
    keeper.look(scroller.current!, view.bottom === 0);
    setAtEnd(keeper.at_end);
    extend();
    see();
  };
  const jump = () => {
    keeper.at_end = true;
    setView({ ...AT_END });
    setAtEnd(true);
  };

  const found = hit.value;
  useLayoutEffect(() => {
    const index = found === null ? -1 : all.findIndex(({ id }) => id === found.id);
    if (found === null || index < 0) return;
    wanted.current = found.id;
    setView(around(all.length - index));
    scroller.current!.focus({ preventScroll: true });
  }, [found]);

  useLayoutEffect(() => {
    const element = scroller.current!;
    // Fewer messages than before: cleared, or only the newest were fetched after a break.
    if (view.bottom > 0 && view.bottom >= all.length) return jump();
    if (!placed.current && fresh) {
      placed.current = true;
      const index = all.findIndex(({ cursor }) => cursor === new_from);
      const start = index < 0 ? AT_END : around(all.length - index);
      if (start.top !== view.top) setView(start);
      keeper.anchorAt(index < 0 ? null : "new");
    }
    if (wanted.current !== null && rows.some(({ key }) => key === wanted.current)) {
      keeper.anchorAt(wanted.current);
      wanted.current = null;
    }
    keeper.keep(element, view.bottom === 0);
    setAtEnd(keeper.at_end);
    if (wanted.current !== null) return; // the next rendering has it
    if (placed.current) extend(); // nobody scrolls for what came after the last scrolling, or in a window that is not full
    see();
  });

  const own_newest = echoes.at(-1)?.id;
  useLayoutEffect(() => {
    if (own_newest !== undefined) jump(); // whoever writes wants to see what they wrote
  }, [own_newest]);

  useLayoutEffect(() => {
    const element = scroller.current!;
    const observer = new ResizeObserver(() => keeper.keep(element, true));
    observer.observe(element);
    const seen = () => see();
    addEventListener("focus", seen);
    document.addEventListener("visibilitychange", seen);
    return () => {
      observer.disconnect();
      removeEventListener("focus", seen);
      document.removeEventListener("visibilitychange", seen);
    };
  }, []);

  return html`
    <div class="messages-frame">
      <div class="messages" ref=${scroller} onScroll=${onScroll} tabindex="0" role="log" aria-live="off"
        aria-label=${t("chat.messages", { name: contact.name })}>
        <div class="column">
          ${fresh && !more && html`<${Beginning} contact=${contact} />`}
          ${!fresh && all.length === 0 && html`<p class="loading">${t("chat.loading")}</p>`}
          ${rows.map((row) =>
            html`
              <${RowView} key=${row.key} row=${row} name=${contact.name}
                found=${row.key === found?.id} />
            `
          )}
        </div>
      </div>
      ${!at_end && html`<${JumpButton} count=${contact.unread} onClick=${jump} />`}
    </div>
  `;
}

function RowView({ row, name, found }: { row: Row; name: string; found: boolean }) {
  switch (row.kind) {
    case "day":
      return html`<div class="day"><span class="pill">${dayName(row.at, today.value, language.value)}</span></div>`;
    case "new":
      return html`<div class="new-line" data-row="new" role="separator"><span>${t("chat.new")}</span></div>`;
    case "event":
      return html`<div class="event" data-row=${row.key}><span class="pill">${
        eventText(row.message.text, row.message.args)
      }</span></div>`;
    case "message":
      return html`
        <${Bubble} message=${row.message} name=${name} first=${row.first} last=${row.last}
          found=${found} />
      `;
  }
}

function Beginning({ contact }: { contact: Contact }) {
  return html`
    <div class="beginning" data-row="beginning">
      <${Icon} name="lock" />
      <strong>${t("chat.start_title")}</strong>
      <span>${t("chat.start_text", { name: contact.name })}</span>
    </div>
  `;
}

function JumpButton({ count, onClick }: { count: number; onClick: () => void }) {
  const label = count > 0 ? t("chat.jump_count", { count }) : t("chat.jump");
  return html`
    <button class="jump" type="button" onClick=${onClick} aria-label=${label} title=${label}>
      <${Icon} name="down" />
      ${count > 0 && html`<span class="badge" aria-hidden="true">${count}</span>`}
    </button>
  `;
}
