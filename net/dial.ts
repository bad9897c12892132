/** One attempt to reach somebody: all addresses side by side, TLS, admission; then hello with whoever was reached first. */
import type { Identity, PeerRef } from "../crypto/types.ts";
import { type AdmissionRules, admit, type Admitted } from "./admission.ts";
import { within } from "./deadline.ts";
import { LinkError } from "./errors.ts";
import { TLS_HANDSHAKE_TIMEOUT } from "./limits.ts";
import { mostTelling, race } from "./race.ts";
import { refuse } from "./single_packet.ts";
import { connectTls, type Protocol, type TlsSession } from "./tls.ts";
import type { Address, Clock, CloseCode, DialTarget } from "./types.ts";

export interface DialParts {
  readonly identity: Identity;
  readonly clock: Clock;
  readonly rules: AdmissionRules;
  /** What to speak. */
  readonly protocol: Protocol;
  /** Bytes to an address: a transport. */
  readonly connect: (address: Address, signal: AbortSignal) => Promise<Parameters<typeof connectTls>[0]>;
}

/** Somebody at an address who may have a link. */
export interface Reached {
  readonly address: Address;
  readonly session: TlsSession;
  readonly admitted: Admitted;
}

/** No address led to a link. */
export class DialError extends Error {
  override readonly name = "DialError";
  readonly code: CloseCode;
  readonly by: "us" | "peer" | "network";
  constructor(readonly address: Address | undefined, override readonly cause: LinkError) {
    super(cause.message);
    this.code = cause.code;
    this.by = cause.by;
  }
}

/** @throws {DialError} what says most of all that went wrong; the signal's reason */
export async function reach({ peer, addresses }: DialTarget, parts: DialParts, signal: AbortSignal): Promise<Reached> {
  if (addresses.length === 0) {
    throw new DialError(undefined, new LinkError("unreachable", "dialling: no address is known"));
  }
  try {
    return await race(addresses, {
      clock: parts.clock,
      signal,
      attempt: (address, signal) => reachAt(address, peer, parts, signal),
      discard: ({ session }) => session.stream.destroy(),
    });
  } catch (error) {
    throw error instanceof AggregateError ? mostTelling(error.errors as DialError[]) : error;
  }
}

async function reachAt(
  address: Address,
  peer: PeerRef | undefined,
  parts: DialParts,
  signal: AbortSignal,
): Promise<Reached> {
  const what = `connecting to "${address.host}" port "${address.port}"`;
  const bound = { clock: parts.clock, signal, ms: TLS_HANDSHAKE_TIMEOUT, code: "unreachable", what } as const;
  try {
    return await within(bound, (signal) => secure(address, peer, parts, signal));
  } catch (error) {
    const cause = error instanceof LinkError ? error : new LinkError("internal", `${what}: ${error}`, { cause: error });
    throw new DialError(address, cause);
  }
}

async function secure(
  address: Address,
  peer: PeerRef | undefined,
  parts: DialParts,
  signal: AbortSignal,
): Promise<Reached> {
  const { identity, clock, rules, protocol } = parts;
  const transport = await parts.connect(address, signal);
  const tls = { identity, clock, signal, roots: rules.trust.roots(), protocol };
  const session = await connectTls(transport, peer === undefined ? tls : { ...tls, peer: peer.id });
  try {
    if (session.protocol !== protocol) {
      throw new LinkError("wrong-protocol", `ALPN: the other side does not speak "${protocol}"`);
    }
    return { address, session, admitted: admit(session.shown, rules, peer) };
  } catch (error) {
    // The stranger learns that it was refused, and why, as we would.
    const why = error instanceof LinkError ? error : new LinkError("internal", "");
    await refuse(session.stream, { own: identity.id, other: peer?.id ?? "0" }, why.code, why.message);
    throw error;
  }
}
