/** `parley help ca VERB`: how each sub-verb is written, and every option it takes. */
import type { Language } from "../context.ts";

const USAGE = {
  init: "ca init --dir DIR --name NAME [--bits N]",
  issue: "ca issue --dir DIR --name NAME [--out F] [--format pem|p12] [--passphrase-file F] [--days N] [--bits N]",
  sign: "ca sign CSR --dir DIR [--name NAME] [--out FILE] [--days N]",
  revoke: "ca revoke ID|SERIAL --dir DIR [--reason R]",
  renew: "ca renew ID --dir DIR [--out FILE] [--days N]",
  list: "ca list --dir DIR",
  crl: "ca crl --dir DIR [--out FILE]",
} as const;

export type CaVerb = keyof typeof USAGE;
export const CA_VERBS = Object.keys(USAGE) as CaVerb[];

export function isCaVerb(name: string): name is CaVerb {
  return Object.hasOwn(USAGE, name);
}

/** What stands behind "usage: parley". */
export const caUsage = (verb: CaVerb): string => USAGE[verb];

const en: Record<CaVerb, string> = {
  init: `make a certificate authority in a new folder; asks for a pass-phrase for its key

  --dir DIR      folder to make; must be new or empty
  --name NAME    name of the authority, as members see it
  --bits N       length of its key, 2048 to 4096 (3072)`,
  issue: `make a key and a certificate for somebody, in one file to hand over safely

  --dir DIR                 folder of the authority
  --name NAME               name others see
  --out FILE                file to write (parley-ID.pem or parley-ID.p12); must not exist yet
  --format pem|p12          by the name of the file, else pem
  --passphrase-file FILE    its first line is the pass-phrase of the new file, else it is asked for; p12 needs one
  --days N                  how long it is good, 1 to 825 (365); never longer than the root
  --bits N                  length of the key, 2048 to 4096 (3072)`,
  sign: `make a certificate for a key that somebody made and keeps; CSR is their signing request

  --dir DIR      folder of the authority
  --name NAME    name others see (the one in the request)
  --out FILE     file to write, certificate and root (printed); must not exist yet
  --days N       how long it is good, 1 to 825 (365); never longer than the root`,
  revoke: `take certificates back, all of an id or the one with a serial number, and write a new revocation list

  --dir DIR      folder of the authority
  --reason R     keyCompromise, affiliationChanged, superseded, cessationOfOperation`,
  renew: `make a new certificate for the same person, id and key

  --dir DIR      folder of the authority
  --out FILE     file to write, certificate and root (printed); must not exist yet
  --days N       how long it is good, 1 to 825 (365); never longer than the root`,
  list: `show everything issued: id, state, end, serial number, name

  --dir DIR      folder of the authority`,
  crl: `write a fresh revocation list

  --dir DIR      folder of the authority
  --out FILE     file to write, replacing what is there (ca.crl in the folder)`,
};

const ru: Record<CaVerb, string> = {
  init: `создать центр сертификации в новой папке; спросит пароль для его ключа

  --dir DIR      какую папку создать; новая или пустая
  --name NAME    имя центра, каким его увидят участники
  --bits N       длина его ключа, от 2048 до 4096 (3072)`,
  issue: `создать кому-то ключ и сертификат, одним файлом, который передают надёжным путём

  --dir DIR                 папка центра
  --name NAME               имя, которое увидят остальные
  --out FILE                в какой файл записать (parley-ID.pem или parley-ID.p12); его ещё не должно быть
  --format pem|p12          по имени файла, иначе pem
  --passphrase-file FILE    первая строка — пароль нового файла, иначе спросит; для p12 он обязателен
  --days N                  сколько дней действует, от 1 до 825 (365); не дольше корня
  --bits N                  длина ключа, от 2048 до 4096 (3072)`,
  sign: `выдать сертификат ключу, который человек создал и хранит сам; CSR — файл с его запросом

  --dir DIR      папка центра
  --name NAME    имя, которое увидят остальные (то, что в запросе)
  --out FILE     куда записать сертификат и корень (вывести); файла ещё не должно быть
  --days N       сколько дней действует, от 1 до 825 (365); не дольше корня`,
  revoke: `отозвать сертификаты: все одного номера или один, по серийному номеру; записать новый список отзыва

  --dir DIR      папка центра
  --reason R     keyCompromise, affiliationChanged, superseded, cessationOfOperation`,
  renew: `выдать новый сертификат тому же человеку, с тем же номером и ключом

  --dir DIR      папка центра
  --out FILE     куда записать сертификат и корень (вывести); файла ещё не должно быть
  --days N       сколько дней действует, от 1 до 825 (365); не дольше корня`,
  list: `показать всё выданное: номер, состояние, срок, серийный номер, имя

  --dir DIR      папка центра`,
  crl: `записать свежий список отзыва

  --dir DIR      папка центра
  --out FILE     куда записать поверх прежнего (ca.crl в папке)`,
};

export function caHelp(verb: CaVerb, language: Language): string[] {
  return { en, ru }[language][verb].split("\n");
}
