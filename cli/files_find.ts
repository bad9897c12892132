/** Which transfer a word means: its id, a part of it that no other has, or its name. */
import type { PeerKey, Transfer } from "../ui/api.ts";
import type { Api } from "./api.ts";
import { CommandError } from "./errors.ts";
import { nameText } from "./files_text.ts";
import type { Words } from "./language.ts";

/** Transfers per call; the api allows no more. */
const PAGE = 200;
/** Characters of an id that name it; fewer are too easily met by chance. */
const MIN_PART = 4;
/** Characters at the end of an id that the table shows: its beginning is a time, which files sent at once have in common. */
const SHOWN_PART = 8;
/** Candidates that an error names. */
const MAX_NAMED = 5;

/** Newest first, page by page. */
export async function* allTransfers(
  api: Api,
  filter: { conversation?: PeerKey; direction?: "in" | "out"; state?: "open" | "completed" | "ended" },
): AsyncGenerator<Transfer> {
  let after: string | null | undefined;
  while (after !== null) {
    const page = await api.call("files", { ...filter, limit: PAGE, ...(after === undefined ? {} : { after }) });
    yield* page.transfers;
    after = page.next;
  }
}

/** As the table shows it. */
export function shortId(id: string): string {
  return id.slice(-SHOWN_PART);
}

/**
 * @param fits those that can be meant, when the word alone does not tell: what waits for an answer, say
 * @throws CommandError when there is none, or more than one
 */
export async function findTransfer(
  api: Api,
  words: Words,
  { word, conversation, fits }: { word: string; conversation?: PeerKey; fits: (transfer: Transfer) => boolean },
): Promise<Transfer> {
  const wanted = word.trim().toLowerCase();
  const isPart = wanted.length >= MIN_PART;
  const [byId, byName]: [Transfer[], Transfer[]] = [[], []];
  for await (const transfer of allTransfers(api, conversation === undefined ? {} : { conversation })) {
    const id = transfer.id.toLowerCase();
    if (isPart && (id.startsWith(wanted) || id.endsWith(wanted))) byId.push(transfer);
    else if (transfer.name === word) byName.push(transfer);
  }
  const found = byId.length > 0 ? byId : byName;
  const fitting = found.filter(fits);
  const chosen = fitting.length > 0 ? fitting : found;
  if (chosen.length === 1) return chosen[0];
  if (chosen.length === 0) throw new CommandError(words("files.no_such", { word }), words("hint.files"));
  const named = chosen.slice(0, MAX_NAMED).map((transfer) => `${transfer.id} ${nameText(transfer)}`);
  const more = chosen.length > MAX_NAMED ? ["…"] : [];
  throw new CommandError(words("files.ambiguous", { word }), [...named, ...more].join("\n"));
}
