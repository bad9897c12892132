/** Presence in a word: never by colour alone (TXT-5). */
import type { Contact } from "../ui/api.ts";
import type { Words } from "./language.ts";

export function presenceWord(contact: Contact, words: Words): string {
  if (contact.blocked) return words("presence.blocked");
  if (contact.state === "request") return words("presence.request");
  const word = words(`presence.${contact.presence}`);
  return contact.presence_reason === null ? word : `${word} (${contact.presence_reason})`;
}

/** A sign beside the word. */
export function presenceSign(contact: Contact): string {
  if (contact.blocked) return "⊘";
  if (contact.state === "request") return "?";
  return { online: "●", offline: "○", refused: "✗", pairing: "◌" }[contact.presence];
}
