import { conversationMethods } from "./conversation.ts";
import type { Core, Methods } from "./core.ts";
import { fileMethods } from "./files.ts";
import { peopleMethods } from "./people.ts";
import { profileMethods } from "./profile.ts";
import { programMethods } from "./program.ts";
import { roomMethods } from "./rooms.ts";

/** Everything a window or a command can ask for. */
export function allMethods(core: Core): Methods {
  return {
    ...conversationMethods(core),
    ...fileMethods(core),
    ...peopleMethods(core),
    ...programMethods(core),
    ...profileMethods(core),
    ...roomMethods(core),
  };
}
