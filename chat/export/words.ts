/** The words of an exported page. It is read without the program, so it carries its own. */

const en = {
  title: "Conversation with {name}",
  title_all: "All conversations of {name}",
  exported: "Exported from Parley on {time}",
  number: "Number {id}",
  people: "People",
  empty: "Nothing was said here.",
  you: "You",
  deleted: "Deleted",
  edited: "edited",
  forwarded: "Forwarded",
  gone: "A message that is not here any more",
  unknown: "Sent by a newer version",
  queued: "waiting",
  sent: "sent",
  delivered: "delivered",
  read: "read",
  failed: "not sent",
  file_offered: "offered",
  file_waiting: "waiting",
  file_running: "on its way",
  file_completed: "completed",
  file_declined: "declined",
  file_cancelled: "cancelled",
  file_failed: "failed",
} as const;

export type ExportWord = keyof typeof en;

const ru: Record<ExportWord, string> = {
  title: "Переписка: {name}",
  title_all: "Вся переписка: {name}",
  exported: "Сохранено из Parley: {time}",
  number: "Номер {id}",
  people: "Люди",
  empty: "Здесь ничего не сказано.",
  you: "Вы",
  deleted: "Удалено",
  edited: "изменено",
  forwarded: "Пересланное",
  gone: "Сообщение, которого здесь больше нет",
  unknown: "Отправлено из более новой версии",
  queued: "ждёт отправки",
  sent: "отправлено",
  delivered: "доставлено",
  read: "прочитано",
  failed: "не отправлено",
  file_offered: "ждёт ответа",
  file_waiting: "ждёт",
  file_running: "передаётся",
  file_completed: "завершено",
  file_declined: "отклонено",
  file_cancelled: "отменено",
  file_failed: "ошибка",
};

export type ExportLanguage = "en" | "ru";

/** Tables by language, for the page and for the test that compares them. */
export const EXPORT_WORDS: Readonly<Record<ExportLanguage, Record<ExportWord, string>>> = { en, ru };

/** A sentence with its `{placeholders}` filled. */
export function exportWord(
  language: ExportLanguage,
  word: ExportWord,
  values: Readonly<Record<string, string>> = {},
): string {
  return EXPORT_WORDS[language][word].replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
