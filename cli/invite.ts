/** `parley invite [--ttl 24h] [--out FILE.parley]`. Without a terminal only the text is printed, ready for a pipe. */
import type { Invite } from "../ui/api.ts";
import { withApi } from "./api.ts";
import { noMoreWords, readArguments } from "./arguments.ts";
import type { CliContext } from "./context.ts";
import { CommandError, EXIT_DONE, UsageError } from "./errors.ts";
import { iso, localMinute, readDuration } from "./format.ts";
import { type Words, wordsOf } from "./language.ts";
import { qrLines } from "./qr.ts";
import { fileProblem } from "./stdin.ts";

const MIN_TTL = 60_000;
const MAX_TTL = 30 * 24 * 3_600_000;

export async function invite(args: string[], context: CliContext): Promise<number> {
  const read = readArguments(args, { values: ["ttl", "out"] });
  noMoreWords(read.words, 0);
  const ttl_ms = readTtl(read.value("ttl"));
  const out = read.value("out");
  return await withApi(context, async (api, { running }) => {
    if (!running) {
      // It would hold no address, and nobody could ever redeem it.
      const words = wordsOf(context.lang);
      throw new CommandError(words("error.invite_needs_node"), words("hint.start_first"));
    }
    const made = await api.call("invite_create", ttl_ms === undefined ? {} : { ttl_ms });
    if (out !== undefined) await writeNew(out, made.text + "\n", wordsOf(context.lang));
    if (context.json) {
      const { text, file_name } = made;
      context.stdout(
        JSON.stringify({ text, expires_at: iso(made.expires_at), file_name, ...(out ? { file: out } : {}) }),
      );
    } else tell(made, out, context);
    return EXIT_DONE;
  });
}

function readTtl(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const ttl = readDuration(text);
  if (ttl !== undefined && ttl >= MIN_TTL && ttl <= MAX_TTL) return ttl;
  throw new UsageError("usage.ttl", { text });
}

/** It holds a secret: readable by its owner only, and no other file is written over. */
async function writeNew(path: string, text: string, words: Words): Promise<void> {
  try {
    await Deno.writeTextFile(path, text, { createNew: true, mode: 0o600 });
  } catch (cause) {
    throw new CommandError(words("invite.writing", { path, why: fileProblem(cause, words) }), undefined, { cause });
  }
}

function tell(made: Invite, out: string | undefined, context: CliContext): void {
  const words = wordsOf(context.lang);
  const { terminal } = context;
  context.stdout(made.text);
  const qr = qrLines(made.qr);
  if (terminal.stdoutIsTerminal && (made.qr[0]?.length ?? 0) < terminal.size().columns) {
    context.stdout("");
    for (const line of qr) context.stdout(line);
  }
  context.stderr(words("invite.until", { until: localMinute(made.expires_at) }));
  if (out !== undefined) context.stderr(words("invite.file", { file: out }));
}
