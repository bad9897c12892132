/**
 * Every reason for refusing or ending a link, in one place. The text is what goes over the wire (`docs/specs/wire-v1.md`,
 * "Close") and what tests, logs and `--json` show. Words for people live in `ui/web/locales/`.
 */
export const CLOSE_CODES = [
  // admission, in its order
  "no-certificate",
  "unknown-authority",
  "certificate-expired",
  "certificate-not-yet-valid",
  "bad-certificate", // chain does not verify for another reason, or the certificate cannot be read
  "certificate-too-large",
  "certificate-version", // not X.509 v3
  "certificate-is-ca",
  "certificate-is-root",
  "certificate-usage", // EKU or key usage
  "certificate-name", // SAN missing, two ids, or not the profile's form
  "wrong-peer", // somebody else answered than we dialled
  "out-of-scope",
  "revoked",
  "clock-skew", // dates fail by our clock but not by the agreed time
  "self",
  "not-allowed",
  "wrong-protocol", // ALPN
  // handshake
  "handshake-timeout",
  "bad-hello",
  "bad-key-card",
  "unsupported-version",
  // wire
  "bad-packet",
  "bad-address", // packet's source or destination id is not this link's
  "unknown-kind",
  "too-large",
  "too-many-contents",
  "bad-order", // content ids must rise
  "bad-seal",
  "bad-content",
  "flood",
  "stalled", // the peer does not read, or does not answer pings
  "no-link", // a bulk connection without a link beside it
  "rekey", // counter space used up; dial again
  // pairing
  "pair-refused",
  "invite-unknown",
  "invite-expired",
  "invite-used",
  "invite-self",
  "rate-limited",
  // ordinary ends
  "duplicate", // another link to the same peer stays
  "identity-in-use", // another running copy with this identity is connected
  "going-away",
  "unreachable",
  "connection-lost",
  "too-many-links",
  "internal",
] as const;

export type CloseCode = (typeof CLOSE_CODES)[number];

const known: ReadonlySet<string> = new Set(CLOSE_CODES);

/** Wire text to code; anything unknown counts as `connection-lost`, so that an older program survives a newer one. */
export function parseCloseCode(text: unknown): CloseCode {
  return typeof text === "string" && known.has(text) ? (text as CloseCode) : "connection-lost";
}

/** A link or an attempt ended for a named reason. */
export class LinkError extends Error {
  override readonly name = "LinkError";
  /** Who ended it: the one that noticed, unless it says otherwise. */
  readonly by: "us" | "peer" | "network";
  constructor(
    readonly code: CloseCode,
    message: string,
    options?: ErrorOptions & { by?: "us" | "peer" | "network" },
  ) {
    super(message, options);
    this.by = options?.by ?? "us";
  }
}
