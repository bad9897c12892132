/**
 * Rows about people: contacts, the authorities that vouch for them, and invites. Times are milliseconds since the epoch.
 */

export interface ContactRow {
  /** `<id>.<root fingerprint>`. */
  readonly key: string;
  readonly id: string;
  readonly root: string;
  /** Name in their certificate, or in their invite before the first link. */
  readonly own_name: string;
  /** Name the user gave, or null. */
  readonly alias: string | null;
  /**
   * "active": stay connected. "pairing": we accepted their invite and have not reached them. "blocked". "request": a
   * stranger with a valid certificate who wants to reach us; not a contact before the user says so.
   */
  readonly state: "active" | "pairing" | "blocked" | "request";
  /** `[host, port]` pairs, newest knowledge first. */
  readonly addresses: readonly (readonly [string, number])[];
  /** SHA-256 of the newest leaf seen, hex, or null before the first link. */
  readonly fingerprint: string | null;
  /** Key card as seen on the newest link: JSON, or null. */
  readonly card: string | null;
  readonly added_at: number;
  readonly options: ContactOptions;
  /** The keys our user talks to: hash of `crypto/safety_number.ts`; null before the first link. */
  readonly keys: string | null;
  /** Other keys that were shown since and that the user has not answered; null when there are none. */
  readonly new_keys: string | null;
  /** The keys that were compared in person; the contact is verified while they are `keys`. */
  readonly verified_keys: string | null;
}

/** What our user chose for one contact; never told to them. */
export interface ContactOptions {
  readonly folder: string | null;
  readonly pinned: boolean;
  readonly archived: boolean;
  /** In Spam/closed: what comes lands there quietly. */
  readonly closed: boolean;
  readonly muted: boolean;
  /** False: nothing said is written to disk, ever. */
  readonly keep_history: boolean;
  /** Tell them what was seen, and that something is being typed. */
  readonly read_receipts: boolean;
  readonly typing: boolean;
}

export const DEFAULT_OPTIONS: ContactOptions = {
  folder: null,
  pinned: false,
  archived: false,
  closed: false,
  muted: false,
  keep_history: true,
  read_receipts: true,
  typing: true,
};

export interface RootRow {
  readonly fingerprint: string;
  readonly certificate: string;
  readonly name: string;
  readonly scope: "members" | "only";
  readonly ids: readonly string[];
  readonly added_at: number;
}

export interface CrlRow {
  readonly root: string;
  /** PEM. */
  readonly crl: string;
  /** CRL number; a smaller one never replaces a larger one. */
  readonly number: number;
}

/** An invite we made. */
export interface InviteRow {
  readonly id: string;
  readonly secret: Uint8Array;
  readonly expires_at: number;
  /** Contact key of who redeemed it, or null. */
  readonly redeemed_by: string | null;
}

/** An invite we accepted and have not paired with yet. */
export interface PendingInviteRow {
  /** Contact key of the inviter. */
  readonly key: string;
  readonly text: string;
  readonly accepted_at: number;
}
