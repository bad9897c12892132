/** What is exported: whose history, with whom, and its messages page by page. */
import type { Message, PeerKey } from "../../ui/api.ts";

export interface ExportedConversation {
  readonly key: PeerKey;
  /** Number of the other side; of a room its key. */
  readonly id: string;
  /** Name to show. */
  readonly name: string;
}

export interface ExportSource {
  readonly me: { readonly id: string; readonly name: string };
  readonly conversations: readonly ExportedConversation[];
  /** Cursor of the newest message; undefined without any. */
  newest(conversation: PeerKey): Promise<number | undefined> | number | undefined;
  /** The oldest messages after this cursor; empty at the end. */
  page(conversation: PeerKey, after: number): Promise<readonly Message[]> | readonly Message[];
}

/**
 * Everything said in one conversation up to what was there when it began, oldest first, with one page in memory. Notes of
 * the program itself are not something said.
 */
export async function* messagesOf(source: ExportSource, conversation: PeerKey): AsyncGenerator<Message> {
  const newest = await source.newest(conversation) ?? 0;
  for (let after = 0; after < newest;) {
    const page = await source.page(conversation, after);
    if (page.length === 0) return;
    yield* page.filter(({ kind, cursor }) => kind !== "event" && cursor <= newest);
    after = page[page.length - 1].cursor;
  }
}
