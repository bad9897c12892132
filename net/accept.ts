/**
 * What happens to a connection somebody opened to us, from the first byte to a link, a pairing, or a named refusal. One
 * path; nothing of it reaches `chat/` before the link is open.
 */
import type { Socket } from "node:net";
import { readLeaf } from "../crypto/mod.ts";
import type { Identity, PeerId } from "../crypto/types.ts";
import { type AdmissionRules, admit, type Admitted } from "./admission.ts";
import { hostGroup } from "./addresses.ts";
import { within } from "./deadline.ts";
import { LinkError } from "./errors.ts";
import { PAIR_TIMEOUT, TLS_HANDSHAKE_TIMEOUT } from "./limits.ts";
import { answerPairing, type PairResponderParts } from "./pair_responder.ts";
import { PendingLimits } from "./pending.ts";
import { refuse } from "./single_packet.ts";
import { acceptTls, PAIR_PROTOCOL, type Protocol, type TlsSession } from "./tls.ts";
import type { Address, Clock, PairedPeer } from "./types.ts";

export interface AcceptorParts {
  readonly identity: Identity;
  readonly clock: Clock;
  readonly rules: AdmissionRules;
  readonly pairing: PairResponderParts;
  /** What we speak. */
  readonly protocols: readonly Protocol[];
  /** Ends whatever is under way. */
  readonly signal: AbortSignal;
  /** Hello and the rest of a link's or bulk connection's life; resolves when it is open. */
  readonly open: (session: TlsSession, admitted: Admitted) => Promise<void>;
  readonly paired: (peer: PairedPeer) => void;
  /** It ended without a link. */
  readonly refused: (from: Address, error: LinkError) => void;
}

export class Acceptor {
  readonly #parts: AcceptorParts;
  readonly #pending = new PendingLimits();

  constructor(parts: AcceptorParts) {
    this.#parts = parts;
  }

  /** Take over a connection. Never rejects: whatever goes wrong is this connection's end and nobody else's. */
  async accept(socket: Socket): Promise<void> {
    const from = { host: socket.remoteAddress ?? "", port: socket.remotePort ?? 0 };
    const leave = this.#pending.enter(hostGroup(from.host));
    if (leave === undefined) return void socket.destroy();
    socket.once("close", leave);
    try {
      await this.#serve(socket, hostGroup(from.host));
      leave();
    } catch (error) {
      const why = error instanceof LinkError ? error : new LinkError("internal", String(error), { cause: error });
      this.#parts.refused(from, why);
    }
  }

  async #serve(socket: Socket, host: string): Promise<void> {
    const { identity, rules, clock, signal, protocols } = this.#parts;
    const bound = {
      clock,
      signal,
      ms: TLS_HANDSHAKE_TIMEOUT,
      code: "handshake-timeout",
      what: "TLS handshake",
    } as const;
    const roots = rules.trust.roots();
    const session = await within(bound, (signal) => acceptTls(socket, { identity, roots, clock, signal, protocols }));
    let admitted: Admitted;
    try {
      if (session.protocol === undefined) {
        throw new LinkError("wrong-protocol", "ALPN: no protocol of ours was offered");
      }
      if (session.protocol === PAIR_PROTOCOL) return await this.#pair(session, host);
      admitted = admit(session.shown, rules);
    } catch (error) {
      await this.#tell(session, error);
      throw error;
    }
    await this.#parts.open(session, admitted);
  }

  async #pair(session: TlsSession, host: string): Promise<void> {
    const { clock, signal, pairing, paired } = this.#parts;
    const bound = { clock, signal, ms: PAIR_TIMEOUT, code: "handshake-timeout", what: "pairing" } as const;
    const ends = this.#ends(session);
    paired(
      await within(bound, (signal) => {
        const expired = new Promise<never>((_, reject) => {
          signal.addEventListener("abort", () => reject(signal.reason), { once: true });
        });
        return Promise.race([answerPairing(session, ends, host, pairing), expired]);
      }),
    );
  }

  /** Tell the other side why, unless it is gone or what went wrong is our own business. */
  async #tell(session: TlsSession, error: unknown): Promise<void> {
    if (error instanceof LinkError && error.by !== "us") return session.stream.destroy();
    const { code, message } = error instanceof LinkError ? error : { code: "internal" as const, message: "" };
    await refuse(session.stream, this.#ends(session), code, message);
  }

  #ends({ shown }: TlsSession) {
    return { own: this.#parts.identity.id, other: idIn(shown.certificate) };
  }
}

/** Whom a refusal is addressed to: nobody by number when the certificate does not tell. */
function idIn(certificate: Uint8Array | undefined): PeerId {
  if (certificate === undefined) return "0";
  try {
    return readLeaf(certificate).id;
  } catch {
    return "0";
  }
}
