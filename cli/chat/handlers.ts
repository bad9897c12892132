/** Which code does what a command says. */
import type { Handler } from "./chat.ts";
import { type CommandName, nothingMore, WrongUse } from "./commands.ts";
import { cancel, files, offer, resume } from "./file_commands.ts";
import { clear, exportConversation, findEverywhere, history, numbers, open, search } from "./finding_commands.ts";
import { trust, verify } from "./key_warning.ts";
import { edit, forward, react, remove, reply, retry } from "./message_commands.ts";
import { agree, block, keep, limits, requests, timer, unblock } from "./people_commands.ts";
import {
  accept,
  create,
  decline,
  forget,
  invite,
  join,
  leave,
  members,
  removeMember,
  rename,
  role,
} from "./room_commands.ts";

export const HANDLERS: Record<Exclude<CommandName, "exit">, Handler> = {
  list: (chat, rest) => {
    if (rest !== "" && rest !== "all" && rest !== "все") throw new WrongUse();
    chat.showList(rest !== "");
  },
  back: (chat, rest) => {
    nothingMore(rest);
    chat.book.open = undefined;
    chat.showList();
  },
  help: ({ view, words }, rest) => {
    if (rest !== "" && rest !== "rooms" && rest !== "комнаты") throw new WrongUse();
    view.tell(words(rest === "" ? "chat.help" : "chat.help_rooms"), (line) => line);
  },
  history,
  numbers,
  search,
  find: findEverywhere,
  open,
  export: exportConversation,
  clear,
  reply,
  edit,
  delete: remove,
  react,
  forward,
  retry,
  verify,
  trust,
  timer,
  agree,
  keep,
  limits,
  requests,
  file: offer,
  files,
  accept,
  decline,
  cancel,
  resume,
  block,
  unblock,
  invite,
  create,
  join,
  members,
  remove: removeMember,
  role,
  rename,
  leave,
  forget,
};
