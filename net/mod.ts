/** The door of `net/`: links, reaching people, pairing. */
export type * from "./types.ts";
export { checkAddress, formatAddress, parseAddress, sameAddress } from "./addresses.ts";
export { decodeInvite, encodeInvite, type InviteContent, inviteId } from "./invite.ts";
export { bytesFromBase64Url, fromBase64Url, toBase64Url } from "./base64.ts";
export {
  isNeighbour,
  type MulticastProbe,
  type OwnAddress,
  ownAddresses,
  probeAddress,
  probeMulticast,
  probePort,
} from "./doctor/probes.ts";
export { systemClock } from "./clock.ts";
export { CLOSE_CODES, LinkError } from "./errors.ts";
export { KIND } from "./kinds.ts";
export {
  encodeMessages,
  encodeReceipt,
  encodeSync,
  isAmendment,
  isItemKind,
  type MessageItem,
  type MessagesContent,
  parseMessages,
  parseReceipt,
  parseSync,
  type ReceiptContent,
  type SyncContent,
} from "./content.ts";
export { type FileOffer, parseFileOffer } from "./file_offer.ts";
export { MANIFEST_INDEX } from "./bulk_content.ts";
export { encodePeers, isTellable, parsePeers, type ToldPeer } from "./peers_content.ts";
export { encodeJson, isJsonObject, type JsonObject, parseJson, parseJsonText } from "./json.ts";
export { keyCardJson, readKeyCard } from "./key_card_json.ts";
export { ipKind, parseIp } from "./ip.ts";
export { encodeSignal, parseSignal, type SignalContent } from "./signal.ts";
export { RateLimit } from "./rate.ts";
export { type LinkParts, type LiveLink, openLink } from "./link.ts";
export { createNetwork, DEFAULT_PORT, type NetworkParts } from "./network.ts";
export type { NetworkLog } from "./network_log.ts";
export { type PairingParts, pairWith } from "./pairing.ts";
export { isText } from "./text.ts";
export { isUuid } from "./uuid.ts";
