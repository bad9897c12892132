/** Times of disappearing messages in words. */
import type { Message } from "../../api.ts";
import { duration, fullTime } from "../format/time.ts";
import { language, t } from "../state/store.ts";

export function timerText(seconds: number): string {
  return seconds === 0 ? t("timer.off") : duration(seconds, language.value);
}

export function disappearsText({ ttl, expires_at }: Message): string {
  return expires_at === undefined
    ? t("message.disappears_after", { time: timerText(ttl ?? 0) })
    : t("message.disappears_at", { time: fullTime(expires_at, language.value) });
}
