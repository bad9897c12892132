import type { Message } from "../../api.ts";
import { fullTime } from "../format/time.ts";
import { html } from "../html.ts";
import { language, t } from "../state/store.ts";

const MARKS: Partial<Record<Message["status"], string>> = {
  queued: "M8 2.500a5.500 5.500 0 100 11 5.500 5.500 0 000-11zM8 5v3.200l2.200 1.300",
  sent: "M3.500 8.500l3 3 6-6.500",
  delivered: "M1 8.500l3 3 6-6.500M7.500 10.800l.8.7 6-6.500",
  read: "M1 8.500l3 3 6-6.500M7.500 10.800l.8.7 6-6.500",
  failed: "M8 2.200a5.800 5.800 0 100 11.600A5.800 5.800 0 008 2.200zM8 5v3.600M8 10.900v.01",
};

/** Clock, one tick, two ticks, coloured ticks, exclamation mark; each with its word for screen readers. */
export function StatusMark({ message }: { message: Message }) {
  const path = MARKS[message.status];
  if (path === undefined) return null;
  return html`
    <svg class="mark mark-${message.status}" viewBox="0 0 16 16" role="img"
      aria-label=${statusText(message)}>
      <path d=${path} />
    </svg>
  `;
}

/**
 * In a room: how many of how many others have it, while it is not all of them; the mark beside it says it in words. Two grey ticks
 * without a number are all of them: the colour means that it was read, and rooms do not tell that.
 */
export function DeliveredTo({ message }: { message: Message }) {
  const { delivery, status } = message;
  if (delivery === undefined || status !== "delivered" || hasAll(message)) return null;
  return html`<span class="delivered-to" aria-hidden="true">${delivery.to}/${delivery.of}</span>`;
}

/** In a room, everybody has it. */
function hasAll({ delivery, status }: Message): boolean {
  return delivery !== undefined && status === "delivered" && delivery.of > 0 && delivery.to >= delivery.of;
}

/** The state in words; in a room, how far it has come. */
export function statusText(message: Message): string {
  const { delivery, status } = message;
  if (delivery === undefined || status !== "delivered") return t(`status.${status}`);
  return hasAll(message) ? t("room.delivered_all", { count: delivery.of }) : t("room.delivered_to", delivery);
}

/** The tooltip: the state in words and both times. */
export function statusTitle(message: Message): string {
  const lines = [
    statusText(message),
    t("status.sent_at", { time: fullTime(message.sent_at, language.value) }),
  ];
  if (message.received_at !== null) {
    const key = message.direction === "in" ? "status.received_at" : "status.delivered_at";
    lines.push(t(key, { time: fullTime(message.received_at, language.value) }));
  }
  if (message.read_at !== undefined) {
    lines.push(t("status.read_at", { time: fullTime(message.read_at, language.value) }));
  }
  return (message.direction === "in" ? lines.slice(1) : lines).join("\n");
}
