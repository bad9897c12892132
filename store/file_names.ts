/** Names of the files of a database. `docs/specs/history-v1.md` section 1. */

import { basename } from "node:path";
import type { FileKind } from "./file_header.ts";
import type { Files } from "./files.ts";

export interface FoundFiles {
  /** Generation → path. */
  readonly snapshot: Map<number, string>;
  readonly journal: Map<number, string>;
  /** Snapshots that were never finished. */
  readonly unfinished: string[];
  /** All names, set-aside ones too. */
  readonly names: Set<string>;
}

export function pathOf(base: string, generation: number, kind: FileKind): string {
  return `${base}.${generation}.${kind}`;
}

export function unfinishedPath(base: string, generation: number): string {
  return pathOf(base, generation, "snapshot") + ".new";
}

export function findFiles(files: Files, base: string): FoundFiles {
  const found: FoundFiles = { snapshot: new Map(), journal: new Map(), unfinished: [], names: new Set() };
  for (const name of files.list(base)) {
    found.names.add(name);
    const [, generation, kind, unfinished] = /^([1-9]\d{0,8})\.(snapshot|journal)(\.new)?$/.exec(
      name.slice(basename(base).length + 1),
    ) ?? [];
    if (generation === undefined) continue;
    const path = pathOf(base, Number(generation), kind as FileKind) + (unfinished ?? "");
    if (unfinished) found.unfinished.push(path);
    else found[kind as FileKind].set(Number(generation), path);
  }
  return found;
}

/** A free name for what is set aside; it is taken at once. */
export function asideName(found: FoundFiles, path: string, why: "cut" | "unreadable"): string {
  for (let count = 1;; count++) {
    const aside = `${path}.${why}${count === 1 ? "" : `.${count}`}`;
    if (found.names.has(basename(aside))) continue;
    found.names.add(basename(aside));
    return aside;
  }
}
