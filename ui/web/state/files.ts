/** Files between this page and the program, by one-time tickets: `docs/specs/local-api-v1.md`. */
import type { Ticket } from "../../api.ts";
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
  const { ticket } = await call("upload_begin", {});
  await put(new URL(`upload/${ticket}`, location.href), file, onPart);
  return ticket;
}

/** `fetch` does not tell how far an upload is. */
function put(address: URL, file: Blob, onPart: (part: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const fail = (code: "bad-file" | "lost", what: string) => reject(new CallError(code, `uploading a file: ${what}`));
    request.open("PUT", address);
    request.upload.onprogress = ({ loaded, total }) => onPart(total === 0 ? 1 : loaded / total);
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve();
      else fail("bad-file", `the program answered ${request.status}`);
    };
    request.onerror = () => fail("lost", "the program cannot be reached");
    request.send(file);
  });
}
