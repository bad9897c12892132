/** What the methods of the API work with: the parts of the messenger, built once. */
import type { Network } from "../../net/types.ts";
import type { ApiMethod, Params, Result } from "../../ui/api.ts";
import type { Adding } from "../adding.ts";
import type { Amendments } from "../amendments.ts";
import type { Bits } from "../bits.ts";
import type { Budgets } from "../budgets.ts";
import type { Contacts } from "../contacts.ts";
import type { EventBus } from "../events.ts";
import type { ExpiryTimer } from "../expiry.ts";
import type { Friends } from "../friends.ts";
import type { KeyChanges } from "../key_changes.ts";
import type { Invites } from "../invites.ts";
import type { MessengerParts } from "../messenger_parts.ts";
import type { Notices } from "../notices.ts";
import type { Outgoing } from "../outgoing.ts";
import type { Reports } from "../reports.ts";
import type { Requests } from "../requests.ts";
import type { Rooms } from "../rooms/rooms.ts";
import type { Talking } from "../rooms/talking.ts";
import type { Revocations } from "../revocations.ts";
import type { Sessions } from "../sessions.ts";
import type { SettingsBook } from "../settings.ts";
import type { Files } from "../transfers/files.ts";
import type { TrustBook } from "../trust_book.ts";
import type { Typing } from "../typing.ts";
import type { Known } from "../views.ts";

export interface Core {
  readonly parts: MessengerParts;
  readonly rooms: Rooms;
  readonly talking: Talking;
  readonly known: Known;
  /** Undefined in a messenger without a disk. */
  readonly files: Files | undefined;
  readonly bus: EventBus;
  readonly notices: Notices;
  readonly bits: Bits;
  readonly budgets: Budgets;
  readonly contacts: Contacts;
  readonly sessions: Sessions;
  readonly invites: Invites;
  readonly trust: TrustBook;
  readonly revocations: Revocations;
  readonly outgoing: Outgoing;
  readonly amendments: Amendments;
  readonly expiry: ExpiryTimer;
  readonly typing: Typing;
  readonly friends: Friends;
  readonly requests: Requests;
  readonly adding: Adding;
  readonly keys: KeyChanges;
  readonly settings: SettingsBook;
  readonly reports: Reports;
  /** Undefined while the network is off. */
  network(): Network | undefined;
  /** Addresses or contacts have changed. */
  dialAll(): void;
  /** Who may reach me has changed. */
  trustChanged(): void;
  /** Runs it, and says it where the user sees it when the disk refuses. */
  storing<T>(work: () => Promise<T>): Promise<T>;
}

export type Methods<M extends ApiMethod = ApiMethod> = {
  [K in M]: (params: Params<K>) => Result<K> | Promise<Result<K>>;
};
