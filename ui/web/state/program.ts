/**
 * The one connection of this page, made of what the browser has. Addresses are relative: the program serves the window from
 * a folder of its own.
 */
import type { ApiEvent, ApiMethod, Params, Result } from "../../api.ts";
import { Connection, type Socket } from "../link/connection.ts";
import { dispatch } from "./store.ts";

const listeners = new Set<(event: ApiEvent) => void>();

/** Hear events after the state has taken them in. */
export function onProgramEvent(listener: (event: ApiEvent) => void): void {
  listeners.add(listener);
}

const connection = new Connection({
  open: () => new WebSocket(new URL("events", location.href.replace(/^http/, "ws"))) as Socket,
  authorized,
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  random: Math.random,
  onEvent: (event) => {
    dispatch(event);
    for (const listener of listeners) listener(event);
  },
  onState,
});

let opened_once = false;

function onState(state: "connecting" | "lost" | "unauthorized", retry_in: number | null): void {
  if (state === "connecting") {
    // Between attempts the words stay as they are: a banner that flickers tells nothing.
    if (!opened_once) dispatch({ type: "link", link: "connecting", retry_at: null });
    opened_once = true;
    return;
  }
  dispatch({ type: "link", link: state, retry_at: retry_in === null ? null : Date.now() + retry_in });
}

/** A browser hides why a WebSocket was refused; a plain request tells. No answer at all is not a refusal. */
async function authorized(): Promise<boolean> {
  try {
    const response = await fetch("api/status", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{}",
    });
    await response.body?.cancel();
    return response.status !== 401 && response.status !== 403;
  } catch {
    return true;
  }
}

export function connect(): void {
  connection.connect();
}

/**
 * Whoever comes back to the page, or wakes the computer, does not wait for the next planned attempt. A page the program did
 * not know any more works again, too, when the browser has opened a fresh launch link meanwhile.
 */
export function connectWhenSeen(): void {
  const now = () => {
    if (document.visibilityState === "visible") connect();
  };
  document.addEventListener("visibilitychange", now);
  addEventListener("focus", now);
}

export function call<M extends ApiMethod>(method: M, params: Params<M>): Promise<Result<M>> {
  return connection.call(method, params);
}
