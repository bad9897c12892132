/** Text from stdin or a file, read strictly and never more than wanted. */
import { CommandError } from "./errors.ts";
import type { Terminal } from "./terminal.ts";

/** @throws CommandError when it is longer than `limit` bytes or not UTF-8 */
export async function readInput(terminal: Terminal, what: string, limit: number): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of terminal.input()) {
    size += part.length;
    if (size > limit) throw new CommandError(`${what}: longer than ${limit} bytes`);
    parts.push(part);
  }
  return decode(what, parts);
}

/** A small text file. @throws CommandError */
export async function readTextFile(path: string, limit: number): Promise<string> {
  try {
    using file = await Deno.open(path);
    const parts: Uint8Array[] = [];
    let size = 0;
    for await (const part of file.readable) {
      size += part.length;
      if (size > limit) throw new CommandError(`file "${path}": longer than ${limit} bytes`);
      parts.push(part);
    }
    return decode(`file "${path}"`, parts);
  } catch (cause) {
    if (cause instanceof CommandError) throw cause;
    throw new CommandError(`file "${path}": ${fileProblem(cause)}`, undefined, { cause });
  }
}

/** The system's reason in a few words. */
export function fileProblem(cause: unknown): string {
  if (cause instanceof Deno.errors.NotFound) return "not found";
  if (cause instanceof Deno.errors.AlreadyExists) return "exists already";
  if (cause instanceof Deno.errors.PermissionDenied || cause instanceof Deno.errors.NotCapable) return "not permitted";
  if (cause instanceof Deno.errors.IsADirectory) return "is a folder";
  return cause instanceof Error ? cause.message : String(cause);
}

function decode(what: string, parts: readonly Uint8Array[]): string {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  try {
    return parts.map((part) => decoder.decode(part, { stream: true })).join("") + decoder.decode();
  } catch (cause) {
    throw new CommandError(`${what}: not text in UTF-8`, undefined, { cause });
  }
}
