/** What the user does with a file, as calls to the program; what becomes of it comes back as events. */
import type { Transfer } from "../../api.ts";
import { tellFailure } from "./failures.ts";
import { download } from "./files.ts";
import { call } from "./program.ts";

type Named = Pick<Transfer, "conversation" | "id">;

async function attempt(action: Promise<unknown>): Promise<void> {
  await action.catch(tellFailure);
}

export function acceptFile({ conversation, id }: Named): Promise<void> {
  return attempt(call("file_accept", { conversation, id }));
}

export function declineFile({ conversation, id }: Named): Promise<void> {
  return attempt(call("file_decline", { conversation, id }));
}

export function cancelFile({ conversation, id }: Named): Promise<void> {
  return attempt(call("file_cancel", { conversation, id }));
}

export function resumeFile({ conversation, id }: Named): Promise<void> {
  return attempt(call("file_resume", { conversation, id }));
}

/** In the system's file manager. */
export function revealFile({ conversation, id }: Named): Promise<void> {
  return attempt(call("file_reveal", { conversation, id }));
}

/** Another copy, where the browser puts what it saves. */
export function saveFile({ conversation, id }: Named): Promise<void> {
  return attempt(call("file_fetch", { conversation, id }).then(download));
}

/** It lies on this machine: sent from here, or whole. */
export function isHere({ direction, state, path }: Transfer): boolean {
  return path !== null && (direction === "out" || state === "completed");
}

export function isOpen({ state }: Pick<Transfer, "state">): boolean {
  return state === "offered" || state === "waiting" || state === "running";
}

/** It will be the same the next time. */
const FOR_GOOD = new Set(["changed", "too-often", "too-many", "bad-manifest", "forgotten"]);

/** Going on helps, and is ours to say: who stopped is who goes on. */
export function canResume({ state, reason, ended_by }: Transfer): boolean {
  return state === "failed" && ended_by === "me" && !FOR_GOOD.has(reason ?? "");
}

/** It is ours, and only a new offer helps. */
export function canSendAgain({ state, direction, reason, path }: Transfer): boolean {
  const hopeless = FOR_GOOD.has(reason ?? "") || reason === "bad-chunks";
  return state === "failed" && direction === "out" && path !== null && hopeless;
}

/** `GET media/CONVERSATION/ID`, when the window may show it by itself. */
export function mediaAddress({ conversation, id }: Named): string {
  return new URL(`media/${conversation}/${id}`, location.href).href;
}
