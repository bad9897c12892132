/** What windows and scripts are told about the whole: who I am, who is there, what is left. */
import { formatAddress } from "../net/mod.ts";
import type { Network } from "../net/types.ts";
import type { History } from "../store/history_types.ts";
import type { Me, Snapshot, Status } from "../ui/api.ts";
import type { Contacts } from "./contacts.ts";
import type { Myself } from "./messenger_parts.ts";
import type { MyTime } from "./my_time.ts";
import type { Notices } from "./notices.ts";
import type { Rooms } from "./rooms/rooms.ts";
import { peerKey } from "./peer_key.ts";
import type { SettingsBook } from "./settings.ts";

export interface ReportParts {
  readonly rooms: Rooms;
  readonly me: Myself;
  readonly history: History;
  readonly contacts: Contacts;
  readonly settings: SettingsBook;
  readonly notices: Notices;
  readonly time: MyTime;
  /** A list of my authority names my certificate. */
  readonly revoked: () => boolean;
  /** Undefined while the network is off. */
  readonly network: () => Network | undefined;
  readonly version: string;
  readonly pid: number;
  readonly dataDir: string;
  /** Absolute path; "" without a disk. */
  readonly downloads: () => string;
  readonly uiUrl: () => string;
  readonly renewal?: "own" | "request";
  readonly passphrase?: boolean;
}

export class Reports {
  readonly #parts: ReportParts;

  constructor(parts: ReportParts) {
    this.#parts = parts;
  }

  snapshot(): Snapshot {
    const { contacts, rooms, settings, notices } = this.#parts;
    return {
      me: this.me(),
      contacts: contacts.all(),
      rooms: rooms.all(),
      settings: settings.get(),
      notices: notices.all(),
    };
  }

  me(): Me {
    const { me, version, dataDir, network, time, revoked, renewal = "request", passphrase = false } = this.#parts;
    return {
      id: me.id,
      name: me.name,
      fingerprint: me.fingerprint,
      root: me.root,
      root_name: me.rootName,
      valid_until: me.notAfter.getTime(),
      port: network()?.port ?? 0,
      addresses: this.#addresses(),
      version,
      data_dir: dataDir,
      downloads: this.#parts.downloads(),
      expiry: time.expiry(),
      revoked: revoked(),
      renewal,
      passphrase,
      clock_offset: time.offset(),
    };
  }

  status(): Status {
    const { me, history, network, notices, revoked, uiUrl, pid, version } = this.#parts;
    return {
      id: me.id,
      name: me.name,
      fingerprint: me.fingerprint,
      port: network()?.port ?? 0,
      addresses: this.#addresses(),
      ui_url: uiUrl(),
      links: (network()?.links() ?? []).map((link) => ({
        peer: link.peer.id,
        name: history.contact(peerKey(link.peer))?.alias ?? link.peer.name,
        transport: link.transport,
        since: new Date(link.since).toISOString(),
      })),
      outbox: history.outbox(),
      notices: notices.all(),
      pid,
      version,
      running: network() !== undefined,
      revoked: revoked(),
    };
  }

  #addresses(): string[] {
    return (this.#parts.network()?.addresses() ?? []).map(formatAddress);
  }
}
