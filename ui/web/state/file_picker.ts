/** Where the picker stands: one folder of this machine at a time, and what was chosen in it. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { FolderEntry, FolderListing } from "../../api.ts";
import { crumbsOf } from "../format/path.ts";
import { errorCode } from "./errors.ts";
import { call } from "./program.ts";

export interface Picker {
  /** Null until the first answer. */
  readonly listing: FolderListing | null;
  readonly error: string | null;
  /** By path; only of this folder. */
  readonly chosen: ReadonlyMap<string, FolderEntry>;
  go(path: string): void;
  toggle(entry: FolderEntry): void;
}

/** The folder that was open last, so that several files of it need no second way there. "" is the home of the user. */
let last = "";

/** Asks for the drives of Windows; what is listed then has the path "". */
const DRIVES = "/";

export function usePicker(): Picker {
  const [listing, setListing] = useState<FolderListing | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [chosen, setChosen] = useState<Picker["chosen"]>(new Map());
  /** Rises with every folder that is gone to: the answer of a slow one comes late. */
  const question = useRef(0);
  const show = (next: FolderListing, picked: readonly FolderEntry[] = []) => {
    last = next.path === "" ? DRIVES : next.path;
    setListing(next);
    setError(null);
    setChosen(new Map(picked.map((entry) => [entry.path, entry])));
  };
  const go = async (path: string) => {
    const mine = ++question.current;
    try {
      const next = await call("files_list", { path });
      if (mine === question.current) show(next);
    } catch (failed) {
      const found = await besideIt(path);
      if (mine !== question.current) return;
      if (found !== null) show(...found);
      else setError(errorCode(failed));
    }
  };
  useEffect(() => {
    const mine = ++question.current;
    call("files_list", { path: last }).then(
      (next) => void (mine === question.current && show(next)),
      () => void (mine === question.current && go("")), // it may be gone since
    );
  }, []);
  const toggle = (entry: FolderEntry) => {
    const next = new Map(chosen);
    if (!next.delete(entry.path)) next.set(entry.path, entry);
    setChosen(next);
  };
  return { listing, error, chosen, go: (path) => void go(path), toggle };
}

/** Of the path of a file: its folder, with the file chosen. */
async function besideIt(path: string): Promise<[FolderListing, FolderEntry[]] | null> {
  const folder = crumbsOf(path).at(-2)?.path;
  if (folder === undefined) return null;
  try {
    const listing = await call("files_list", { path: folder });
    const entry = listing.entries.find((each) => each.path === path);
    return entry === undefined ? null : [listing, [entry]];
  } catch {
    return null;
  }
}
