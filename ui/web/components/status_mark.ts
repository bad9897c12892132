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
    <svg class="mark mark-${message.status}" viewBox="0 0 16 16" role="img" aria-label=${t(`status.${message.status}`)}>
      <path d=${path} />
    </svg>
  `;
}

/** The tooltip: the state in words and both times. */
export function statusTitle(message: Message): string {
  const lines = [
    t(`status.${message.status}`),
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
