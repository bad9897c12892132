/** `parley limits [PEER]`, `limits grant PEER --messages N --files N`: budgets of packets per peer (LIM-1, LIM-2). */
import { MAX_BUDGET } from "../store/history_types.ts";
import type { LimitRow } from "../ui/api.ts";
import { withApi } from "./api.ts";
import { type Arguments, noMoreWords, readArguments, readCount } from "./arguments.ts";
import type { CliContext } from "./context.ts";
import { EXIT_DONE, UsageError } from "./errors.ts";
import { table } from "./format.ts";
import { wordsOf } from "./language.ts";
import { contactKeyOf } from "./peers.ts";

export async function limits(args: string[], context: CliContext): Promise<number> {
  const read = readArguments(args, { values: ["messages", "files"] });
  const [first, second] = read.words;
  if (first === "grant") {
    if (second === undefined) throw new UsageError("usage.peer_missing", { verb: "limits grant" });
    return await grant(read, context);
  }
  noMoreWords(read.words, 1);
  if (read.value("messages") ?? read.value("files")) throw new UsageError("usage.budgets");
  return await withApi(context, async (api) => {
    const conversation = first === undefined ? undefined : await contactKeyOf(api, context, first);
    tell(await api.call("limits", conversation === undefined ? {} : { conversation }), context);
    return EXIT_DONE;
  });
}

async function grant(read: Arguments, context: CliContext): Promise<number> {
  noMoreWords(read.words, 2);
  const messages = budget("messages", read.value("messages"));
  const files = budget("files", read.value("files"));
  if (messages === undefined && files === undefined) throw new UsageError("usage.no_budget");
  return await withApi(context, async (api) => {
    const conversation = await contactKeyOf(api, context, read.words[1]);
    const change = { ...(messages === undefined ? {} : { messages }), ...(files === undefined ? {} : { files }) };
    tell([await api.call("limits_grant", { conversation, ...change })], context);
    return EXIT_DONE;
  });
}

/** null is unlimited, undefined stays as it is. */
function budget(name: string, text: string | undefined): number | null | undefined {
  if (text === undefined) return undefined;
  return text === "unlimited" ? null : readCount(name, text, 0, MAX_BUDGET);
}

function tell(rows: readonly LimitRow[], context: CliContext): void {
  const words = wordsOf(context.lang);
  if (context.json) {
    for (const { peer, name, messages, files, messages_spent, files_spent } of rows) {
      context.stdout(JSON.stringify({ peer, name, messages, files, messages_spent, files_spent }));
    }
    return;
  }
  if (rows.length === 0) return context.stderr(words("contacts.none"));
  const left = (amount: number | null) => amount === null ? words("limits.unlimited") : String(amount);
  const head = ["id", words("status.name"), words("limits.messages"), words("limits.files")];
  const lines = rows.map(({ peer, name, messages, files }) => [peer, name, left(messages), left(files)]);
  for (const line of table([head, ...lines])) context.stdout(line);
}
