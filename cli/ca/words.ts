/** What `parley ca` says, in both languages. */
import type { Language } from "../context.ts";

const en = {
  passphrase: "Pass-phrase of the authority: ",
  newPassphrase: "New pass-phrase of the authority (empty for none): ",
  bundlePassphrase: "Pass-phrase for the new file (empty for none): ",
  again: "Once more: ",
  differ: "the two pass-phrases differ",
  needed: "the authority's key is encrypted: a pass-phrase is needed",
  hint: "Run it on a terminal, or name a file in PARLEY_PASSPHRASE_FILE.",
  p12Needed: "a PKCS#12 file needs a pass-phrase",
  p12Hint: "Run it on a terminal, or name a file with --passphrase-file.",
  plainKey: "note: no pass-phrase, so the authority's key is not encrypted",
  plainBundle: "note: no pass-phrase, so the key in the file is not encrypted",
  authority: "Authority",
  folder: "Folder",
  root: "Root",
  fingerprint: "Fingerprint",
  until: "Valid until",
  id: "Id",
  name: "Name",
  serial: "Serial number",
  file: "File",
  list: "Revocation list",
  revoked: "Revoked",
  none: "nothing issued yet",
  valid: "valid",
  expired: "expired",
};

const ru: typeof en = {
  passphrase: "Парольная фраза центра: ",
  newPassphrase: "Новая парольная фраза центра (пусто — без неё): ",
  bundlePassphrase: "Парольная фраза нового файла (пусто — без неё): ",
  again: "Ещё раз: ",
  differ: "фразы не совпадают",
  needed: "ключ центра зашифрован: нужна парольная фраза",
  hint: "Запустите в терминале или укажите файл в PARLEY_PASSPHRASE_FILE.",
  p12Needed: "файлу PKCS#12 нужна парольная фраза",
  p12Hint: "Запустите в терминале или укажите файл в --passphrase-file.",
  plainKey: "замечание: без парольной фразы ключ центра не зашифрован",
  plainBundle: "замечание: без парольной фразы ключ в файле не зашифрован",
  authority: "Центр",
  folder: "Папка",
  root: "Корень",
  fingerprint: "Отпечаток",
  until: "Действует до",
  id: "Номер",
  name: "Имя",
  serial: "Серийный номер",
  file: "Файл",
  list: "Список отзыва",
  revoked: "Отозвано",
  none: "ещё ничего не выдано",
  valid: "действует",
  expired: "истёк",
};

export type CaWords = typeof en;

export const caWords = (language: Language): CaWords => ({ en, ru })[language];
