/** The errors of `crypto/` that callers branch on. */

/** Codes of `net/errors.ts` that a certificate alone can earn. */
export type CertificateErrorCode =
  | "bad-certificate"
  | "certificate-too-large"
  | "certificate-version"
  | "certificate-is-ca"
  | "certificate-usage"
  | "certificate-name";

/** A certificate is not what `docs/specs/identity-v1.md` asks for. */
export class CertificateError extends Error {
  override readonly name = "CertificateError";
  constructor(readonly code: CertificateErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
  }
}

/** A key is encrypted, and the pass-phrase given is not its own. */
export class WrongPassphraseError extends Error {
  override readonly name = "WrongPassphraseError";
}

/** A key is encrypted, and no pass-phrase was given: ask for one and try again. */
export class PassphraseNeededError extends Error {
  override readonly name = "PassphraseNeededError";
}

/** The identity folder, or a file to be imported into it, is incomplete, damaged or does not fit together. */
export class IdentityError extends Error {
  override readonly name = "IdentityError";
}

/** A certificate authority folder cannot do what was asked. */
export class CaError extends Error {
  override readonly name = "CaError";
}
