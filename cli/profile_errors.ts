/** What goes wrong with the files of a profile, in the codes of the API. */
import { ChatError } from "../chat/mod.ts";
import {
  CaError,
  CertificateError,
  IdentityError,
  PassphraseNeededError,
  WrongPassphraseError,
} from "../crypto/mod.ts";
import { StorageError, type StorageErrorCode } from "../store/mod.ts";
import type { ApiErrorCode } from "../ui/api.ts";

const STORAGE: Readonly<Record<StorageErrorCode, ApiErrorCode>> = {
  "disk-full": "disk-full",
  "read-only": "storage",
  "newer": "bad-file",
  "locked": "storage",
  "wrong-key": "wrong-passphrase",
  "corrupt": "bad-file",
  "io": "storage",
};

/** @throws ChatError for everything a caller can do something about */
export async function coded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = codeOf(error);
    throw code === undefined ? error : new ChatError(code, (error as Error).message, { cause: error });
  }
}

function codeOf(error: unknown): ApiErrorCode | undefined {
  if (error instanceof StorageError) return STORAGE[error.code];
  if (error instanceof WrongPassphraseError || error instanceof PassphraseNeededError) return "wrong-passphrase";
  const ofFile = [IdentityError, CertificateError, CaError].some((kind) => error instanceof kind);
  return ofFile ? "bad-file" : undefined;
}
