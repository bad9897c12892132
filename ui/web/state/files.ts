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
 * @returns the ticket that names it from now on
 */
export async function upload(file: Blob): Promise<string> {
  const { ticket } = await call("upload_begin", {});
  const response = await fetch(`upload/${ticket}`, { method: "PUT", body: file });
  await response.body?.cancel();
  if (!response.ok) throw new CallError("bad-file", `uploading a file: the program answered ${response.status}`);
  return ticket;
}
