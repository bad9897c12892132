/** Names of the authorities that issued people's certificates. The program tells a fingerprint with each contact. */
import { signal } from "@preact/signals";
import type { ApiEvent, TrustRow } from "../../api.ts";
import { groupedHex } from "../format/person.ts";
import { call } from "./program.ts";
import { current, me } from "./store.ts";

const rows = signal<ReadonlyMap<string, TrustRow>>(new Map());

/** As people say it; the beginning of the fingerprint when there is no name. */
export function authorityName(root: string): string {
  const found = rows.value.get(root)?.name ?? (me.value?.root === root ? me.value.root_name : undefined);
  return found ?? groupedHex(root.slice(0, 16));
}

/** Asked at every start, and again when somebody comes under an authority that was not there. */
export function followAuthorities(event: ApiEvent): void {
  if (event.type === "snapshot") void load();
  else if (event.type === "contact" && !known(event.contact.root)) void load();
}

function known(root: string): boolean {
  return rows.peek().has(root) || current().me?.root === root;
}

async function load(): Promise<void> {
  try {
    const list = await call("trust_list", {});
    rows.value = new Map(list.map((row) => [row.root, row]));
  } catch { /* names are a help, not a need: the fingerprint stands in */ }
}
