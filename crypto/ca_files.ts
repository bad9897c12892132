/** Files of an authority's folder, shared with `certs/scripts`. Layout: `docs/specs/identity-v1.md`, "Authority folder". */
import type { KeyObject } from "node:crypto";
import { fileSerial, formatIds, formatIndex, onelineSubject } from "./ca_database.ts";
import { newSerial } from "./certificate.ts";
import { createCrl } from "./crl.ts";
import { readLeaf } from "./leaf.ts";
import { findPem } from "./pem.ts";
import { hasherOf } from "./pbes2.ts";
import { writeKey } from "./pkcs8.ts";

/** Days until a list should be replaced by a newer one. */
export const CRL_DAYS = 30;

const DAY = 86_400_000;

/** Equal to `certs/scripts/openssl.cnf`; a test says so. */
export const OPENSSL_CNF =
  `# Configuration of a Parley certificate authority for the openssl command, run inside the authority's folder.
# Both certs/scripts and "parley ca" put this file there; see docs/specs/identity-v1.md.

[ca]
default_ca = parley

[parley]
certificate = ca.crt
private_key = ca.key
database = index.txt
serial = serial
crlnumber = crlnumber
new_certs_dir = issued
default_md = sha256
default_days = 365
default_crl_days = 30
policy = parley_policy
unique_subject = no
email_in_dn = no
copy_extensions = none
string_mask = utf8only
crl_extensions = parley_crl

[parley_policy]
commonName = supplied

[parley_crl]
authorityKeyIdentifier = keyid

[parley_root]
basicConstraints = critical,CA:TRUE,pathlen:0
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash

[req]
distinguished_name = parley_name
string_mask = utf8only
utf8 = yes
prompt = no

[parley_name]
commonName = Parley
`;

export interface NewCaOptions {
  /** Root certificate, PEM. */
  readonly root: string;
  readonly key: KeyObject;
  /** Encrypts the key. */
  readonly passphrase?: string;
  /** A leaf it has issued already, PEM: the owner's own. */
  readonly issued?: string;
  readonly now: Date;
}

/** Names and texts of all files of a new authority; names with a "/" are in a folder. */
export async function newCaFiles(options: NewCaOptions): Promise<Record<string, string>> {
  const { root, key, now, issued } = options;
  const leaf = issued === undefined ? undefined : readLeaf(findPem(issued, "CERTIFICATE")!);
  const serial = leaf && fileSerial(leaf.serial);
  const nextUpdate = new Date(now.getTime() + CRL_DAYS * DAY);
  return {
    "ca.crt": root,
    "ca.key": await writeKey(key, hasherOf(options.passphrase)),
    "openssl.cnf": OPENSSL_CNF,
    "index.txt": leaf && serial
      ? formatIndex([{ serial, notAfter: leaf.notAfter, subject: onelineSubject(leaf.name) }], now)
      : "",
    "index.txt.attr": "unique_subject = no\n",
    "ids.txt": leaf && serial ? formatIds([{ id: leaf.id, serial, name: leaf.name }]) : "",
    "serial": `${fileSerial(newSerial())}\n`,
    "crlnumber": "02\n",
    "ca.crl": await createCrl({ root, rootKey: key, number: 1, thisUpdate: now, nextUpdate, revoked: [] }),
    ...(issued && serial ? { [`issued/${serial}.pem`]: issued } : {}),
  };
}
