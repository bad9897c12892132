/** Walking through a conversation page by page. */
import type { Message } from "../ui/api.ts";
import type { Api } from "./api.ts";

/** Messages per call; the api allows 500, but one message may be 4 MiB long. */
const PAGE = 200;

export interface Wanted {
  readonly conversation: string;
  readonly search?: string;
  /** Connection events and other notices, too. */
  readonly events: boolean;
  readonly limit: number;
}

/** The newest `limit`, oldest first. */
export async function collect(api: Api, { conversation, search, events, limit }: Wanted): Promise<Message[]> {
  const pages: Message[][] = [];
  let [count, before, more] = [0, undefined as number | undefined, true];
  while (more && count < limit) {
    const size = Math.min(PAGE, limit - count);
    const page = await api.call("history", {
      conversation,
      limit: size,
      ...(search === undefined ? {} : { search }),
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

/** All that was there when it began, oldest first, with one page in memory: first where pages begin, then their messages. */
export async function* oldestFirst(api: Api, conversation: string): AsyncGenerator<Message> {
  const ends: number[] = [];
  let page = await api.call("history", { conversation, limit: PAGE });
  while (page.messages.length > 0) {
    ends.push(page.messages.at(-1)!.cursor + 1);
    if (!page.more) break;
    page = await api.call("history", { conversation, limit: PAGE, before: page.messages[0].cursor });
  }
  for (const before of ends.reverse()) {
    const { messages } = await api.call("history", { conversation, limit: PAGE, before });
    yield* messages.filter(({ kind }) => kind !== "event");
  }
}
