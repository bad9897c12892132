/** What the page knows. Values are never changed in place: `apply` makes the next state from the last one. */
import {
  type Contact,
  DEFAULT_SETTINGS,
  type Me,
  type Message,
  type Millis,
  type Notice,
  type PeerKey,
  type Room,
  type Settings,
} from "../../api.ts";

export type ProgramLink =
  /** First attempt since the page was opened. */
  | "connecting"
  | "open"
  /** It was open and broke; the page tries again by itself. */
  | "lost"
  /** The program said that it ends. */
  | "ended"
  /** The program does not know this browser; only a fresh launch link helps. */
  | "unauthorized";

export interface Conversation {
  /** A part of what the program has: by cursor, without gaps. */
  readonly messages: readonly Message[];
  /** The program has older ones. */
  readonly more: boolean;
  /** The program has newer ones; what comes in then is not put behind a gap. */
  readonly newer: boolean;
  /** Rises with whatever makes a page on its way old: a message at the end, a clearing, a new connection. */
  readonly missed: number;
  /** Gone for the program, and on their way out of the window. */
  readonly leaving: ReadonlySet<string>;
  /** Written here and not yet acknowledged by the program. */
  readonly echoes: readonly Message[];
  /** First message the user had not seen when the conversation was opened. */
  readonly new_from: number | null;
  /** A page has arrived since the last (re)connection. */
  readonly fresh: boolean;
}

export interface State {
  readonly link: ProgramLink;
  /** When the next attempt to reach the program is made; null while one is under way. */
  readonly retry_at: Millis | null;
  /** The program is locked, and since when: nothing of the conversations is here then. */
  readonly locked: "start" | "idle" | null;
  readonly me: Me | null;
  readonly contacts: ReadonlyMap<PeerKey, Contact>;
  readonly rooms: ReadonlyMap<PeerKey, Room>;
  readonly conversations: ReadonlyMap<PeerKey, Conversation>;
  readonly settings: Settings;
  readonly notices: readonly Notice[];
  readonly active: PeerKey | null;
  /** Who is typing, and until when that is believed. */
  readonly typing: ReadonlyMap<PeerKey, Millis>;
}

export const EMPTY_CONVERSATION: Conversation = {
  messages: [],
  more: false,
  newer: false,
  missed: 0,
  leaving: new Set(),
  echoes: [],
  new_from: null,
  fresh: false,
};

export const INITIAL_STATE: State = {
  link: "connecting",
  retry_at: null,
  locked: null,
  me: null,
  contacts: new Map(),
  rooms: new Map(),
  conversations: new Map(),
  settings: DEFAULT_SETTINGS,
  notices: [],
  active: null,
  typing: new Map(),
};
