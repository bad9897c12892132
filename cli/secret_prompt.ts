/** Asks for a secret on the terminal. The question goes to stderr: stdout may be a pipe that expects JSON. */
import { KeyDecoder } from "./chat/keys.ts";
import type { Terminal } from "./terminal.ts";

/** @returns undefined without a terminal, and when the person pressed Ctrl+C or Ctrl+D */
export async function askSecret(
  terminal: Terminal,
  write: (text: string) => void,
  prompt: string,
): Promise<string | undefined> {
  if (!terminal.stdinIsTerminal) return undefined;
  write(prompt);
  terminal.setRaw(true);
  try {
    return await readSecret(terminal);
  } finally {
    terminal.setRaw(false);
    write("\n");
  }
}

async function readSecret(terminal: Terminal): Promise<string | undefined> {
  const decoder = new KeyDecoder();
  let secret: string[] = [];
  for await (const bytes of terminal.input()) {
    for (const key of decoder.push(bytes)) {
      if (key.name === "enter") return secret.join("");
      if (key.name === "interrupt" || key.name === "end-of-input") return undefined;
      if (key.name === "backspace") secret.pop();
      else if (key.name === "kill-line") secret = [];
      else if (key.name === "text" || key.name === "paste") secret.push(...key.text.replace(/[\r\n]+$/, ""));
    }
  }
  return undefined;
}
