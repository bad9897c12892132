/** A certificate authority in a folder: what `parley ca` does, interchangeable with `certs/scripts`. */
import { createPublicKey, type KeyObject } from "node:crypto";
import { readdir, readFile, rmdir } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import {
  fileSerial,
  formatIds,
  formatIndex,
  type IdEntry,
  type IndexEntry,
  onelineSubject,
  parseIds,
  parseIndex,
} from "./ca_database.ts";
import { CRL_DAYS, newCaFiles } from "./ca_files.ts";
import { withCaLock } from "./ca_lock.ts";
import { createLeaf, createRoot, exportSpki } from "./certificate.ts";
import { createCrl, type Crl, parseCrl, type RevocationReason } from "./crl.ts";
import { readCsr } from "./csr.ts";
import { toHex } from "./der_values.ts";
import { CaError } from "./errors.ts";
import { exists, isNotFound, placeFolder, PRIVATE_FILE, readTextIfThere, writeFileAtomic } from "./files.ts";
import { newRsaKey, publicPem } from "./keys.ts";
import { readLeaf } from "./leaf.ts";
import { isDisplayName, newPeerId } from "./names.ts";
import { findPem } from "./pem.ts";
import { PassphraseHasher } from "./pbes2.ts";
import { isEncryptedKey, readKey } from "./pkcs8.ts";
import { readRoot, type RootInfo } from "./root.ts";
import type { LeafInfo, PeerId } from "./types.ts";

const DAY = 86_400_000;

/** A leaf that an authority has issued, as its books say. */
export interface CaEntry {
  /** Null for what was issued by other means than scripts and commands. */
  readonly id: PeerId | null;
  /** Lower-case hex without leading zeros. */
  readonly serial: string;
  readonly name: string;
  readonly status: "valid" | "expired" | "revoked";
  readonly notAfter: Date;
  readonly revokedAt?: Date;
  readonly reason?: RevocationReason;
}

export interface IssuedLeaf {
  readonly id: PeerId;
  readonly name: string;
  readonly serial: string;
  readonly notAfter: Date;
  /** PEM. */
  readonly leaf: string;
  /** Root certificate, PEM. */
  readonly root: string;
}

/** What every command that signs needs. */
export interface CaCommand {
  readonly now: Date;
  /** Of the authority's key, when it is encrypted. */
  readonly passphrase?: string;
}

/** An authority's folder. Every method that changes it holds its lock and leaves whole files behind, whenever it is cut off. */
export class CaDir {
  private constructor(readonly dir: string, readonly root: RootInfo) {}

  /** Make a new authority. The folder must not exist, or be empty. */
  static async init(dir: string, options: CaCommand & { name: string; bits?: number }): Promise<CaDir> {
    const path = resolve(dir);
    if (!isDisplayName(options.name)) {
      throw new CaError(`making an authority named "${options.name}": 1 to 64 visible characters are due`);
    }
    await clearPlace(path);
    const key = await newRsaKey(options.bits);
    const root = (await createRoot({ name: options.name, key, now: options.now })).certificate;
    await placeFolder(path, await newCaFiles({ ...options, root, key }), options.now, ["issued"]);
    return new CaDir(path, readRoot(root));
  }

  static async open(dir: string): Promise<CaDir> {
    const path = resolve(dir);
    const certificate = await readTextIfThere(join(path, "ca.crt"));
    if (certificate === undefined) {
      throw new CaError(`opening the authority in "${path}": there is none ("ca.crt" is missing)`);
    }
    return new CaDir(path, readRoot(certificate));
  }

