/** Out of a room. */
import type { Room } from "../ui/api.ts";
import type { Api } from "./api.ts";
import { errorCode } from "./explain.ts";

/** An invitation that is declined leaves nothing in the list: nothing was said there to keep. */
export async function leaveRoom(api: Api, { key: conversation, state }: Room): Promise<"left" | "declined"> {
  await api.call("room_leave", { conversation });
  if (state !== "invited") return "left";
  try {
    await api.call("room_forget", { conversation });
  } catch (error) {
    // It may be gone already.
    if (errorCode(error) !== "not-found") throw error;
  }
  return "declined";
}
