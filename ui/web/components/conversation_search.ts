import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Message, PeerKey } from "../../api.ts";
import { clockTime, dayName } from "../format/time.ts";
import { html } from "../html.ts";
import { authorName } from "../state/authors.ts";
import { errorCode, errorText } from "../state/errors.ts";
import { askForSearch } from "../state/global_search.ts";
import { isPerson, type Partner } from "../state/partner.ts";
import { shownAt } from "../state/rows.ts";
import { closeSearch, findMessages, goToFound, openSearch, searching, type SearchWords } from "../state/search.ts";
import { language, t, today } from "../state/store.ts";
import { useShortcut } from "../state/use_shortcut.ts";
import { FoundText } from "./found_text.ts";
import { Icon } from "./icon.ts";
import { moveFocus } from "./menu.ts";

interface Found {
  readonly wanted: SearchWords;
  /** Newest first. */
  readonly messages: readonly Message[];
  /** Where it goes on; null is the end. */
  readonly next: string | null;
}

/** Nothing until it is asked for, with Ctrl+F or in the menu. */
export function ConversationSearch({ partner }: { partner: Partner }) {
  useShortcut("find", () => {
    const field = document.activeElement;
    if (!(field instanceof HTMLInputElement) || field.closest(".conversation-search") === null) return openSearch();
    closeSearch();
    askForSearch(field.value); // pressed again: not only in this conversation
  });
  return searching.value === 0 ? null : html`<${Search} partner=${partner} />`;
}

/** The field over the conversation and, while one chooses, what it found. */
function Search({ partner }: { partner: Partner }) {
  const [query, setQuery] = useState("");
  const [files, setFiles] = useState(false);
  const [choosing, setChoosing] = useState(true);
  /** Enter was pressed before the answer to these words was there. */
  const [hurried, setHurried] = useState(false);
  const text = query.trim();
  const { found, error, older } = useFound(partner.key, text, files);
  const answered = found?.wanted.text === text && found.wanted.files === files;
  const place = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const results = () => [...(place.current?.querySelectorAll<HTMLElement>(".results button") ?? [])];

  useLayoutEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    const outside = (event: Event) => place.current?.contains(event.target as Node) || setChoosing(false);
    document.addEventListener("pointerdown", outside);
    return () => {
      document.removeEventListener("pointerdown", outside);
      // Not when another conversation was opened, and one writes there already.
      if (!(document.activeElement instanceof HTMLTextAreaElement)) before?.focus();
    };
  }, []);
  const asked = searching.value;
  useLayoutEffect(() => {
    field.current?.focus();
    field.current?.select();
    setChoosing(true);
  }, [asked]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== field.current) return moveFocus(event, results());
    if (event.key !== "ArrowDown" && event.key !== "Enter") return;
    event.preventDefault();
    if (event.key === "ArrowDown") results()[0]?.focus();
    else if (answered) results()[0]?.click();
    else if (text !== "" || files) setHurried(true);
  };
  const choose = (message: Message) => {
    setChoosing(false);
    goToFound(message);
  };
  useLayoutEffect(() => {
    if (!hurried || !answered) return;
    setHurried(false);
    if (found.messages.length > 0) choose(found.messages[0]);
  }, [hurried, answered]);
  return html`
    <div class="conversation-search" ref=${place} role="search" onKeyDown=${onKeyDown}>
      <label class="search">
        <${Icon} name="search" />
        <input ref=${field} type="text" inputmode="search" value=${query} placeholder=${t("chat.search")}
          aria-label=${t("chat.search")} autocomplete="off" spellcheck=${false} maxlength="200"
          onClick=${() => setChoosing(true)} onInput=${(event: InputEvent) => {
            setQuery((event.target as HTMLInputElement).value);
            setChoosing(true);
            setHurried(false);
          }} />
      </label>
      ${isPerson(partner) && html`
        <button class="files-toggle" type="button" aria-pressed=${files}
          onClick=${() => {
            setFiles(!files);
            setChoosing(true);
            setHurried(false);
          }}><${Icon} name="file" />${t("chat.search_files")}</button>
      `}
      <button class="icon-button" type="button" aria-label=${t("chat.search_close")} title=${t("chat.search_close")}
        onClick=${closeSearch}><${Icon} name="close" /></button>
      ${error !== null && html`<p class="problem" role="alert">${errorText(error)}</p>`}
      ${choosing && found !== null &&
        html`<${Results} found=${found} partner=${partner} onChoose=${choose} onOlder=${older} />`}
    </div>
  `;
}

/** What the program found for these words; follows them. */
function useFound(key: PeerKey, text: string, files: boolean) {
  const [found, setFound] = useState<Found | null>(null);
  const [error, setError] = useState<string | null>(null);
  const fail = (failed: unknown) => setError(errorCode(failed));
  useEffect(() => {
    setError(null);
    if (text === "" && !files) return setFound(null);
    let stale = false;
    const wanted = { text, files };
    findMessages(key, wanted).then(
      ({ messages, next }) => stale || setFound({ wanted, messages, next }),
      (failed) => stale || fail(failed),
    );
    return () => stale = true;
  }, [text, files, key]);
  const older = () => {
    if (found === null) return;
    findMessages(key, found.wanted, found.next).then(({ messages, next }) => {
      const all = [...found.messages, ...messages];
      setFound((now) => now === found ? { ...found, messages: all, next } : now);
    }, fail);
  };
  return { found, error, older };
}

interface ResultsProps {
  readonly found: Found;
  readonly partner: Partner;
  readonly onChoose: (message: Message) => void;
  readonly onOlder: () => void;
}

function Results({ found: { wanted: { text: query }, messages, next }, partner, onChoose, onOlder }: ResultsProps) {
  if (messages.length === 0) {
    const words = query === "" ? t("all_files.none") : t("chat.search_none", { query });
    return html`<p class="results none" role="status">${words}</p>`;
  }
  return html`
    <div class="results" role="region" aria-label=${t("chat.search_found")}>
      ${messages.map((message) =>
        html`
          <button key=${message.id} class="found" type="button" onClick=${() => onChoose(message)}>
            <span class="found-head">${headOf(message, partner)}</span>
            <span class="snippet" dir="auto"><${FoundText} message=${message} words=${query} /></span>
          </button>
        `
      )}
      ${next !== null &&
        html`<button class="link-button" type="button" onClick=${onOlder}>${t("chat.search_more")}</button>`}
    </div>
  `;
}

/** Who and when: "Boris, Yesterday, 14:05". */
function headOf(message: Message, partner: Partner): string {
  const at = shownAt(message);
  const day = dayName(at, today.value, language.value);
  const time = t("presence.at_day", { day, time: clockTime(at, language.value) });
  return message.direction === "out"
    ? t("message.from_you", { time })
    : t("message.from", { name: authorName(message, partner), time });
}
