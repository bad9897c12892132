/** The keys of a profile as rooms use them. */
import { certificateDer, openRoomKey, signRoomEvent } from "../../crypto/mod.ts";
import type { Identity } from "../../crypto/types.ts";
import type { RoomIdentity } from "./room_parts.ts";

type Keys = Pick<Identity, "certificate" | "rootCertificate" | "card" | "signKey" | "sealKey">;

export function roomIdentityOf({ certificate, rootCertificate, card, signKey, sealKey }: Keys): RoomIdentity {
  const [leaf, root] = [certificateDer(certificate), certificateDer(rootCertificate)];
  if (leaf === undefined || root === undefined) throw new TypeError("the identity has no certificates");
  return {
    credential: { root, leaf, card },
    sign: (bytes) => signRoomEvent(signKey, bytes),
    openKey: (at, box) => openRoomKey(sealKey, at, box),
  };
}
