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
  passphrase: "Пароль центра: ",
  newPassphrase: "Новый пароль центра (пусто — без него): ",
  bundlePassphrase: "Пароль нового файла (пусто — без него): ",
  again: "Ещё раз: ",
  differ: "пароли не совпадают",
  needed: "ключ центра зашифрован: нужен пароль",
  hint: "Запустите в терминале или укажите файл в PARLEY_PASSPHRASE_FILE.",
  p12Needed: "файлу PKCS#12 нужен пароль",
  p12Hint: "Запустите в терминале или укажите файл в --passphrase-file.",
  plainKey: "замечание: без пароля ключ центра не зашифрован",
  plainBundle: "замечание: без пароля ключ в файле не зашифрован",
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
