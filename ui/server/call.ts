/** One call from outside: checked, done, answered; the same for HTTP and WebSocket. */
import type { ApiBackend, ApiError, ApiErrorCode, ApiMethod, Params } from "../api.ts";
import type { UiLog } from "./log.ts";
import { methodShape } from "./params.ts";
import { checkShape } from "./shapes.ts";

/** HTTP status of each error; also the list of all codes. */
const STATUS: Readonly<Record<ApiErrorCode, number>> = {
  "bad-request": 400,
  "not-found": 404,
  "ambiguous": 409,
  "too-long": 413,
  "empty": 400,
  "limit-exhausted": 409,
  "invite-invalid": 400,
  "invite-expired": 410,
  "invite-self": 409,
  "invite-version": 400,
  "disk-full": 507,
  "storage": 500,
  "unauthorized": 401,
  "key-changed": 409,
  "already-sent": 409,
  "not-yours": 403,
  "deleted": 410,
  "locked": 423,
  "wrong-passphrase": 403,
  "bad-file": 400,
  "not-empty": 409,
  "ended": 409,
  "no-space": 507,
  "folder-gone": 507,
  "never-linked": 409,
  "internal": 500,
};

export type Outcome = { status: number; answer: { result: unknown } | { error: ApiError } };

/** Never rejects. What goes wrong inside is said in one sentence; the details go to the log. */
export async function callMethod(
  backend: ApiBackend,
  log: UiLog,
  method: string,
  params: unknown,
): Promise<Outcome> {
  const shape = methodShape(method);
  if (shape === undefined) return failure("bad-request", `method "${method.slice(0, 40)}": not known`, 404);
  const problem = checkShape(shape, params);
  if (problem !== undefined) return failure("bad-request", problem);
  const name = method as ApiMethod;
  return await outcomeOf(`calling "${method}"`, log, () => backend.call(name, params as Params<typeof name>));
}

/** What became of it, as an answer. @param doing begins what is logged and said when it went wrong inside */
export async function outcomeOf(doing: string, log: UiLog, work: () => Promise<unknown>): Promise<Outcome> {
  try {
    return { status: 200, answer: { result: await work() ?? null } };
  } catch (error) {
    if (isCoded(error)) return failure(error.code, error.message);
    log.error(`${doing}: ${error instanceof Error ? error.stack ?? error.message : String(error)}`);
    return failure("internal", `${doing}: something went wrong inside the program; its log says what`);
  }
}

export function failure(code: ApiErrorCode, message: string, status = STATUS[code]): Outcome {
  return { status, answer: { error: { code, message } } };
}

/** An error meant for the caller: it carries one of the API's codes. */
function isCoded(error: unknown): error is Error & { code: ApiErrorCode } {
  return error instanceof Error && "code" in error && typeof error.code === "string" &&
    Object.hasOwn(STATUS, error.code);
}
