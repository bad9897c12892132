/**
 * The one file that opens TLS: bytes of any transport in, a judged-later session out. TLS 1.3 only, both sides show
 * certificates (`docs/specs/wire-v1.md`, section 1). Nothing here decides who may come in; that is `net/admission.ts`.
 */
import type { Duplex } from "node:stream";
import { connect, type ConnectionOptions, Server, type TlsOptions, type TLSSocket } from "node:tls";
import { peerHostName } from "../crypto/mod.ts";
import type { Identity, PeerId, TrustedRoot } from "../crypto/types.ts";
import type { Shown } from "./admission.ts";
import { streamOf } from "./byte_stream.ts";
import { type CloseCode, LinkError } from "./errors.ts";
import type { ByteStream, Clock } from "./types.ts";

/** ALPN names (RFC 7301). */
export const LINK_PROTOCOL = "parley/1";
export const PAIR_PROTOCOL = "parley-pair/1";
export const BULK_PROTOCOL = "parley-bulk/1";
const PROTOCOLS = [LINK_PROTOCOL, PAIR_PROTOCOL, BULK_PROTOCOL] as const;
export type Protocol = typeof PROTOCOLS[number];

/** A finished handshake. */
export interface TlsSession {
  readonly stream: ByteStream;
  readonly shown: Shown;
  /** IP address of the other end, if the transport has one. */
  readonly remote?: string;
  /** What both sides want to speak; undefined when they did not agree on anything. */
  readonly protocol: Protocol | undefined;
}

export interface TlsParts {
  readonly identity: Identity;
  readonly roots: readonly TrustedRoot[];
  readonly clock: Clock;
  /** Aborting ends the handshake with the signal's reason. */
  readonly signal: AbortSignal;
}

/**
 * Accept on an open transport. Takes the transport over: it is destroyed when the handshake fails.
 * @param parts and what we speak: links and pairing, when nothing is said
 * @throws {LinkError} when the handshake fails
 */
export function acceptTls(
  transport: Duplex,
  parts: TlsParts & { readonly protocols?: readonly Protocol[] },
): Promise<TlsSession> {
  // A server of its own for each connection (70 µs): the roots are the newest, and events need no telling apart. Tickets
  // are good for all servers of the process (measured, Deno 2.9.6); admission refuses who comes with one.
  const { protocols = [LINK_PROTOCOL, PAIR_PROTOCOL] } = parts;
  const server = new Server({ ...common(parts), requestCert: true, ALPNProtocols: [...protocols] });
  return finished(transport, parts, (done, failed) => {
    server.on("secureConnection", done);
    server.on("tlsClientError", failed);
    server.emit("connection", transport);
  });
}

/**
 * Connect over an open transport. Takes the transport over: it is destroyed when the handshake fails.
 * @param peer whom the host name must name; absent to take whoever answers
 * @throws {LinkError} when the handshake fails
 */
export function connectTls(
  transport: Duplex,
  parts: TlsParts & { readonly protocol: Protocol; readonly peer?: PeerId },
): Promise<TlsSession> {
  const { protocol, peer } = parts;
  return finished(transport, parts, (done, failed) => {
    const socket = connect({
      ...common(parts),
      socket: transport,
      ALPNProtocols: [protocol],
      servername: peerHostName(peer ?? "0"),
      ...(peer === undefined ? { checkServerIdentity: () => undefined } : {}),
    } as ConnectionOptions);
    socket.on("error", failed);
    socket.on("secureConnect", () => done(socket));
  });
}

function common({ identity, roots }: TlsParts): TlsOptions {
  return {
    key: identity.privateKeyPem,
    cert: identity.certificate,
    ca: roots.map(({ certificate }) => certificate),
    minVersion: "TLSv1.3",
    maxVersion: "TLSv1.3",
    // Admission refuses, with a name and a `close` packet that tells the other side why; pairing needs a stranger's TLS.
    rejectUnauthorized: false,
  };
}

type Begin = (done: (socket: TLSSocket) => void, failed: (error: Error) => void) => void;

function finished(
  transport: Duplex & { readonly remoteAddress?: string },
  { clock, signal }: TlsParts,
  begin: Begin,
): Promise<TlsSession> {
  return new Promise((resolve, reject) => {
    const failed = (error: unknown) => {
      signal.removeEventListener("abort", aborted);
      transport.destroy();
      reject(error instanceof LinkError ? error : handshakeError(error));
    };
    const aborted = () => failed(signal.reason);
    const done = (socket: TLSSocket) => {
      signal.removeEventListener("abort", aborted);
      // Before anything else can fail: an error without a listener would end the program.
      socket.on("error", () => transport.destroy());
      if (signal.aborted) return socket.destroy();
      const protocol = protocolOf(socket);
      const stream = streamOf({ socket, transport, clock, bulk: protocol === BULK_PROTOCOL });
      const remote = transport.remoteAddress;
      resolve({ stream, shown: shownBy(socket), protocol, ...(remote === undefined ? {} : { remote }) });
    };
    if (signal.aborted) return aborted();
    signal.addEventListener("abort", aborted, { once: true });
    transport.on("error", failed);
    transport.on("close", () => failed(new Error("the connection was closed")));
    try {
      begin(done, failed);
    } catch (error) {
      failed(error); // a transport that was torn down before TLS could take it over
    }
  });
}

function shownBy(socket: TLSSocket): Shown {
  const certificate = socket.getPeerX509Certificate()?.raw;
  const why: unknown = socket.authorizationError;
  return {
    ...(certificate === undefined ? {} : { certificate: new Uint8Array(certificate) }),
    authorized: socket.authorized === true,
    ...(why ? { authorizationError: why instanceof Error ? why.message : String(why) } : {}),
    resumed: socket.isSessionReused() === true,
  };
}

function protocolOf({ alpnProtocol }: TLSSocket): Protocol | undefined {
  return PROTOCOLS.find((protocol) => protocol === alpnProtocol);
}

/** Texts of the TLS stack (OpenSSL's names, made up by Deno for rustls' errors) and what they mean here. */
const MEANINGS: readonly [RegExp, CloseCode][] = [
  [/NO_APPLICATION_PROTOCOL/, "wrong-protocol"],
  [/PROTOCOL_VERSION|SupportedVersions|Tls12NotOffered|Tls13Required/, "unsupported-version"],
  [/UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|^CERT_|CERTIFICATE|DECRYPT_ERROR/, "bad-certificate"],
  [/WRONG_VERSION_NUMBER|UNEXPECTED_MESSAGE|DECODE_ERROR|corrupt message/, "wrong-protocol"],
];

function handshakeError(error: unknown): LinkError {
  const { code, message } = error as { code?: string; message?: string };
  const text = `${code ?? ""} ${message ?? ""}`;
  const meaning = MEANINGS.find(([pattern]) => pattern.test(text))?.[1] ?? "connection-lost";
  const by = meaning === "connection-lost" ? "network" : /fatal alert/.test(text) ? "peer" : "us";
  return new LinkError(meaning, `TLS handshake: ${message ?? code ?? "failed"}`, { cause: error, by });
}
