/**
 * History as one page that any browser shows, now and in twenty years: no scripts, nothing from elsewhere, everything that
 * somebody wrote escaped.
 */
import type { Message, Quote, Transfer } from "../../ui/api.ts";
import { PAGE_STYLE } from "./page_style.ts";
import { type ExportedConversation, type ExportSource, messagesOf } from "./source.ts";
import { type ExportLanguage, type ExportWord, exportWord } from "./words.ts";

/** Should anything get past the escaping, it still may not run nor fetch. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

export interface HtmlOptions {
  readonly language: ExportLanguage;
  readonly exportedAt: number;
  /** IANA name; the machine's own without it. */
  readonly timeZone?: string;
}

export async function* exportHtml(source: ExportSource, options: HtmlOptions): AsyncGenerator<string> {
  const { conversations, me } = source;
  const page = new Page(me.name, options);
  const only = conversations.length === 1 ? conversations[0] : undefined;
  yield page.head(
    only === undefined ? page.word("title_all", { name: me.name }) : page.word("title", { name: only.name }),
  );
  if (only === undefined) yield page.people(conversations);
  for (const [index, conversation] of conversations.entries()) {
    yield page.conversation(conversation, index, only === undefined);
    let day = "";
    for await (const message of messagesOf(source, conversation.key)) {
      const its = page.day(shownAt(message));
      if (its !== day) yield `<h3 class="day">${escape(its)}</h3>\n`;
      day = its;
      yield page.message(message, conversation.name, index);
    }
    if (day === "") yield `<p class="mark">${page.word("empty")}</p>\n`;
    yield "</section>\n";
  }
  yield "</body></html>\n";
}

/** In: stored here. Out: written. */
function shownAt({ direction, sent_at, received_at }: Message): number {
  return direction === "in" ? received_at ?? sent_at : sent_at;
}

class Page {
  readonly #options: HtmlOptions;
  readonly #me: string;
  readonly #day: Intl.DateTimeFormat;
  readonly #time: Intl.DateTimeFormat;

  constructor(me: string, options: HtmlOptions) {
    const { language, timeZone } = options;
    this.#me = me;
    this.#options = options;
    this.#day = new Intl.DateTimeFormat(language, { dateStyle: "full", timeZone });
    this.#time = new Intl.DateTimeFormat(language, { timeStyle: "short", timeZone });
  }

  /** Escaped. */
  word(word: ExportWord, values?: Readonly<Record<string, string>>): string {
    return escape(exportWord(this.#options.language, word, values));
  }

  day(time: number): string {
    return this.#day.format(time);
  }

  head(title: string): string {
    const { language, exportedAt } = this.#options;
    const time = `${this.#day.format(exportedAt)}, ${this.#time.format(exportedAt)}`;
    return `<!doctype html>\n<html lang="${language}"><head><meta charset="utf-8">` +
      `<meta http-equiv="Content-Security-Policy" content="${POLICY}">` +
      `<meta name="viewport" content="width=device-width,initial-scale=1"><title>${title}</title>` +
      `<style>${PAGE_STYLE}</style></head>\n<body><header><h1>${title}</h1>` +
      `<p>${this.word("exported", { time })}</p></header>\n`;
  }

  people(conversations: readonly ExportedConversation[]): string {
    const items = conversations.map(({ name }, index) => `<li><a href="#c${index}">${escape(name)}</a></li>`);
    return `<nav><h2>${this.word("people")}</h2><ul>${items.join("")}</ul></nav>\n`;
  }

  conversation({ name, id }: ExportedConversation, index: number, titled: boolean): string {
    const title = titled ? `<h2 class="who">${escape(name)}</h2>` : "";
    // The key of a room is for programs.
    const number = id.startsWith("#") ? "" : `<p class="number">${this.word("number", { id })}</p>`;
    return `<section id="c${index}">${title}${number}\n`;
  }

  message(message: Message, peer: string, index: number): string {
    const { direction, cursor, from } = message;
    const who = direction === "out" ? this.word("you") : escape(from?.name ?? peer);
    const title = direction === "out" ? ` title="${escape(this.#me)}"` : "";
    const parts = [
      `<span class="who"${title}>${who}</span>`,
      message.forwarded ? `<div class="mark">${this.word("forwarded")}</div>` : "",
      message.reply === undefined ? "" : this.#quote(message.reply, index),
      this.#body(message),
      this.#foot(message),
    ];
    return `<article class="${direction}" id="c${index}-${cursor}">${parts.join("")}</article>\n`;
  }

  #body({ kind, text, deleted, file }: Message): string {
    if (deleted) return `<p class="text mark">${this.word("deleted")}</p>`;
    if (file !== undefined) return this.#file(file);
    if (kind !== "text") return `<p class="text mark">${this.word("unknown")}</p>`;
    return `<p class="text" dir="auto">${escape(text)}</p>`;
  }

  /** What it was called, how large, and what became of it; the file itself stays where it is. */
  #file({ name, size, state }: Transfer): string {
    const about = `${sizeText(size, this.#options.language)} · ${exportWord(this.#options.language, `file_${state}`)}`;
    return `<p class="text" dir="auto">📎 ${escape(name)}</p><div class="mark">${escape(about)}</div>`;
  }

  #quote({ cursor, text, deleted, from }: Quote, index: number): string {
    if (cursor === undefined) return `<blockquote class="mark">${this.word("gone")}</blockquote>`;
    const shown = deleted ? `<span class="mark">${this.word("deleted")}</span>` : escape(text ?? "");
    const who = from === undefined ? "" : `<span class="mark">${escape(from.name)}: </span>`;
    return `<blockquote dir="auto"><a href="#c${index}-${cursor}">${who}${shown}</a></blockquote>`;
  }

  #foot(message: Message): string {
    const { status, error, edited_at, reactions = [] } = message;
    const at = shownAt(message);
    const time = `<time datetime="${new Date(at).toISOString()}">${escape(this.#time.format(at))}</time>`;
    const edited = edited_at === undefined
      ? ""
      : ` · <time datetime="${new Date(edited_at).toISOString()}">${this.word("edited")}</time>`;
    const state = status === "received" ? "" : ` · <span class="${status}">${this.word(status)}</span>`;
    const why = error === null ? "" : ` · <span class="failed">${escape(error)}</span>`;
    const emoji = reactions.length === 0
      ? ""
      : `<span class="reactions">${reactions.map((reaction) => escape(reaction.emoji)).join(" ")}</span>`;
    return `<footer>${emoji}${time}${edited}${state}${why}</footer>`;
  }
}

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

/** As in the window: counted in 1,024, with a digit after the point below ten. */
function sizeText(bytes: number, language: ExportLanguage): string {
  let [value, unit] = [bytes, 0];
  while (value >= 999.5 && unit < UNITS.length - 1) [value, unit] = [value / 1024, unit + 1];
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit: UNITS[unit],
    unitDisplay: unit === 0 ? "long" : "short",
    maximumFractionDigits: unit > 0 && value < 9.95 ? 1 : 0,
  }).format(value);
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** For text and for quoted attributes. Control characters have no place in HTML and are shown as U+FFFD. */
function escape(text: string): string {
  return text.toWellFormed().replace(/[&<>"']/g, (char) => ENTITIES[char])
    // deno-lint-ignore no-control-regex
    .replace(/[\0-\x08\x0b-\x1f\x7f-\x9f]/g, "\ufffd");
}
