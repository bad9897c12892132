/**
 * Certificates for tests, made with the openssl command: good ones, and every kind of bad one. Keys are RSA-2048, made
 * once per process and reused, so that a test costs a few tens of milliseconds.
 */
import { join } from "node:path";

export interface TestKey {
  /** PKCS#8 PEM, not encrypted. */
  readonly privateKey: string;
  /** SPKI PEM. */
  readonly publicKey: string;
}

/** A certificate with the key that belongs to it (unless it was made over a foreign public key). */
export interface TestCertificate {
  /** PEM. */
  readonly certificate: string;
  readonly der: Uint8Array;
  /** PKCS#8 PEM, not encrypted. */
  readonly privateKey: string;
}

export interface CertificateOptions {
  /** Who signs; itself when absent. */
  readonly issuer?: TestCertificate;
  /** Which of the cached keys; equal numbers give the same key. */
  readonly key?: number;
  /** Put this public key (PEM) into the certificate instead of the key's own: what a thief of public keys would do. */
  readonly publicKey?: string;
  readonly name?: string;
  readonly id?: string;
  readonly version?: 1 | 3;
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  /** Lines of an OpenSSL extension section; replaces those of the same name in the leaf profile, null drops one. */
  readonly extensions?: Readonly<Record<string, string | null>>;
  /** Digest; "sha256" when absent. */
  readonly digest?: string;
}

const DAY = 86_400_000;
const keys = new Map<number, Promise<TestKey>>();

/** The n-th cached key of this process. */
export function testKey(n = 0): Promise<TestKey> {
  let key = keys.get(n);
  if (!key) keys.set(n, key = makeKey());
  return key;
}

/** Run openssl; what it wrote to standard output. Throws with what it said when it fails. */
export async function openssl(
  args: readonly string[],
  options: { stdin?: string; cwd?: string } = {},
): Promise<string> {
  const { code, stdout, stderr } = await opensslResult(args, options);
  if (code !== 0) throw new Error(`running "openssl ${args.join(" ")}": ${stderr}`);
  return stdout;
}

