/** History as a file: HTML to read, JSON for programs (TXT-8). A page of messages at a time, whatever the length. */
import { exportHtml } from "./html.ts";
import { exportJson } from "./json.ts";
import type { ExportSource } from "./source.ts";
import type { ExportLanguage } from "./words.ts";

export type ExportFormat = "html" | "json";

export interface ExportOptions {
  readonly format: ExportFormat;
  readonly language: ExportLanguage;
  /** Milliseconds since the epoch. */
  readonly exportedAt: number;
  /** IANA name; the machine's own without it. */
  readonly timeZone?: string;
}

export const EXPORT_TYPES: Readonly<Record<ExportFormat, string>> = {
  html: "text/html; charset=utf-8",
  json: "application/json",
};

/** The pieces of the file, in order. */
export function exportHistory(source: ExportSource, options: ExportOptions): AsyncIterable<string> {
  return options.format === "html" ? exportHtml(source, options) : exportJson(source, options.exportedAt);
}

/** `parley-Anna-2026-01-02.html`; of the name only what every file system takes is left. */
export function exportFileName(source: ExportSource, { format, exportedAt }: ExportOptions): string {
  const [only, ...more] = source.conversations;
  const name = only === undefined || more.length > 0 ? source.me.name : only.name;
  const safe = name.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-+|-+$/g, "").slice(0, 40);
  return ["parley", ...(safe === "" ? [] : [safe]), new Date(exportedAt).toISOString().slice(0, 10)].join("-") +
    `.${format}`;
}

/** The pieces as bytes; the next ones are made when the reader has taken what there is. */
export function exportStream(pieces: AsyncIterable<string>): ReadableStream<Uint8Array> {
  const iterator = batched(pieces);
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await iterator.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await iterator.return(undefined);
    },
  });
}

/** UTF-16 units of one piece of the stream: a message alone is too little to hand on. */
const BATCH_UNITS = 64 * 1024;

async function* batched(pieces: AsyncIterable<string>): AsyncGenerator<string, void> {
  let batch = "";
  for await (const piece of pieces) {
    batch += piece;
    if (batch.length < BATCH_UNITS) continue;
    yield batch;
    batch = "";
  }
  if (batch !== "") yield batch;
}
