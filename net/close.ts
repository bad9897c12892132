/** Body of a `close`: why the link ends. `docs/specs/wire-v1.md`, section 3. */
import { type CloseCode, parseCloseCode } from "./errors.ts";
import { encodeJson, parseJson } from "./json.ts";
import { MAX_CLOSE_REASON } from "./limits.ts";

export interface CloseBody {
  readonly code: CloseCode;
  readonly reason: string;
}

// deno-lint-ignore no-control-regex -- control signs of a stranger must not reach a terminal or a log
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g;

export function encodeClose({ code, reason }: CloseBody): Uint8Array {
  return encodeJson({ code, reason: plain(reason) });
}

/** @throws LinkError "bad-packet" */
export function parseClose(data: Uint8Array): CloseBody {
  const { code, reason } = parseJson(data, "bad-packet", "reading a close");
  return { code: parseCloseCode(code), reason: typeof reason === "string" ? plain(reason) : "" };
}

function plain(reason: string): string {
  return reason.replace(CONTROLS, " ").slice(0, MAX_CLOSE_REASON).toWellFormed();
}
