/** Methods about files: `ui/api.ts`. */
import { ChatError } from "../errors.ts";
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

export function fileMethods(_core: Core): Methods<FileMethod> {
  const notBuilt = () => {
    throw new ChatError("internal", "not built");
  };
  return {
    files_send: notBuilt,
    files_upload: notBuilt,
    files_cost: notBuilt,
    files_list: notBuilt,
    files: notBuilt,
    file_accept: notBuilt,
    file_decline: notBuilt,
    file_cancel: notBuilt,
    file_resume: notBuilt,
    file_reveal: notBuilt,
    file_fetch: notBuilt,
  };
}
