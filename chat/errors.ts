import type { ApiErrorCode } from "../ui/api.ts";

/** A request that cannot be done, for a reason the caller branches on. */
export class ChatError extends Error {
  override readonly name = "ChatError";
  constructor(readonly code: ApiErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
  }
}

/** The program waits for its pass-phrase: since its start, or since nobody was there for a while. */
export class LockedError extends ChatError {
  constructor(readonly why: "start" | "idle") {
    super("locked", "the program is locked: it needs its pass-phrase");
  }
}
