/**
 * Bytes of a terminal in raw mode as keys. Sequences: ECMA-48 CSI, the VT220 and xterm forms of cursor and editing keys,
 * and bracketed paste (xterm "DECSET 2004"), without which the line breaks of a pasted text would send it in pieces.
 */
export type KeyName =
  | "text"
  | "paste"
  | "enter"
  | "newline"
  | "backspace"
  | "delete"
  | "delete-word"
  | "kill-line"
  | "kill-rest"
  | "left"
  | "right"
  | "word-left"
  | "word-right"
  | "up"
  | "down"
  | "home"
  | "end"
  | "redraw"
  | "complete"
  | "interrupt"
  | "end-of-input";

export interface Key {
  readonly name: KeyName;
  /** What was typed or pasted; "" for the other keys. */
  readonly text: string;
}

const CONTROL: Record<string, KeyName> = {
  "\r": "enter",
  "\n": "newline",
  "\t": "complete",
  "\x7f": "backspace",
  "\b": "backspace",
  "\x01": "home",
  "\x02": "left",
  "\x03": "interrupt",
  "\x04": "end-of-input",
  "\x05": "end",
  "\x06": "right",
  "\x0b": "kill-rest",
  "\x0c": "redraw",
  "\x0e": "down",
  "\x10": "up",
  "\x15": "kill-line",
  "\x17": "delete-word",
};

const SEQUENCES: Record<string, KeyName> = {
  "[A": "up",
  "[B": "down",
  "[C": "right",
  "[D": "left",
  "OA": "up",
  "OB": "down",
  "OC": "right",
  "OD": "left",
  "[H": "home",
  "[F": "end",
  "OH": "home",
  "OF": "end",
  "[1~": "home",
  "[7~": "home",
  "[4~": "end",
  "[8~": "end",
  "[3~": "delete",
  "[1;5C": "word-right",
  "[1;5D": "word-left",
  "[1;3C": "word-right",
  "[1;3D": "word-left",
  "b": "word-left",
  "f": "word-right",
  "\r": "newline",
  "\x7f": "delete-word",
};

const PASTE_BEGIN = "[200~";
const PASTE_END = "\x1b[201~";
/** UTF-16 units of a paste kept; a message has at most 4 MiB of UTF-8, so what is longer could not be sent anyway. */
const MAX_PASTE = 4 * 1024 * 1024 + 1;
const SEQUENCE = /^(?:\[[\x30-\x3f]*[\x20-\x2f]*[\x40-\x7e]|O[\x20-\x7e]|[^[O])/u;
const UNFINISHED = /^(?:\[[\x30-\x3f]*[\x20-\x2f]*|O)?$/;
/** Longest CSI sequence worth waiting for; longer ones are noise. */
const MAX_SEQUENCE = 32;
// deno-lint-ignore no-control-regex
const PLAIN = /^[^\x00-\x1f\x7f]+/u;

/** Keeps what is unfinished between two reads: half a UTF-8 character, half a sequence, half a paste. */
export class KeyDecoder {
  readonly #utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
  #rest = "";
  #paste: string | undefined;

  push(bytes: Uint8Array): Key[] {
    this.#rest += this.#utf8.decode(bytes, { stream: true });
    const keys: Key[] = [];
    while (this.#rest !== "" && this.#next(keys));
    return keys;
  }

  /** Reads one key. @returns false when more bytes are needed */
  #next(keys: Key[]): boolean {
    if (this.#paste !== undefined) return this.#readPaste(keys, this.#paste);
    if (this.#rest.startsWith("\x1b")) return this.#readSequence(keys);
    const plain = PLAIN.exec(this.#rest)?.[0];
    if (plain !== undefined) keys.push({ name: "text", text: plain });
    else {
      const name = CONTROL[this.#rest[0]];
      if (name !== undefined) keys.push({ name, text: "" });
    }
    this.#rest = this.#rest.slice(plain?.length ?? 1);
    return true;
  }

  #readSequence(keys: Key[]): boolean {
    const body = this.#rest.slice(1);
    const sequence = SEQUENCE.exec(body)?.[0];
    if (sequence === undefined) {
      if (UNFINISHED.test(body) && body.length < MAX_SEQUENCE) return false;
      this.#rest = body;
      return true;
    }
    this.#rest = body.slice(sequence.length);
    if (sequence === PASTE_BEGIN) this.#paste = "";
    else if (SEQUENCES[sequence] !== undefined) keys.push({ name: SEQUENCES[sequence], text: "" });
    return true;
  }

  #readPaste(keys: Key[], sofar: string): boolean {
    const all = sofar + this.#rest;
    // Searched from a little before the new bytes: the end mark may have come in two halves.
    const end = all.indexOf(PASTE_END, Math.max(0, sofar.length - PASTE_END.length));
    if (end < 0) {
      this.#paste = all.length > MAX_PASTE ? all.slice(0, MAX_PASTE) + all.slice(-PASTE_END.length) : all;
      this.#rest = "";
      return false;
    }
    keys.push({ name: "paste", text: all.slice(0, end).replace(/\r\n?/g, "\n") });
    this.#rest = all.slice(end + PASTE_END.length);
    this.#paste = undefined;
    return true;
  }
}
