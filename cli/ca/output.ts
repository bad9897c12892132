/** What the commands of an authority print and write. */
import type { CaEntry, IssuedLeaf } from "../../crypto/mod.ts";
import type { CliContext } from "../context.ts";
import { CommandError } from "../errors.ts";
import { iso, table } from "../format.ts";
import { wordsOf } from "../language.ts";
import { fileProblem } from "../stdin.ts";
import { caWords } from "./words.ts";

/** One object with `--json`, else rows of label and value. */
export function show(context: CliContext, object: Record<string, unknown>, rows: readonly (readonly string[])[]): void {
  if (context.json) context.stdout(JSON.stringify(object));
  else for (const line of table(rows)) context.stdout(line);
}

export function leafJson({ id, name, serial, notAfter }: IssuedLeaf): Record<string, unknown> {
  return { id, name, serial, valid_until: iso(notAfter.getTime()) };
}

export function leafRows({ id, name, serial, notAfter }: IssuedLeaf, context: CliContext): string[][] {
  const words = caWords(context.lang);
  return [[words.id, id], [words.name, name], [words.serial, serial], [words.until, day(notAfter)]];
}

export function entryJson(entry: CaEntry): Record<string, unknown> {
  const { id, name, serial, status, notAfter, revokedAt, reason } = entry;
  return {
    id,
    name,
    serial,
    status,
    valid_until: iso(notAfter.getTime()),
    revoked_at: iso(revokedAt?.getTime() ?? null),
    reason: reason ?? null,
  };
}

export function entryRow({ id, name, serial, status, notAfter }: CaEntry, context: CliContext): string[] {
  const words = caWords(context.lang);
  const state = { valid: words.valid, expired: words.expired, revoked: words.revoked.toLowerCase() }[status];
  return [id ?? "-", state, day(notAfter), serial, name];
}

export const day = (date: Date): string => date.toISOString().slice(0, 10);

/** Write a file that must not exist yet. */
export async function writeNew(
  path: string,
  data: Uint8Array | string,
  mode: number,
  context: CliContext,
): Promise<void> {
  try {
    const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
    await Deno.writeFile(path, bytes, { createNew: true, mode });
  } catch (cause) {
    const words = wordsOf(context.lang);
    throw new CommandError(words("file.writing", { path, why: fileProblem(cause, words) }), undefined, { cause });
  }
}

/** Say that a file is in the way before anything is issued, rather than after. */
export async function mustBeFree(path: string | undefined, context: CliContext): Promise<void> {
  if (path === undefined) return;
  const found = await Deno.lstat(path).then(() => true, () => false);
  const words = wordsOf(context.lang);
  if (found) throw new CommandError(words("file.writing", { path, why: words("file.exists") }));
}
