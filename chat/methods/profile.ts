/** Methods about the files of the profile. `chat/` has no disk: whoever opened the profile does them. */
import { ChatError } from "../errors.ts";
import type { Core, Methods } from "./core.ts";

const PROFILE_METHODS = [
  "identity_renew",
  "identity_request",
  "identity_install",
  "identity_export",
  "identity_import",
  "backup",
  "restore",
  "upload_begin",
  "passphrase_set",
  "unlock",
  "lock",
  "active",
] as const;

export type ProfileMethod = typeof PROFILE_METHODS[number];

export function profileMethods({ parts }: Core): Methods<ProfileMethod> {
  const absent = (method: ProfileMethod) => () => {
    throw new ChatError("not-found", `"${method}" is for a running program with a profile on disk`);
  };
  const none = Object.fromEntries(PROFILE_METHODS.map((name) => [name, absent(name)])) as unknown as Methods<
    ProfileMethod
  >;
  return { ...none, ...parts.profile };
}
