import type { ApiErrorCode } from "../ui/api.ts";

/** A request that cannot be done, for a reason the caller branches on. */
export class ChatError extends Error {
  override readonly name = "ChatError";
  constructor(readonly code: ApiErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
  }
}
