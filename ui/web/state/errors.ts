/** Failed calls in words for people. */
import type { ApiErrorCode } from "../../api.ts";
import { duration } from "../format/time.ts";
import { CallError } from "../link/connection.ts";
import { isKey } from "../locales/mod.ts";
import { language, t } from "./store.ts";

export function errorCode(error: unknown): ApiErrorCode | "lost" {
  return error instanceof CallError ? error.code : "internal";
}

/** @param kind of the message it is about: of files some things are said in other words */
export function errorText(code: string, kind = "text"): string {
  const own = `error.${kind}.${code}`;
  if (isKey(own)) return t(own);
  const key = `error.${code}`;
  return isKey(key) ? t(key) : t("error.internal");
}

export function closeText(code: string): string {
  const key = `close.${code}`;
  return isKey(key) ? t(key) : t("close.connection-lost");
}

export function noticeText(key: string, args: Record<string, string> = {}): string {
  if (key.startsWith("notice.") && isKey(key)) return t(key, args);
  // For the user every trouble with the disk is the same trouble, whatever its code.
  return key.startsWith("notice.storage_") ? t("notice.storage_io") : t("notice.unknown", { key });
}

/**
 * What happened, in words of the one who reads it: `who` is "me" or "them", `me` which of the names is our user's, `seconds` a
 * length of time.
 */
export function eventText(key: string, args: Record<string, string> = {}): string {
  const as_me = `${key}_me_${args.me}`;
  if (args.me !== undefined && isKey(as_me)) return t(as_me, args);
  const ended = `${key}_off`;
  const said = args.seconds === "0" && isKey(ended) ? ended : key;
  const own = `${said}_me`;
  const chosen = args.who === "me" && isKey(own) ? own : said;
  if (!chosen.startsWith("event.") || !isKey(chosen)) return t("event.unknown", { key });
  if (args.seconds === undefined) return t(chosen, args);
  return t(chosen, { ...args, time: duration(Number(args.seconds), language.value) });
}
