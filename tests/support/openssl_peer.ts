/** The other side of a TLS connection played by the openssl command, with whatever certificate and key a test gives it. */
import { Buffer } from "node:buffer";
import { createPrivateKey, createPublicKey, type JsonWebKey } from "node:crypto";
import { join } from "node:path";
import { type CloseBody, parseClose } from "../../net/close.ts";
import { encodeContent, PacketDecoder } from "../../net/frame.ts";
import { KIND } from "../../net/kinds.ts";
import type { Address } from "../../net/types.ts";
import type { TestCertificate } from "./certificates.ts";
import { soon } from "./network.ts";

export interface OpensslPeer {
  /** Absent: shows none. */
  readonly certificate?: Pick<TestCertificate, "certificate" | "privateKey">;
  /** Certificates sent along behind the leaf. */
  readonly chain?: readonly TestCertificate[];
  /** More words for the command. */
  readonly args?: readonly string[];
  /** Absent: "parley/1"; null: none. */
  readonly alpn?: string | null;
}

/** What came of playing the client. */
export interface ClientResult {
  /** Our refusal, if it came. */
  readonly close?: CloseBody;
  /** Whether anything else came. */
  readonly other: boolean;
  /** What openssl had to say. */
  readonly log: string;
}

/** Connect, send a packet at once as if everything were in order, and take what comes until the connection ends. */
export async function opensslClient(address: Address, peer: OpensslPeer): Promise<ClientResult> {
  const dir = await Deno.makeTempDir({ prefix: "parley-peer-" });
  try {
    const child = new Deno.Command("openssl", {
      args: ["s_client", "-connect", `${address.host}:${address.port}`, "-quiet", ...await options(dir, peer)],
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const writer = child.stdin.getWriter();
    const head = { source: 1001, destination: 1, contentId: 1, type: KIND.messages };
    await writer.write(encodeContent(head, new TextEncoder().encode('{"stream":"","items":[]}'))).catch(() => {});
    const { stdout, stderr } = await ended(child, writer);
    return { ...closeIn(stdout), log: new TextDecoder().decode(stderr) };
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

async function ended(child: Deno.ChildProcess, writer: WritableStreamDefaultWriter<Uint8Array>) {
  try {
    return await soon("openssl to end", child.output());
  } catch (error) {
    child.kill("SIGKILL");
    await child.status;
    throw error;
  } finally {
    await writer.close().catch(() => {});
  }
}

function closeIn(bytes: Uint8Array): Pick<ClientResult, "close" | "other"> {
  const packets = [...new PacketDecoder(() => {}).push(bytes)];
  const close = packets.find(({ type }) => type === KIND.close);
  return { ...(close === undefined ? {} : { close: parseClose(close.data) }), other: packets.length > (close ? 1 : 0) };
}

/** Listen on a free port of 127.0.0.1 for one connection. */
export async function opensslServer(peer: OpensslPeer): Promise<{ address: Address; end(): Promise<void> }> {
  const dir = await Deno.makeTempDir({ prefix: "parley-peer-" });
  const child = new Deno.Command("openssl", {
    args: ["s_server", "-accept", "127.0.0.1:0", "-verify", "1", ...await options(dir, peer)],
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const reader = child.stdout.getReader();
  const port = await soon("openssl to listen", acceptedPort(reader));
  return {
    address: { host: "127.0.0.1", port },
    async end() {
      child.kill("SIGKILL");
      await child.status;
      await reader.cancel();
      await child.stdin.close().catch(() => {});
      await Deno.remove(dir, { recursive: true });
    },
  };
}

async function acceptedPort(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<number> {
  let text = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`openssl s_server ended: ${text}`);
    text += new TextDecoder().decode(value);
    const port = /^ACCEPT 127\.0\.0\.1:(\d+)$/m.exec(text)?.[1];
    if (port !== undefined) return Number(port);
  }
}

async function options(dir: string, { certificate, chain = [], args = [], alpn = "parley/1" }: OpensslPeer) {
  const file = async (name: string, text: string) => {
    await Deno.writeTextFile(join(dir, name), text);
    return join(dir, name);
  };
  const words = [...args, ...(alpn === null ? [] : ["-alpn", alpn])];
  if (certificate === undefined) return words;
  words.push("-cert", await file("leaf.crt", certificate.certificate));
  words.push("-key", await file("leaf.key", certificate.privateKey));
  if (chain.length > 0) {
    words.push("-cert_chain", await file("chain.crt", chain.map((each) => each.certificate).join("\n")));
  }
  return words;
}

/**
 * Somebody's certificate with a key that is not theirs. OpenSSL compares only the public half, so the key is one of two
 * halves that do not belong together: signing with it gives nonsense.
 */
export function stolen(victim: Pick<TestCertificate, "certificate">, thief: TestCertificate) {
  const { n, e } = createPublicKey(victim.certificate).export({ format: "jwk" });
  const { d, p, q, dp, dq, qi } = createPrivateKey(thief.privateKey).export({ format: "jwk" });
  return { certificate: victim.certificate, privateKey: pkcs1({ n, e, d, p, q, dp, dq, qi }) };
}

/** RSAPrivateKey (RFC 8017, appendix A.1.2), PEM. */
function pkcs1({ n, e, d, p, q, dp, dq, qi }: JsonWebKey): string {
  const numbers = [n, e, d, p, q, dp, dq, qi].map((value) => integer(Buffer.from(value!, "base64url")));
  const body = element(0x30, Buffer.concat([integer(Buffer.alloc(1)), ...numbers])).toString("base64");
  return `-----BEGIN RSA PRIVATE KEY-----\n${body.replace(/.{64}/g, "$&\n")}\n-----END RSA PRIVATE KEY-----\n`;
}

function integer(bytes: Buffer): Buffer {
  return element(0x02, bytes[0] >= 0x80 ? Buffer.concat([Buffer.alloc(1), bytes]) : bytes);
}

function element(tag: number, content: Buffer): Buffer {
  const length = content.length < 0x80
    ? Buffer.from([content.length])
    : content.length < 0x100
    ? Buffer.from([0x81, content.length])
    : Buffer.from([0x82, content.length >> 8, content.length & 0xff]);
  return Buffer.concat([Buffer.from([tag]), length, content]);
}