/** Run openssl whatever comes of it. */
export async function opensslResult(
  args: readonly string[],
  options: { stdin?: string; cwd?: string } = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  const child = new Deno.Command("openssl", {
    args: [...args],
    cwd: options.cwd,
    env: { LC_ALL: "C" },
    stdin: options.stdin === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  if (options.stdin !== undefined) {
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(options.stdin));
    await writer.close();
  }
  const { code, stdout, stderr } = await child.output();
  return { code, stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
}

/** Extension section of a root of the profile. */
const ROOT_EXTENSIONS = {
  basicConstraints: "critical,CA:TRUE,pathlen:0",
  keyUsage: "critical,keyCertSign,cRLSign",
  subjectKeyIdentifier: "hash",
};

/** Extension section of a leaf of the profile. */
function leafExtensions(id: string): Record<string, string> {
  return {
    basicConstraints: "critical,CA:FALSE",
    keyUsage: "critical,digitalSignature,keyEncipherment",
    extendedKeyUsage: "serverAuth,clientAuth",
    subjectKeyIdentifier: "hash",
    authorityKeyIdentifier: "keyid",
    subjectAltName: `URI:parley:${id},DNS:${id}.parley.internal`,
  };
}

/** A root of the profile. Different names and keys give different authorities. */
export function opensslRoot(options: CertificateOptions = {}): Promise<TestCertificate> {
  return make({ name: "Test authority", key: 0, ...options }, { ...ROOT_EXTENSIONS });
}

/** A leaf of the profile, or one that the options spoil. Valid from two days ago for a year when nothing else is said. */
export function opensslCertificate(options: CertificateOptions = {}): Promise<TestCertificate> {
  return make({ name: "Anna", key: 1, ...options }, leafExtensions(options.id ?? "1001"));
}

/** The bad certificates that admission must refuse by name; see {@link hostileCertificate}. */
export const HOSTILE_KINDS = [
  "unknown-authority",
  "expired",
  "not-yet-valid",
  "version-1",
  "root-itself",
  "ca-leaf",
  "signed-by-leaf",
  "server-only",
  "client-only",
  "no-extended-usage",
  "signing-usage",
  "no-names",
  "foreign-name",
  "two-ids",
  "differing-ids",
  "zero-id",
  "huge",
  "unknown-critical",
  "sha1",
] as const;

export type HostileKind = (typeof HOSTILE_KINDS)[number];

/**
 * A certificate that is bad in one way, under `root` where the kind allows. `id` is the id it claims; "foreign-name"
 * claims that of a web site instead. To play a thief of public keys, add `publicKey`.
 */
export async function hostileCertificate(
  kind: HostileKind,
  root: TestCertificate,
  options: CertificateOptions = {},
): Promise<TestCertificate> {
  const id = options.id ?? "1001";
  const now = Date.now();
  const leaf = (more: CertificateOptions) =>
    opensslCertificate({
      issuer: root,
      ...options,
      ...more,
      extensions: { ...options.extensions, ...more.extensions },
    });
  const names = (subjectAltName: string | null) => leaf({ extensions: { subjectAltName } });
  switch (kind) {
    case "unknown-authority":
      return leaf({ issuer: await opensslRoot({ name: "Stranger", key: 9 }) });
    case "expired":
      return leaf({ notBefore: new Date(now - 400 * DAY), notAfter: new Date(now - 35 * DAY) });
    case "not-yet-valid":
      return leaf({ notBefore: new Date(now + 35 * DAY), notAfter: new Date(now + 400 * DAY) });
    case "version-1":
      return leaf({ version: 1 });
    case "root-itself":
      return root;
    case "ca-leaf":
      return leaf({ extensions: { basicConstraints: "critical,CA:TRUE" } });
    case "signed-by-leaf":
      return leaf({ issuer: await opensslCertificate({ issuer: root, name: "Middle", id: "77", key: 8 }) });
    case "server-only":
      return leaf({ extensions: { extendedKeyUsage: "serverAuth" } });
    case "client-only":
      return leaf({ extensions: { extendedKeyUsage: "clientAuth" } });
    case "no-extended-usage":
      return leaf({ extensions: { extendedKeyUsage: null } });
    case "signing-usage":
      return leaf({ extensions: { keyUsage: "critical,digitalSignature,keyCertSign" } });
    case "no-names":
      return names(null);
    case "foreign-name":
      return names("DNS:www.example.org");
    case "two-ids":
      return names(`URI:parley:${id},DNS:${id}.parley.internal,URI:parley:4242,DNS:4242.parley.internal`);
    case "differing-ids":
      return names(`URI:parley:${id},DNS:4242.parley.internal`);
    case "zero-id":
      return names("URI:parley:0,DNS:0.parley.internal");
    case "huge":
      return leaf({ extensions: { nsComment: `"${"x".repeat(12_000)}"` } });
    case "unknown-critical":
      return leaf({ extensions: { "1.3.6.1.4.1.99999.1": "critical,ASN1:UTF8String:surprise" } });
    case "sha1":
      return leaf({ digest: "sha1" });
  }
}

async function makeKey(): Promise<TestKey> {
  const privateKey = await openssl(["genpkey", "-quiet", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"])
    .catch(() => openssl(["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"]));
  return { privateKey, publicKey: await openssl(["pkey", "-pubout"], { stdin: privateKey }) };
}

async function make(options: CertificateOptions, profile: Record<string, string>): Promise<TestCertificate> {
  const dir = await Deno.makeTempDir({ prefix: "parley-certificate-" });
  try {
    const { privateKey } = await testKey(options.key);
    const certificate = await sign(dir, options, { ...profile, ...options.extensions }, privateKey);
    return { certificate, der: pemToDer(certificate), privateKey };
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

async function sign(
  dir: string,
  options: CertificateOptions,
  extensions: Record<string, string | null>,
  privateKey: string,
): Promise<string> {
  const write = (name: string, text: string) => Deno.writeTextFile(join(dir, name), text);
  await write("key.pem", privateKey);
  await write("openssl.cnf", configuration(options, extensions));
  await write("index.txt", "");
  await write("serial", `${crypto.randomUUID().replaceAll("-", "").replace(/^./, "4")}\n`);
  const run = (...args: string[]) => openssl(args, { cwd: dir });
  const config = ["-config", "openssl.cnf"];
  const subject = ["-utf8", "-subj", `/CN=${(options.name ?? "").replace(/[\\/+]/g, "\\$&")}`];
  await run("req", "-new", ...config, ...subject, "-key", "key.pem", "-out", "csr.pem");
  if (options.issuer) {
    await write("ca.pem", options.issuer.certificate);
    await write("ca.key", options.issuer.privateKey);
  }
  const signer = options.issuer ? ["-cert", "ca.pem", "-keyfile", "ca.key"] : ["-selfsign", "-keyfile", "key.pem"];
  if (options.publicKey) {
    await write("public.pem", options.publicKey);
    return await overForeignKey(dir, options, run);
  }
  const dates = ["-startdate", stamp(options.notBefore ?? new Date(Date.now() - 2 * DAY))];
  dates.push("-enddate", stamp(options.notAfter ?? new Date(Date.now() + 365 * DAY)));
  await run("ca", "-batch", ...config, ...signer, ...dates, "-notext", "-in", "csr.pem", "-out", "out.pem");
  return await Deno.readTextFile(join(dir, "out.pem"));
}

async function overForeignKey(
  dir: string,
  options: CertificateOptions,
  run: (...args: string[]) => Promise<string>,
): Promise<string> {
  const signer = options.issuer ? ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial"] : ["-key", "key.pem"];
  const extensions = options.version === 1 ? [] : ["-extfile", "openssl.cnf", "-extensions", "leaf"];
  await run(
    "x509",
    "-req",
    "-in",
    "csr.pem",
    ...signer,
    "-force_pubkey",
    "public.pem",
    ...extensions,
    "-out",
    "out.pem",
  );
  return await Deno.readTextFile(join(dir, "out.pem"));
}

function configuration(options: CertificateOptions, extensions: Record<string, string | null>): string {
  const lines = Object.entries(extensions).filter(([, value]) => value !== null).map(([key, value]) =>
    `${key} = ${value}`
  );
  return `[req]
distinguished_name = dn
string_mask = utf8only
prompt = no
[dn]
[ca]
default_ca = authority
[authority]
database = index.txt
serial = serial
new_certs_dir = .
default_md = ${options.digest ?? "sha256"}
policy = anything
unique_subject = no
email_in_dn = no
${options.version === 1 ? "" : "x509_extensions = leaf"}
[anything]
commonName = supplied
[leaf]
${lines.join("\n")}
`;
}

/** UTC time as `openssl ca` wants it. */
const stamp = (date: Date) => date.toISOString().replace(/[-:T]|\.\d+/g, "");

function pemToDer(pem: string): Uint8Array {
  const body = /-----BEGIN CERTIFICATE-----([^-]+)-----END/.exec(pem)![1];
  return Uint8Array.from(atob(body.replace(/\s/g, "")), (character) => character.charCodeAt(0));
}
