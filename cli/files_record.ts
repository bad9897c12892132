/** A transfer as scripts see it: a line of `files --json`. The fields are a contract with scripts. */
import type { Transfer } from "../ui/api.ts";
import { idOf, iso } from "./format.ts";

/** Bytes that one packet of the file budget pays for (LIM-1). */
const PACKET = 1024 * 1024;

export function transferJson(transfer: Transfer): Record<string, unknown> {
  return {
    id: transfer.id,
    peer: idOf(transfer.conversation),
    name: transfer.name,
    direction: transfer.direction,
    type: transfer.type,
    size: transfer.size,
    files: transfer.files,
    state: transfer.state,
    reason: transfer.reason,
    ended_by: transfer.ended_by,
    done: transfer.done,
    speed: transfer.speed,
    average: transfer.average,
    path: transfer.path,
    offered_at: iso(transfer.offered_at),
    ended_at: iso(transfer.ended_at),
  };
}

/** Packets of the file budget that offering this many bytes costs. */
export function filePackets(size: number): number {
  return Math.max(1, Math.ceil(size / PACKET));
}
