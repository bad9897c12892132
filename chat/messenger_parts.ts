/** What a messenger is given: who its user is, its disk, its clock, and what only the program around it can do. */
import type { Fingerprint } from "../crypto/types.ts";
import type { FileDisk } from "../files/types.ts";
import type { InviteContent } from "../net/mod.ts";
import type { Address, Clock, PairedPeer } from "../net/types.ts";
import type { History, Limits } from "../store/history_types.ts";
import type { DoctorReport } from "../ui/api.ts";
import type { Methods } from "./methods/core.ts";
import type { ProfileMethod } from "./methods/profile.ts";
import type { RoomIdentity } from "./rooms/room_parts.ts";
import type { Tickets } from "./tickets.ts";
import type { Sha256 } from "./transfers/own_source.ts";
import type { CertificateReader, TrustSink } from "./trust_book.ts";

/** Who I am, as far as the messenger shows it. */
export interface Myself {
  readonly id: string;
  readonly name: string;
  readonly root: Fingerprint;
  readonly fingerprint: Fingerprint;
  /** Of my certificate, lower-case hex. */
  readonly serial: string;
  /** Hash of all my keys: `keysHash` of `crypto/`. */
  readonly keys: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly rootCertificate: string;
  readonly rootName: string;
}

export interface MessengerParts {
  readonly me: Myself;
  readonly history: History;
  readonly limits: Limits;
  readonly trust: TrustSink;
  readonly certificates: CertificateReader;
  readonly clock: Clock;
  /** Milliseconds of a clock that nobody sets; without it our clock counts as one. */
  readonly steady?: () => number;
  /** UUIDv7, rising. */
  readonly newId: () => string;
  readonly randomBytes: (length: number) => Uint8Array;
  /** Client side of pairing; absent while the network is off. */
  readonly pair?: (invite: InviteContent, signal: AbortSignal) => Promise<PairedPeer>;
  readonly warn: (text: string, fields?: Record<string, unknown>) => void;
  readonly version: string;
  readonly pid: number;
  readonly dataDir: string;
  /** A fresh link that opens the window, "" without one. */
  readonly uiUrl: () => string;
  /** The user asked the program to end. */
  readonly shutdown: () => void;
  /** Methods about the files of the profile; absent in a messenger without a disk. */
  readonly profile?: Partial<Methods<ProfileMethod>>;
  /** Files to be fetched by a window or a command; absent where there is none. */
  readonly tickets?: Tickets;
  /** How the certificate is renewed ({@link Me}); "request" without it. */
  readonly renewal?: "own" | "request";
  /** Our keys, for rooms; without it rooms are only read. */
  readonly rooms?: RoomIdentity;
  /** What files need; absent in a messenger without a disk. */
  readonly files?: FileParts;
  /** Looks for what keeps people from reaching each other (NET-10). */
  readonly doctor?: () => Promise<DoctorReport>;
  /** The profile opens with a pass-phrase. */
  readonly passphrase?: boolean;
  /** `--peer`: addresses for this run only. */
  readonly extraPeers?: readonly Address[];
}

export interface FileParts {
  readonly disk: FileDisk;
  readonly sha256: Sha256;
  /** Shows where it lies, in the system's file manager: the folder, never the file. @returns false when there is no way */
  readonly reveal?: (path: string) => Promise<boolean>;
}
