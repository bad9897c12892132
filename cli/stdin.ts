/** Text from stdin or a file, read strictly and never more than wanted. */
import type { CliContext } from "./context.ts";
import { CommandError } from "./errors.ts";
import { type Words, wordsOf } from "./language.ts";

/** @throws CommandError when it is longer than `limit` bytes or not UTF-8 */
export async function readInput(context: CliContext, what: string, limit: number): Promise<string> {
  const words = wordsOf(context.lang);
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of context.terminal.input()) {
    size += part.length;
    if (size > limit) throw new CommandError(words("file.too_long", { what, limit }));
    parts.push(part);
  }
  return decode(what, parts, words);
}

/** A small text file. @throws CommandError */
export async function readTextFile(path: string, limit: number, words: Words): Promise<string> {
  const what = words("file.what", { path });
  try {
    using file = await Deno.open(path);
    const parts: Uint8Array[] = [];
    let size = 0;
    for await (const part of file.readable) {
      size += part.length;
      if (size > limit) throw new CommandError(words("file.too_long", { what, limit }));
      parts.push(part);
    }
    return decode(what, parts, words);
  } catch (cause) {
    if (cause instanceof CommandError) throw cause;
    throw new CommandError(`${what}: ${fileProblem(cause, words)}`, undefined, { cause });
  }
}

/** The system's reason in a few words. */
export function fileProblem(cause: unknown, words: Words): string {
  if (cause instanceof Deno.errors.NotFound) return words("file.not_found");
  if (cause instanceof Deno.errors.AlreadyExists) return words("file.exists");
  if (cause instanceof Deno.errors.PermissionDenied || cause instanceof Deno.errors.NotCapable) {
    return words("file.denied");
  }
  if (cause instanceof Deno.errors.IsADirectory) return words("file.folder");
  return cause instanceof Error ? cause.message : String(cause);
}

function decode(what: string, parts: readonly Uint8Array[], words: Words): string {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  try {
    return parts.map((part) => decoder.decode(part, { stream: true })).join("") + decoder.decode();
  } catch (cause) {
    throw new CommandError(words("file.not_utf8", { what }), undefined, { cause });
  }
}
