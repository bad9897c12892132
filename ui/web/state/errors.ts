/** Failed calls in words for people. */
import type { ApiErrorCode } from "../../api.ts";
import { CallError } from "../link/connection.ts";
import { isKey } from "../locales/mod.ts";
import { t } from "./store.ts";

export function errorCode(error: unknown): ApiErrorCode | "lost" {
  return error instanceof CallError ? error.code : "internal";
}

export function errorText(code: string): string {
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

export function eventText(key: string, args: Record<string, string> = {}): string {
  return key.startsWith("event.") && isKey(key) ? t(key, args) : t("event.unknown", { key });
}
