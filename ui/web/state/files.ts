/** Files between this page and the program, by one-time tickets: `docs/specs/local-api-v1.md`. */
import type { ApiError, Message, Ticket } from "../../api.ts";
import { CallError } from "../link/connection.ts";
import { call } from "./program.ts";

/** The browser saves what the ticket stands for. */
export function download({ ticket, file_name }: Ticket): void {
  save(new URL(`download/${ticket}`, location.href).href, file_name);
}

/** The browser saves this text. */
export function saveText(text: string, file_name: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: "application/octet-stream" }));
  save(address, file_name);
  URL.revokeObjectURL(address);
}

function save(address: string, file_name: string): void {
  const link = document.createElement("a");
  link.href = address;
  link.download = file_name;
  link.click();
}

/**
 * Gives a file to the program.
 * @param onPart hears how much of it is there, 0…1: a backup may take a while
 * @returns the ticket that names it from now on
 */
export async function upload(file: Blob, onPart: (part: number) => void = () => {}): Promise<string> {
  const ticket = await call("upload_begin", {});
  await put(ticket, file, onPart);
  return ticket.ticket;
}

/**
 * Puts the bytes where the ticket says; `fetch` would not tell how far it is.
 * @returns the message the program made of it; undefined when it made none
 */
export function put(
  { ticket }: Ticket,
  file: Blob,
  onPart: (part: number) => void,
  signal?: AbortSignal,
): Promise<Message | undefined> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const fail = (code: CallError["code"], what: string) => reject(new CallError(code, `uploading a file: ${what}`));
    request.open("PUT", new URL(`upload/${ticket}`, location.href));
    request.upload.onprogress = ({ loaded, total }) => onPart(total === 0 ? 1 : loaded / total);
    request.onload = () => {
      const { result, error } = answerOf(request.responseText);
      if (request.status >= 200 && request.status < 300) resolve(result?.message);
      else fail(error?.code ?? "bad-file", error?.message ?? `the program answered ${request.status}`);
    };
    request.onerror = () => fail("lost", "the program cannot be reached");
    request.onabort = () => fail("lost", "it was stopped");
    signal?.addEventListener("abort", () => request.abort(), { once: true });
    request.send(file);
  });
}

function answerOf(text: string): { result?: { message?: Message }; error?: ApiError } {
  try {
    return JSON.parse(text);
  } catch {
    return {}; // what stood in the way was not the program
  }
}
