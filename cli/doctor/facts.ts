/** What `parley doctor` has looked at, before it is judged. */
import type { LanState, MulticastProbe, OwnAddress } from "../../net/mod.ts";
import type { Me } from "../../ui/api.ts";
import type { Attempt } from "./attempts.ts";

export interface Facts {
  /** A node runs; without one nobody is dialled and nothing listens. */
  readonly running: boolean;
  readonly port: PortFacts;
  /** `--listen`; undefined is everywhere. */
  readonly listen: string | undefined;
  readonly own: readonly OwnAddress[];
  /** The first address of ours that is not loopback, and whether our port answers there. */
  readonly ownAnswer: { readonly address: string; readonly answers: boolean } | undefined;
  readonly lan: LanState;
  /** Milliseconds to the clock of somebody nearby who is not found because of it. */
  readonly lanClockOffset: number | undefined;
  readonly multicast: MulticastProbe;
  readonly links: readonly LinkFacts[];
  readonly contacts: readonly ContactFacts[];
  readonly clockOffset: Me["clock_offset"];
  readonly certificate: CertificateFacts;
  readonly disk: { readonly free: number | undefined; readonly refused: string | undefined };
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export interface PortFacts {
  /** 0 where the system was to choose. */
  readonly wanted: number;
  /** The user has named it. */
  readonly chosen: boolean;
  /** Where we listen; undefined without a running node. */
  readonly actual: number | undefined;
  /** Without a running node: why the wanted one cannot be had, as "EADDRINUSE". */
  readonly refused: string | undefined;
}

export interface LinkFacts {
  /** Address of the other end; undefined where bytes do not come from one. */
  readonly host: string | undefined;
  /** They came to us. */
  readonly cameIn: boolean;
}

export interface ContactFacts {
  readonly name: string;
  readonly linked: boolean;
  /** Where they were last. */
  readonly hosts: readonly string[];
  /** The last one that failed. */
  readonly attempt: Attempt | undefined;
}

export interface CertificateFacts {
  readonly notBefore: number;
  readonly notAfter: number;
  readonly expiry: Me["expiry"];
  readonly revoked: boolean;
}