  /** Is its key encrypted? */
  async needsPassphrase(): Promise<boolean> {
    return isEncryptedKey(await this.#text("ca.key"));
  }

  /** A new key and a leaf for it. The key is not kept here. */
  async issue(
    options: CaCommand & { name: string; bits?: number; days?: number },
  ): Promise<IssuedLeaf & { key: KeyObject }> {
    const name = this.#checkName(options.name);
    const [rootKey, key] = await Promise.all([this.#rootKey(options.passphrase), newRsaKey(options.bits)]);
    const issued = await this.#locked(() => this.#issue(rootKey, { ...options, name, publicKeyPem: publicPem(key) }));
    return { ...issued, key };
  }

  /** A leaf for the key of a signing request; its name is taken unless another is given, all else in it is ignored. */
  async sign(csr: string, options: CaCommand & { name?: string; days?: number }): Promise<IssuedLeaf> {
    const request = readCsr(csr);
    const name = this.#checkName(options.name ?? request.name ?? "");
    const rootKey = await this.#rootKey(options.passphrase);
    const { publicKeyPem } = request;
    return this.#locked(() => this.#issue(rootKey, { ...options, name, publicKeyPem }));
  }

  /** A new leaf for the same id and key, with the same name or another. The former one stays valid until it expires or is revoked. */
  async renew(id: PeerId, options: CaCommand & { name?: string; days?: number }): Promise<IssuedLeaf> {
    const name = options.name === undefined ? undefined : this.#checkName(options.name);
    const rootKey = await this.#rootKey(options.passphrase);
    return this.#locked(async () => {
      const known = (await this.#ids()).filter((entry) => entry.id === id);
      if (known.length === 0) throw new CaError(`renewing "${id}": this authority issued no such id`);
      const revoked = new Set((await this.#index()).filter((entry) => entry.revokedAt).map((entry) => entry.serial));
      const current = known.findLast((entry) => !revoked.has(entry.serial));
      if (!current) throw new CaError(`renewing "${id}": it is revoked; issue a new certificate instead`);
      const former = await this.#issued(current.serial);
      if (!former) throw new CaError(`renewing "${id}": "issued/${current.serial}.pem" is missing`);
      const publicKeyPem = createPublicKey(former.pem).export({ type: "spki", format: "pem" }).toString();
      return await this.#issue(rootKey, { ...options, id, name: name ?? current.name, publicKeyPem });
    });
  }

  /**
   * Take back every valid certificate of an id, or the one with a serial, and write a new list.
   * @returns what was revoked
   */
  async revoke(which: string, options: CaCommand & { reason?: RevocationReason }): Promise<CaEntry[]> {
    const rootKey = await this.#rootKey(options.passphrase);
    const { now, reason = "unspecified" } = options;
    return await this.#locked(async () => {
      const serials = await this.#serialsOf(which);
      const index = await this.#completeIndex(serials);
      const fresh = index.filter((entry) => serials.has(entry.serial) && !entry.revokedAt).map((entry) => entry.serial);
      if (fresh.length === 0) throw new CaError(`revoking "${which}": it is revoked already`);
      const revoke = (entry: IndexEntry) => fresh.includes(entry.serial) ? { ...entry, revokedAt: now, reason } : entry;
      await this.#write("index.txt", formatIndex(index.map(revoke), now));
      await this.#writeCrl(rootKey, now);
      const done = new Set(fresh.map(plainSerial));
      return (await this.list(now)).filter((entry) => done.has(entry.serial));
    });
  }

  /** Write a new list of what is revoked to `ca.crl`. */
  async crl(options: CaCommand): Promise<Crl & { pem: string }> {
    const rootKey = await this.#rootKey(options.passphrase);
    const pem = await this.#locked(() => this.#writeCrl(rootKey, options.now));
    return { ...parseCrl(pem, this.root.certificate), pem };
  }

  /** Everything issued, oldest first. */
  async list(now: Date): Promise<CaEntry[]> {
    const ids = new Map((await this.#ids()).map((entry) => [entry.serial, entry]));
    return (await this.#index()).map((entry) => {
      const known = ids.get(entry.serial);
      const status = entry.revokedAt ? "revoked" : entry.notAfter < now ? "expired" : "valid";
      const { notAfter, revokedAt, reason, subject } = entry;
      const serial = plainSerial(entry.serial);
      return { id: known?.id ?? null, serial, name: known?.name ?? subject, status, notAfter, revokedAt, reason };
    });
  }

  #checkName(name: string): string {
    if (isDisplayName(name)) return name;
    throw new CaError(`issuing a certificate for "${name}": a name of 1 to 64 visible characters is due`);
  }

  async #issue(
    rootKey: KeyObject,
    options: { id?: PeerId; name: string; publicKeyPem: string; now: Date; days?: number },
  ): Promise<IssuedLeaf> {
    const { name, publicKeyPem, now, days } = options;
    const root = this.root.certificate;
    const ids = await this.#ids();
    const id = options.id ?? newPeerId(new Set(ids.map((entry) => entry.id)));
    const issued = await createLeaf({ root, rootKey, id, name, publicKeyPem, now, days });
    const { notAfter } = readLeaf(issued.der);
    const serial = fileSerial(issued.serial);
    // the id first: cut off here, an id is used up, which is harmless; the other way round it could be given out twice
    await this.#write("ids.txt", formatIds([...ids, { id, serial, name }]));
    await this.#write(join("issued", `${serial}.pem`), issued.certificate);
    const line = { serial, notAfter, subject: onelineSubject(name) };
    await this.#write("index.txt", formatIndex([...await this.#index(), line], now));
    return { id, name, serial: issued.serial, notAfter, leaf: issued.certificate, root };
  }

  async #writeCrl(rootKey: KeyObject, now: Date): Promise<string> {
    const number = parseInt(await this.#text("crlnumber"), 16);
    if (!Number.isSafeInteger(number)) throw new CaError(`writing a revocation list: "crlnumber" is not a number`);
    const revoked = (await this.#index()).flatMap(({ serial, revokedAt, reason }) =>
      revokedAt ? [{ serial, revokedAt, reason }] : []
    );
    const nextUpdate = new Date(now.getTime() + CRL_DAYS * DAY);
    const crl = await createCrl({ root: this.root.certificate, rootKey, number, thisUpdate: now, nextUpdate, revoked });
    await this.#write("crlnumber", `${fileSerial((number + 1).toString(16))}\n`);
    await this.#write("ca.crl", crl);
    return crl;
  }

  /** Serials, as files spell them, of an id or of one certificate. */
  async #serialsOf(which: string): Promise<Set<string>> {
    const ofId = (await this.#ids()).filter((entry) => entry.id === which).map((entry) => entry.serial);
    if (ofId.length > 0) return new Set(ofId);
    const serial = /^[0-9a-f:]+$/i.test(which) ? fileSerial(which.replaceAll(":", "")) : "";
    if ((await this.#index()).some((entry) => entry.serial === serial)) return new Set([serial]);
    throw new CaError(`revoking "${which}": this authority issued neither such an id nor such a serial number`);
  }

  /** The index, with lines for certificates that were written but not entered because a command was cut off. */
  async #completeIndex(serials: ReadonlySet<string>): Promise<IndexEntry[]> {
    const index = await this.#index();
    for (const serial of serials) {
      if (index.some((entry) => entry.serial === serial)) continue;
      const issued = await this.#issued(serial);
      if (issued) index.push({ serial, notAfter: issued.info.notAfter, subject: onelineSubject(issued.info.name) });
    }
    return index;
  }

  async #issued(serial: string): Promise<{ pem: string; info: LeafInfo } | undefined> {
    const pem = await readTextIfThere(join(this.dir, "issued", `${serial}.pem`));
    const der = pem && findPem(pem, "CERTIFICATE");
    return der ? { pem, info: readLeaf(der) } : undefined;
  }

  async #rootKey(passphrase?: string): Promise<KeyObject> {
    const what = `the authority's key "${join(this.dir, "ca.key")}"`;
    const hasher = passphrase === undefined ? undefined : new PassphraseHasher(passphrase);
    const key = await readKey(await this.#text("ca.key"), what, hasher);
    if (key.asymmetricKeyType === "rsa" && toHex(exportSpki(createPublicKey(key))) === toHex(this.root.publicKey)) {
      return key;
    }
    throw new CaError(`reading ${what}: it is not the key of "${this.root.name}"`);
  }

  #locked<T>(run: () => Promise<T>): Promise<T> {
    return withCaLock(this.dir, run);
  }

  async #ids(): Promise<IdEntry[]> {
    return parseIds(await this.#text("ids.txt"));
  }

  async #index(): Promise<IndexEntry[]> {
    return parseIndex(await this.#text("index.txt"));
  }

  #write(name: string, text: string): Promise<void> {
    return writeFileAtomic(join(this.dir, name), text, PRIVATE_FILE);
  }

  async #text(name: string): Promise<string> {
    try {
      return await readFile(join(this.dir, name), "utf8");
    } catch (error) {
      if (!isNotFound(error)) throw error;
      throw new CaError(`working in the authority "${this.dir}": "${name}" is missing`, { cause: error });
    }
  }
}

/** File spelling to the one of certificates. */
const plainSerial = (serial: string) => serial.toLowerCase().replace(/^0+(?=.)/, "");

/** An authority is never made over something: the place must be free. */
async function clearPlace(path: string): Promise<void> {
  if (!await exists(path)) return;
  if ((await readdir(path)).length > 0) {
    throw new CaError(
      `making an authority in "${path}": the folder "${basename(path)}" in "${dirname(path)}" is not empty`,
    );
  }
  await rmdir(path);
}
