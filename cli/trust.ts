/** `parley trust list|add FILE [--members]|crl FILE`: authorities this profile believes, and their revocation lists. */
import { type Api, withApi } from "./api.ts";
import { noMoreWords, readArguments } from "./arguments.ts";
import type { CliContext } from "./context.ts";
import { EXIT_DONE, UsageError } from "./errors.ts";
import { table } from "./format.ts";
import { wordsOf } from "./language.ts";
import { neutralise } from "./safe_text.ts";
import { readTextFile } from "./stdin.ts";

/** Bytes; a revocation list of ten thousand certificates in PEM has about half a megabyte. */
const MAX_PEM = 4 * 1024 * 1024;

export async function trust(args: string[], context: CliContext): Promise<number> {
  const read = readArguments(args, { flags: ["members"] });
  const [action = "list", file] = read.words;
  if (read.flag("members") && action !== "add") {
    throw new UsageError("usage.goes_with", { name: "members", verb: "trust add" });
  }
  noMoreWords(read.words, action === "list" ? 1 : 2);
  if (action === "list") return await withApi(context, (api) => list(api, context));
  if (action !== "add" && action !== "crl") throw new UsageError("usage.no_action", { action, verb: "trust" });
  if (file === undefined) throw new UsageError("usage.no_file", { verb: "trust", action });
  const pem = await readTextFile(file, MAX_PEM, wordsOf(context.lang));
  return await withApi(context, async (api) => {
    const words = wordsOf(context.lang);
    if (action === "add") {
      const added = await api.call("trust_add", { pem, members: read.flag("members") });
      tell(added, words("trust.added", added), context);
    } else {
      const taken = await api.call("trust_crl", { pem });
      tell(taken, words("trust.crl", taken), context);
    }
    return EXIT_DONE;
  });
}

async function list(api: Api, context: CliContext): Promise<number> {
  const rows = await api.call("trust_list", {});
  const words = wordsOf(context.lang);
  if (context.json) {
    for (const { root, name, scope, ids } of rows) context.stdout(JSON.stringify({ root, name, scope, ids }));
    return EXIT_DONE;
  }
  const scope = (row: (typeof rows)[number]) =>
    row.scope === "members" ? words("trust.members") : words("trust.only", { ids: row.ids.join(", ") });
  for (const line of table(rows.map((row) => [row.root.slice(0, 16), row.name, scope(row)]))) context.stdout(line);
  return EXIT_DONE;
}

function tell(value: Record<string, unknown>, sentence: string, context: CliContext): void {
  context.stdout(context.json ? JSON.stringify(value) : neutralise(sentence));
}
