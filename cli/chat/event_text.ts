/** What a note between the messages says (kind "event"): of a person, or of a room. */
import type { Message } from "../../ui/api.ts";
import { shortDuration } from "../format.ts";
import type { Words } from "../language.ts";
import { en, type Key } from "../locales/en.ts";

/** Not made harmless: names in it are others'. */
export function eventText({ text, args = {} }: Pick<Message, "text" | "args">, words: Words): string {
  const name = args.name ?? "";
  const me = args.who === "me" ? "_me" : "";
  const time = shortDuration(Number(args.seconds));
  switch (text) {
    case "event.paired":
    case "event.key_changed":
      return words(`chat.${text}`, { name });
    case "event.timer_proposed":
      return words(args.seconds === "0" ? `chat.event.timer_proposed_off${me}` : `chat.${text}${me}`, { name, time });
    case "event.timer_on":
      return words("chat.event.timer_on", { time });
    case "event.timer_off":
      return words("chat.event.timer_off");
    default:
      return text.startsWith("event.room_") ? roomText(text, args, words) : text;
  }
}

/** `args.me` tells which of the two our user is: who did it ("by"), or whom it is about ("name"). */
function roomText(text: string, args: Readonly<Record<string, string>>, words: Words): string {
  const variants = [
    ...(args.me === "by" ? ["_by_me", "_me"] : args.me === "name" ? ["_me"] : []),
    "",
  ];
  const key = variants.map((variant) => `chat.${text}${variant}`).find((key) => Object.hasOwn(en, key));
  return key === undefined ? text : words(key as Key, args);
}
