/** Names of those who write: in a room each message has its own author. */
import type { Message, Quote, Reaction } from "../../api.ts";
import type { Partner } from "./partner.ts";
import { t } from "./store.ts";

/** Who wrote what is not ours. */
export function authorName({ from }: Pick<Message | Quote | Reaction, "from">, partner: Pick<Partner, "name">): string {
  return from?.name ?? partner.name;
}

/** Where more than one conversation is spoken of: "Boris", and in a room "Boris in Team". */
export function spokenName({ from }: Pick<Message, "from">, { name }: Pick<Partner, "name">): string {
  return from === undefined ? name : t("room.author_in", { name: from.name, room: name });
}
