/** Answers to admitted requests that are not calls and not events. */
import { header, type RequestFacts } from "./access.ts";
import type { Asset } from "./assets.ts";
import { plainAnswer } from "./door.ts";
import type { Answer } from "./exchange.ts";
import { pageHeaders, plainHeaders, windowHeaders } from "./headers.ts";
import { enterPage, GATE_SCRIPT, gatePage, PAGE_STYLE } from "./pages.ts";
import { aliveProof } from "./secrets.ts";
import type { WindowPass } from "./window_pass.ts";

const HTML = "text/html; charset=utf-8";

/** The bare address: goes on to the window where the browser knows it. */
export function gateAnswer(): Answer {
  return { status: 200, headers: pageHeaders(PAGE_STYLE), type: HTML, body: gatePage() };
}

export function gateScriptAnswer(): Answer {
  return { status: 200, headers: plainHeaders(), type: "text/javascript; charset=utf-8", body: GATE_SCRIPT };
}

/** A good launch link: the cookie, and a page that goes on. */
export function enterAnswer(pass: WindowPass): Answer {
  const headers = { ...pageHeaders(PAGE_STYLE), "Set-Cookie": pass.setCookie() };
  return { status: 200, headers, type: HTML, body: enterPage(pass.folder) };
}

/** A launch link that is used up or never was. */
export function usedUpAnswer(): Answer {
  return { ...gateAnswer(), status: 401 };
}

/** Proof that we know the token in `node.json`, for a client that does not want to show it to a stranger. */
export function aliveAnswer(token: string, query: string): Answer {
  const nonce = /^nonce=([\w-]{43})$/.exec(query)?.[1];
  if (nonce === undefined) return plainAnswer({ status: 400, text: "nonce: not 43 characters of base64url" });
  return { status: 200, headers: plainHeaders(), type: "text/plain; charset=utf-8", body: aliveProof(token, nonce) };
}

/** A file of the window; "" is its page. */
export function assetAnswer(assets: ReadonlyMap<string, Asset>, name: string, facts: RequestFacts): Answer {
  const asset = assets.get(name === "" ? "index.html" : name);
  if (asset === undefined) return plainAnswer({ status: 404, text: "address: nothing there" });
  // "no-cache" still stores the file, and asks each time: unlike "no-store" it lets the ETag save the bytes.
  const headers = { ...windowHeaders(header(facts, "host") ?? ""), "Cache-Control": "no-cache", "ETag": asset.etag };
  if (header(facts, "if-none-match") === asset.etag) return { status: 304, headers };
  return { status: 200, headers, type: asset.type, body: asset.bytes };
}
