/** From a pass-phrase to a key: scrypt of RFC 7914, never on the main thread. */
import { scrypt } from "node:crypto";

/** 128 MiB and about 0.4 s for each guess at 17, 8, 1. */
export interface ScryptCost {
  readonly log2N: number;
  readonly r: number;
  readonly p: number;
}

export const KEY_COST: ScryptCost = { log2N: 17, r: 8, p: 1 };

/** Is this a cost we are ready to pay for a file that asks for it? */
export function isAffordable(cost: ScryptCost, most: ScryptCost): boolean {
  return cost.log2N >= 1 && cost.r >= 1 && cost.p >= 1 &&
    cost.log2N <= most.log2N && cost.r <= most.r && cost.p <= most.p;
}

/** @returns 32 bytes */
export function deriveKey(passphrase: string, salt: Uint8Array, { log2N, r, p }: ScryptCost): Promise<Uint8Array> {
  const options = { N: 2 ** log2N, r, p, maxmem: 2 * 128 * 2 ** log2N * r };
  return new Promise((resolve, reject) => {
    // NFC, so that one pass-phrase typed on two systems is one pass-phrase.
    scrypt(passphrase.normalize("NFC"), salt, 32, options, (error, key) => error ? reject(error) : resolve(key));
  });
}
