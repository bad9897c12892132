/** Search in the steps that the history takes: between two of them everybody else has a turn. */
import type { Found, History, SearchQuery } from "../store/history_types.ts";

export interface FindOptions {
  readonly history: Pick<History, "search">;
  /** Lets others go first. */
  readonly pause: () => Promise<void>;
  /** Nobody waits for the rest any more: answer with what there is, and where to go on. */
  readonly isSuperseded?: () => boolean;
}

/** The newest `limit` that fit, or all. */
export async function find(query: SearchQuery, { history, pause, isSuperseded }: FindOptions): Promise<Found> {
  const rows = [];
  for (let after = query.after;;) {
    const found = history.search({ ...query, after, limit: query.limit - rows.length });
    rows.push(...found.rows);
    if (found.next === null || rows.length >= query.limit) return { rows, next: found.next };
    after = found.next;
    await pause();
    if (isSuperseded?.()) return { rows, next: after };
  }
}
