/** The door of `chat/`: what people do, without sockets, SQL or HTTP. */
export { Messenger } from "./messenger.ts";
export type { MessengerParts, Myself } from "./messenger_parts.ts";
export { LockGate, type LockGateParts } from "./lock_gate.ts";
export type { BudgetMirror } from "./budgets.ts";
export { packetsOf } from "./outgoing.ts";
export { ChatError } from "./errors.ts";
export { exportFileName, exportHistory } from "./export/export.ts";
export { messageRecord } from "./export/record_types.ts";
export { type ExportSource, messagesOf } from "./export/source.ts";
export type { CertificateReader, TrustSink } from "./trust_book.ts";
export { peerKey, peerRef } from "./peer_key.ts";
export { MAX_TICKETS, TICKET_TTL, Tickets } from "./tickets.ts";
export { roomIdentityOf } from "./rooms/room_identity.ts";
