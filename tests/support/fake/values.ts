/** What a fresh profile has: the usual values of settings, of a contact and of my own certificate. */
import { type ContactOptions, DEFAULT_SETTINGS } from "../../../ui/api.ts";

export const FAKE_SETTINGS = DEFAULT_SETTINGS;

export const FAKE_OPTIONS: ContactOptions = {
  folder: null,
  pinned: false,
  archived: false,
  closed: false,
  muted: false,
  keep_history: true,
  read_receipts: true,
  typing: true,
};

export const FAKE_CONTACT = {
  state: "active",
  options: FAKE_OPTIONS,
  verified: false,
  key_changed: false,
  timer: { agreed: 0, mine: null, theirs: null },
  draft: null,
  messages_left: 1_000,
  files_left: 1_000,
} as const;

export const FAKE_PROFILE = {
  downloads: "/nowhere/downloads",
  expiry: "valid",
  revoked: false,
  renewal: "own",
  passphrase: false,
  clock_offset: null,
} as const;
