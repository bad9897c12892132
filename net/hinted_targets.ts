/** Whom to dial: those who are to be connected, with what is said of where they are, and those who are only said to be there. */
import type { PeerKey } from "../crypto/types.ts";
import { sameAddress } from "./addresses.ts";
import type { HintedPeer } from "./discovery/hints.ts";
import { keyOf } from "./link_table.ts";
import type { Address, DialTarget } from "./types.ts";

/**
 * @returns `wanted`: the targets, each with the addresses their owner announced first and those told by others last;
 * `hinted`: everybody else
 */
export function withHints(
  targets: readonly DialTarget[],
  hints: readonly HintedPeer[],
): { wanted: DialTarget[]; hinted: DialTarget[] } {
  const left = new Map<PeerKey, HintedPeer>(hints.map((hint) => [keyOf(hint.peer), hint]));
  const wanted = targets.map((target) => {
    const hint = target.peer && left.get(keyOf(target.peer));
    if (hint === undefined) return target;
    left.delete(keyOf(hint.peer));
    return { ...target, addresses: joined(hint.heard, target.addresses, hint.told) };
  });
  const hinted = [...left.values()].map(({ peer, heard, told }) => ({ peer, addresses: joined(heard, told) }));
  return { wanted, hinted };
}

function joined(...lists: readonly (readonly Address[])[]): Address[] {
  const all: Address[] = [];
  for (const address of lists.flat()) if (!all.some((known) => sameAddress(known, address))) all.push(address);
  return all;
}
