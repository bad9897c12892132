/** How `promptSecret` shows what is typed. */
export interface PromptSecretOptions {
  /** Shown for each character; "" shows nothing. Default `*`. */
  mask?: string;
  /** Takes the whole line away afterwards. */
  clear?: boolean;
}

const ENTER = ["\r", "\n"];
const ERASE = ["\b", "\x7f"];
const CTRL_C = "\x03";
const CTRL_D = "\x04";

/**
 * Asks for a secret on the terminal without showing it. Null when there is no terminal, or at the end of input.
 *
 * It reads the terminal in raw mode, as Ctrl+C has to give the terminal back before it ends the program.
 */
export function promptSecret(message = "Secret", options: PromptSecretOptions = {}): string | null {
  if (!Deno.stdin.isTerminal()) return null;
  const { mask = "*", clear = false } = options;
  const show = (text: string) => Deno.stdout.writeSync(new TextEncoder().encode(text));
  Deno.stdin.setRaw(true);
  try {
    show(`${message} `);
    return readSecret((length) => show(`\r\x1b[K${message} ${mask.repeat(length)}`));
  } finally {
    show(clear ? "\r\x1b[K" : "\r\n");
    Deno.stdin.setRaw(false);
  }
}

function readSecret(redraw: (length: number) => void): string | null {
  const decoder = new TextDecoder();
  const bytes = new Uint8Array(256);
  const typed: string[] = [];
  while (true) {
    const read = Deno.stdin.readSync(bytes);
    if (read === null) return null;
    for (const character of decoder.decode(bytes.subarray(0, read), { stream: true })) {
      if (ENTER.includes(character)) return typed.join("");
      if (character === CTRL_C) interrupt();
      if (character === CTRL_D && typed.length === 0) return null;
      if (ERASE.includes(character)) typed.pop();
      else if (character >= " ") typed.push(character);
    }
    redraw(typed.length);
  }
}

function interrupt(): never {
  Deno.stdout.writeSync(new TextEncoder().encode("\r\n"));
  Deno.stdin.setRaw(false);
  Deno.exit(130);
}
