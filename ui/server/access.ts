/** Which requests come from this machine's user, judged by what a browser lets no page forge. Pure. */

/** What the checks look at. Header values as they came; undefined when absent. */
export interface RequestFacts {
  readonly method: string;
  /** Raw request target. */
  readonly target: string;
  /** Names in lower case, values; as received, repeated ones included. */
  readonly headers: readonly (readonly [string, string])[];
  readonly upgrade: boolean;
}

/** How a request says who it is; the checks differ, see `docs/specs/local-api-v1.md`, "Checks". */
export type Entrance =
  /** The launch link: another program or page leads the browser here. */
  | "launch"
  /** Pages and scripts that hold no secret. */
  | "public"
  /** The window: cookie. */
  | "window"
  /** The command line: bearer token. */
  | "bearer";

export interface Refusal {
  readonly status: number;
  /** Short, plain, names the check. */
  readonly text: string;
}

/** Headers that decide; twice is an attempt to be read in two ways. */
const SINGLE = ["host", "origin", "authorization", "cookie", "sec-fetch-site", "sec-fetch-mode", "sec-fetch-dest"];

/** Checks of every request, whatever it asks for. */
export function checkRequest(facts: RequestFacts, port: number): Refusal | undefined {
  for (const name of SINGLE) {
    if (headerValues(facts, name).length > 1) return { status: 400, text: `header "${name}": sent more than once` };
  }
  if (!facts.target.startsWith("/")) return { status: 400, text: "request target: not a path" };
  const ours = ownHosts(port);
  if (!ours.includes(header(facts, "host") ?? "")) return { status: 403, text: "Host: not this program" };
  const origin = header(facts, "origin");
  if (origin !== undefined && !ours.some((host) => origin === `http://${host}`)) {
    return { status: 403, text: "Origin: not this program" };
  }
  return undefined;
}

/** Checks of an entrance, after `checkRequest`. */
export function checkEntrance(facts: RequestFacts, entrance: Entrance): Refusal | undefined {
  const site = header(facts, "sec-fetch-site");
  if (site === "same-origin" || site === "none") return checkUpgradeOrigin(facts, entrance);
  if (site === undefined) {
    // Chromium sends no Sec-Fetch-* when it opens a WebSocket; there the Origin is required instead.
    if (entrance !== "window" || facts.upgrade) return checkUpgradeOrigin(facts, entrance);
    return { status: 403, text: "Sec-Fetch-Site: missing" };
  }
  if (entrance === "launch" && isTopNavigation(facts)) return undefined;
  return { status: 403, text: "Sec-Fetch-Site: another site" };
}

/** Every browser sends Origin when it opens a WebSocket (RFC 6455, section 10.2). */
function checkUpgradeOrigin(facts: RequestFacts, entrance: Entrance): Refusal | undefined {
  if (!facts.upgrade || entrance === "bearer" || header(facts, "origin") !== undefined) return undefined;
  return { status: 403, text: "Origin: missing" };
}

function isTopNavigation(facts: RequestFacts): boolean {
  return facts.method === "GET" && header(facts, "sec-fetch-mode") === "navigate" &&
    header(facts, "sec-fetch-dest") === "document";
}

function ownHosts(port: number): string[] {
  return ["127.0.0.1", "localhost", "[::1]"].map((host) => `${host}:${port}`);
}

/** The value of a header, undefined when absent. */
export function header(facts: RequestFacts, name: string): string | undefined {
  return headerValues(facts, name)[0];
}

function headerValues(facts: RequestFacts, name: string): string[] {
  return facts.headers.filter(([key]) => key === name).map(([, value]) => value);
}
