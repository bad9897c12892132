/** One line of a message: where it is quoted, and in the list. */
import type { Message, Quote } from "../../api.ts";
import { safeName } from "./file_name.ts";
import { firstLine } from "./rich_text.ts";

/** A name is no text: nothing in it is marked up. */
export function quotedText({ text = "", file }: Pick<Quote, "text" | "file">): string {
  return file ? safeName(text) : firstLine(text, 200);
}

/** Of a message that was not deleted. */
export function messageLine({ text, file }: Pick<Message, "text" | "file">): string {
  return quotedText({ text, ...(file === undefined ? {} : { file: true }) });
}
