/** Bounds on what `crypto/` reads: certificates, lists and key files come from strangers or from a user's folder. */

/** Bytes (DER) of a leaf certificate; ours is about 1.3 KB. Equal to the wire's limit of the same name, a test says so. */
export const MAX_CERTIFICATE_BYTES = 8 * 1024;
/** Bytes (DER) of a revocation list: about 60,000 revoked certificates. */
export const MAX_CRL_BYTES = 4 * 1024 * 1024;
/** Bytes of a file somebody hands in to be imported: key, three certificates and room for comments. */
export const MAX_BUNDLE_BYTES = 256 * 1024;
/** Bytes (DER) of a signing request; ours is about 1 KB. */
export const MAX_CSR_BYTES = 16 * 1024;
/** Nesting of ASN.1 where we walk it blindly; a certificate is 8 deep. */
export const MAX_DER_DEPTH = 32;
/** Rounds of a key file's pass-phrase hashing that we are ready to do (2 s): a crafted file must not hang the program. */
export const MAX_KDF_ROUNDS = 5_000_000;
/** Different hashings of a pass-phrase for one file: ours needs one, OpenSSL's two, whose keys are each its own four. */
export const MAX_BUNDLE_HASHINGS = 8;
/**
 * Rounds of the old scheme of PKCS#12, of one file together: they are done in JavaScript, and nothing else is while they last
 * (3 s). OpenSSL does 2,048 at a time, we 100,000.
 */
export const MAX_OLD_ROUNDS = 1_000_000;
/** Bytes of memory a key file's scrypt may take. OpenSSL's default takes 16 MiB. */
export const MAX_SCRYPT_MEMORY = 256 * 1024 * 1024;
/** UTF-16 units of a display name: X.520's upper bound of a common name (ub-common-name, RFC 5280 appendix A). */
export const MAX_NAME_LENGTH = 64;
/** Bits of an RSA key: less is broken (NIST SP 800-131A), more makes every handshake slow. */
export const MIN_RSA_BITS = 2048;
export const MAX_RSA_BITS = 4096;
