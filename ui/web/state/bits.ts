/** "Show me the bits": the newest message on its way, before and after sealing, for a few seconds. */
import { signal } from "@preact/signals";
import type { ApiEvent } from "../../api.ts";

export type Bits = Extract<ApiEvent, { type: "bits" }>;

/** Milliseconds the panel stands: time to look from one row to the other. */
const SHOWN = 8_000;

export const bits = signal<Bits | null>(null);

let timer: ReturnType<typeof setTimeout> | undefined;

export function followBits(event: ApiEvent): void {
  if (event.type !== "bits") return;
  bits.value = event;
  holdBits(false);
}

export function closeBits(): void {
  clearTimeout(timer);
  bits.value = null;
}

/** While somebody looks closer, it stays. */
export function holdBits(hold: boolean): void {
  clearTimeout(timer);
  if (!hold) timer = setTimeout(closeBits, SHOWN);
}
