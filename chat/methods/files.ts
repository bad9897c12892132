/** Methods about files: `ui/api.ts`. */
import { ChatError } from "../errors.ts";
import type { Files } from "../transfers/files.ts";
import type { Core, Methods } from "./core.ts";

export type FileMethod =
  | "files_send"
  | "files_upload"
  | "files_cost"
  | "files_list"
  | "files"
  | "file_accept"
  | "file_decline"
  | "file_cancel"
  | "file_resume"
  | "file_reveal"
  | "file_fetch";

export function fileMethods(core: Core): Methods<FileMethod> {
  const { storing } = core;
  const files = (): Files => {
    if (core.files === undefined) throw new ChatError("not-found", "files: this messenger has no disk");
    return core.files;
  };
  return {
    files_send: ({ conversation, paths, reply_to, forwarded }) =>
      storing(() => files().offering.send(conversation, paths, { reply_to, forwarded })),
    files_upload: ({ conversation, file, reply_to }) => files().offering.upload(conversation, file, reply_to),
    files_cost: ({ paths }) => files().offering.cost(paths),
    files_list: ({ path }) => files().list(path),
    files: (query) => files().page(query),
    file_accept: ({ conversation, id }) => storing(() => files().answering.accept(conversation, id)),
    file_decline: ({ conversation, id }) => storing(() => files().answering.decline(conversation, id)),
    file_cancel: ({ conversation, id }) => storing(() => files().answering.cancel(conversation, id)),
    file_resume: ({ conversation, id }) => storing(() => files().answering.resume(conversation, id)),
    file_reveal: ({ conversation, id }) => files().reveal(conversation, id),
    file_fetch: ({ conversation, id }) => files().handOut(conversation, id),
  };
}
