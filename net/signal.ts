/** Body of kind `signal`: what is so for a moment and is never kept. `docs/specs/wire-v1.md`, section 6a. */
import { LinkError } from "./errors.ts";
import { encodeJson, parseJson } from "./json.ts";

export interface SignalContent {
  /** The sender's user is typing, or has stopped; absent in a signal about something later. */
  readonly typing?: boolean;
}

export function encodeSignal({ typing }: SignalContent): Uint8Array {
  return encodeJson({ typing });
}

/** @throws LinkError "bad-content" */
export function parseSignal(data: Uint8Array): SignalContent {
  const { typing } = parseJson(data, "bad-content", "reading a signal");
  if (typing === undefined) return {};
  if (typeof typing !== "boolean") {
    throw new LinkError("bad-content", `reading a signal: "typing" is not true or false`);
  }
  return { typing };
}
