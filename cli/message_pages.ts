/** Walking through a conversation page by page. */
import type { Message, Params } from "../ui/api.ts";
import type { Api } from "./api.ts";

/** Messages per call; the api allows 500, but one message may be 4 MiB long. */
const PAGE = 200;
/** Hits per call. */
const HITS = 100;

export interface Wanted {
  readonly conversation: string;
  /** Connection events and other notices, too. */
  readonly events: boolean;
  readonly limit: number;
}

/** The newest `limit`, oldest first. */
export async function collect(api: Api, { conversation, events, limit }: Wanted): Promise<Message[]> {
  const pages: Message[][] = [];
  let [count, before, more] = [0, undefined as number | undefined, true];
  while (more && count < limit) {
    const size = Math.min(PAGE, limit - count);
    const page = await api.call("history", {
      conversation,
      limit: size,
      ...(before === undefined ? {} : { before }),
    });
    const wanted = page.messages.filter(({ kind }) => events || kind !== "event");
    pages.unshift(wanted);
    count += wanted.length;
    before = page.messages[0]?.cursor;
    more = page.more && before !== undefined;
  }
  return pages.flat();
}

/** The newest `limit` that fit, oldest first. */
export async function findAll(api: Api, query: Params<"search">, limit: number): Promise<Message[]> {
  const found: Message[] = [];
  let after: string | null | undefined;
  while (after !== null && found.length < limit) {
    const size = Math.min(HITS, limit - found.length);
    const page = await api.call("search", { ...query, limit: size, ...(after === undefined ? {} : { after }) });
    found.push(...page.messages);
    after = page.next;
  }
  return found.reverse();
}
