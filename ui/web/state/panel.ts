/** Whether what is known of the person or room one talks with is shown beside the conversation. */
import { computed, effect, signal } from "@preact/signals";
import { activeKey, activePartner } from "./store.ts";

const asked = signal(false);

export const panelOpen = computed(() => asked.value && activePartner.value !== undefined);

export function openPanel(): void {
  asked.value = true;
}

export function closePanel(): void {
  asked.value = false;
}

/** Whoever goes back to the list has left the panel, too. */
export function leavePanel(): void {
  effect(() => {
    if (activeKey.value === null) closePanel();
  });
}
