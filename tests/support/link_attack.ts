/** Somebody who may come in, and what they try on the wire. */
import type { CloseCode } from "../../net/errors.ts";
import { testNode } from "./links.ts";
import type { RawPeer } from "./raw_peer.ts";

export const [victim, attacker] = [testNode("1"), testNode("2")];

export interface Attack {
  readonly name: string;
  readonly code: CloseCode;
  readonly run: (raw: RawPeer) => Promise<void>;
}

/** How often the handler heard of it. */
export function heard({ opened, contents, closed }: { opened: unknown[]; contents: unknown[]; closed: unknown[] }) {
  return { opened: opened.length, contents: contents.length, closed: closed.length };
}
