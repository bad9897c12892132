/** Looking for messages in all conversations: what is asked for, and what was found. The words are those of the list's field. */
import { computed, signal } from "@preact/signals";
import type { ApiEvent, Message, Params, PeerKey } from "../../api.ts";
import { errorCode } from "./errors.ts";
import { listed, query } from "./list_view.ts";
import { call } from "./program.ts";

export interface Filters {
  readonly conversation: PeerKey | null;
  readonly direction: "in" | "out" | null;
  readonly kind: "link" | "file" | null;
  /** Days as date fields write them, "2026-11-21"; "" is none. */
  readonly since: string;
  readonly until: string;
}

const NO_FILTERS: Filters = { conversation: null, direction: null, kind: null, since: "", until: "" };

export interface Found {
  /** The words it was found by. */
  readonly words: string;
  /** Newest first. */
  readonly messages: readonly Message[];
  /** Where it goes on; null is the end. */
  readonly next: string | null;
}

export const filters = signal<Filters>(NO_FILTERS);
export const filtersShown = signal(false);
/** How many times the field was asked for; asking moves the focus into it. */
export const asked = signal(0);
export const found = signal<Found | null>(null);
export const failure = signal<string | null>(null);

export const filtered = computed(() => Object.values(filters.value).some((value) => value !== null && value !== ""));
/** Something is looked for: by words, or by filters alone. */
export const searching = computed(() => query.value.trim() !== "" || filtered.value);

/** Filters are about messages: nobody is called by them. */
export const peopleFound = computed(() => filtered.value ? [] : listed.value);

export function askForSearch(words?: string): void {
  if (words !== undefined) query.value = words;
  asked.value = asked.peek() + 1;
}

export function changeFilters(change: Partial<Filters>): void {
  filters.value = { ...filters.peek(), ...change };
}

export function clearFilters(): void {
  filters.value = NO_FILTERS;
}

export function endSearch(): void {
  query.value = "";
  filtersShown.value = false;
  clearFilters();
}

/** Milliseconds without a key press after which the program is asked. */
const QUIET = 150;
/** Messages per page. */
const PAGE = 30;

/** The day in the user's own time. Its end: the last millisecond before the next one, 23 to 25 hours later. */
function dayOf(text: string, end = false): number | undefined {
  const [year, month, day] = text.split("-").map(Number);
  if (!year || !month || !day) return undefined;
  return end ? new Date(year, month - 1, day + 1).getTime() - 1 : new Date(year, month - 1, day).getTime();
}

type Wanted = Params<"search">;

function wantedBy(words: string, { conversation, direction, kind, since, until }: Filters): Wanted {
  const from = dayOf(since);
  const to = dayOf(until, true);
  return {
    text: words,
    limit: PAGE,
    ...(conversation === null ? {} : { conversation }),
    ...(direction === null ? {} : { direction }),
    ...(kind === null ? {} : { kind }),
    ...(from === undefined ? {} : { since: from }),
    ...(to === undefined ? {} : { until: to }),
  };
}

/** Rises with every question: an answer to an older one is dropped. */
let question = 0;
let timer: ReturnType<typeof setTimeout> | undefined;
let wanted: Wanted | null = null;
/** What the answer that is shown was asked by. */
let answered: Wanted | null = null;

/** Run as an effect: follows the field and the filters. What was found before stays until the answer is there. */
export function followSearch(): void {
  const words = query.value.trim();
  wanted = searching.value ? wantedBy(words, filters.value) : null;
  question++;
  clearTimeout(timer);
  if (wanted === null) {
    found.value = null;
    failure.value = null;
  } else timer = setTimeout(() => void ask(), QUIET);
}

async function ask(): Promise<void> {
  const mine = ++question;
  if (wanted === null) return;
  const asking = wanted;
  try {
    const { messages, next } = await call("search", asking);
    if (mine !== question) return;
    answered = asking;
    found.value = { words: asking.text, messages, next };
    failure.value = null;
  } catch (error) {
    if (mine === question) failure.value = errorCode(error);
  }
}

/** The page that is being fetched: its question and `next`. */
let loading = "";

/** The next page, once. */
export async function findMore(): Promise<void> {
  const before = found.peek();
  if (before === null || before.next === null || answered === null) return;
  const mine = question;
  const page = `${mine}:${before.next}`;
  if (loading === page) return;
  loading = page;
  try {
    const { messages, next } = await call("search", { ...answered, after: before.next });
    const now = found.peek(); // with what has changed meanwhile
    if (mine !== question || now === null) return; // something else was asked for
    found.value = { ...now, messages: [...now.messages, ...messages], next };
  } catch (error) {
    if (mine === question) failure.value = errorCode(error);
  } finally {
    if (loading === page) loading = "";
  }
}

/** What is gone or changed is so among what was found, too. New messages are not put in: nothing jumps while one reads. */
export function followFound(event: ApiEvent): void {
  const now = found.peek();
  if (event.type === "snapshot" || event.type === "cleared") void ask();
  if (now === null) return;
  const keep = (messages: readonly Message[]) => found.value = { ...now, messages };
  if (event.type === "removed") keep(now.messages.filter(({ id }) => !event.ids.includes(id)));
  else if (event.type === "contact_removed" || event.type === "room_removed") {
    if (filters.peek().conversation === event.key) changeFilters({ conversation: null });
    keep(now.messages.filter(({ conversation }) => conversation !== event.key));
  } else if (event.type === "message" && now.messages.some(({ id }) => id === event.message.id)) {
    keep(
      now.messages.flatMap((message) =>
        message.id !== event.message.id ? [message] : event.message.deleted ? [] : [event.message]
      ),
    );
  }
}
