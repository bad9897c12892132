/** Methods that read what was said, find it, hand it out and clear it: `ui/api.ts`. */
import { EXPORT_TYPES, exportFileName, type ExportFormat, exportHistory, exportStream } from "../export/export.ts";
import type { ExportSource } from "../export/source.ts";
import type { MessageRow, SearchQuery } from "../../store/history_types.ts";
import type { Message, Page, PeerKey, Room } from "../../ui/api.ts";
import { ChatError } from "../errors.ts";
import { find } from "../finding.ts";
import { isRoomKey } from "../rooms/room_parts.ts";
import { viewMessage } from "../views.ts";
import type { Core, Methods } from "./core.ts";

export type ReadingMethod = "history" | "search" | "clear_history" | "history_export";

/** Messages of a page, and hits of a search, when nothing else is asked for. */
const PAGE = 50;
const FOUND = 30;
/** Messages read at a time for an export; one of them may have 4 MiB. */
const EXPORT_PAGE = 100;

interface Place {
  readonly before?: number;
  readonly after?: number;
  readonly around?: number;
}

export function readingMethods(core: Core): Methods<ReadingMethod> {
  const { parts: { history, clock, tickets }, bus, contacts, rooms } = core;
  const pause = () => new Promise<void>((resolve) => void clock.after(0, resolve));
  /** The newest search: who types on does not wait for what the letters before would have found. */
  let newest = 0;

  const view = (row: MessageRow) => viewMessage(row, contacts.live(row.conversation).sent, core.known);

  const found = async (conversation: PeerKey, text: string, before: number | undefined, limit: number) => {
    if (text === "") return { messages: [], more: false, newer: false };
    const after = before === undefined ? undefined : String(before);
    const { rows, next } = await find({ text, conversation, after, limit }, { history, pause });
    return { messages: rows.toReversed().map(view), more: next !== null, newer: false };
  };

  return {
    history: ({ conversation, before, after, around, limit = PAGE, search }) => {
      const places = [before, after, around].filter((place) => place !== undefined).length;
      if (places > 1 || (search !== undefined && places > 0 && before === undefined)) {
        throw new ChatError("bad-request", "history: at most one of before, after, around; search goes with before");
      }
      if (search !== undefined) return found(conversation, search, before, limit);
      const { rows, more, newer } = pageAt(core, conversation, { before, after, around }, limit);
      return { messages: rows.map(view), more, newer };
    },

    search: async ({ limit = FOUND, ...asked }) => {
      const query: SearchQuery = { ...asked, limit };
      const { text, conversation, direction, kind, since, until } = query;
      if (text === "" && [conversation, direction, kind, since, until].every((filter) => filter === undefined)) {
        throw new ChatError("bad-request", "search: give a text or a filter");
      }
      const turn = ++newest;
      const { rows, next } = await find(query, { history, pause, isSuperseded: () => turn !== newest });
      return { messages: rows.map(view), next };
    },

    clear_history: async ({ conversation }) => {
      const { removed, saved } = history.clear(conversation);
      await saved;
      bus.publish({ type: "cleared", conversation: conversation ?? null });
      for (const { key } of rooms.all()) if (conversation === undefined || conversation === key) rooms.seen(key);
      return { removed };
    },

    history_export: ({ conversation, format, language: asked }) => {
      if (tickets === undefined) throw new ChatError("not-found", "files are handed out by a running program only");
      const source = exportSource(core, conversation, view);
      // Where none is set, only the page knows what its browser speaks.
      const language = asked ?? core.settings.get().language ?? "en";
      const options = { format: format as ExportFormat, language, exportedAt: clock.now() };
      return tickets.offer({
        file_name: exportFileName(source, options),
        type: EXPORT_TYPES[options.format],
        body: () => exportStream(exportHistory(source, options)),
      });
    },
  };
}

/** In an export a room is named by what its conversation is. */
const withId = (room: Room) => ({ ...room, id: room.key });

type Rows = Omit<Page, "messages"> & { readonly rows: readonly MessageRow[] };

function pageAt(core: Core, conversation: PeerKey, { before, after, around }: Place, limit: number): Rows {
  const { history } = core.parts;
  // Asked for and not counted: a page of long messages has fewer than it might.
  const isOlder = (cursor: number) => history.page(conversation, { before: cursor, limit: 1 }).length > 0;
  const isNewer = (cursor: number) => history.page(conversation, { after: cursor, limit: 1 }).length > 0;
  const older = (cursor: number | undefined, count: number) => {
    const rows = history.page(conversation, { before: cursor, limit: count });
    const [first] = rows;
    return { rows, more: first === undefined ? count === 0 && isOlder(cursor!) : isOlder(first.cursor) };
  };
  const newer = (cursor: number, count: number) => {
    const rows = history.page(conversation, { after: cursor, limit: count });
    const last = rows.at(-1);
    return { rows, newer: last !== undefined && isNewer(last.cursor) };
  };
  if (around !== undefined) {
    const half = Math.floor(limit / 2);
    const [left, right] = [older(around, half), newer(around - 1, limit - half)];
    return { rows: [...left.rows, ...right.rows], more: left.more, newer: right.newer };
  }
  if (after !== undefined) {
    return { ...newer(after, limit), more: isOlder(after + 1) };
  }
  return { ...older(before, limit), newer: false };
}

function exportSource(core: Core, only: PeerKey | undefined, view: (row: MessageRow) => Message): ExportSource {
  const { parts: { history, me }, contacts, rooms } = core;
  const spoken = <T extends { last: Message | null }>(all: readonly T[]) => all.filter(({ last }) => last !== null);
  const all = () => [...spoken(contacts.all()), ...spoken(rooms.all().map(withId))];
  const one = (key: PeerKey) => isRoomKey(key) ? withId(rooms.view(key)) : contacts.get(key);
  const chosen = only === undefined ? all() : [one(only)];
  return {
    me: { id: me.id, name: me.name },
    conversations: chosen.map(({ key, id, name }) => ({ key, id, name })),
    newest: (key) => history.last(key)?.cursor,
    page: (key, after) => history.page(key, { after, limit: EXPORT_PAGE }).map(view),
  };
}
