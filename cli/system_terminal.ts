/** The terminal this process was started in. */
import { wantsColor } from "./style.ts";
import type { Size, Terminal } from "./terminal.ts";

/** What a terminal has that does not say its size; the size of a DEC VT100. */
const UNKNOWN_SIZE: Size = { columns: 80, rows: 24 };
const encoder = new TextEncoder();

export class SystemTerminal implements Terminal {
  readonly stdinIsTerminal = Deno.stdin.isTerminal();
  readonly stdoutIsTerminal = Deno.stdout.isTerminal();
  readonly stderrIsTerminal = Deno.stderr.isTerminal();
  readonly color: boolean;

  constructor(env: (name: string) => string | undefined) {
    this.color = wantsColor(this.stdoutIsTerminal, env);
  }

  size(): Size {
    try {
      const { columns, rows } = Deno.consoleSize();
      return columns > 0 && rows > 0 ? { columns, rows } : UNKNOWN_SIZE;
    } catch {
      return UNKNOWN_SIZE;
    }
  }

  setRaw(on: boolean): void {
    Deno.stdin.setRaw(on);
  }

  async *input(signal?: AbortSignal): AsyncIterable<Uint8Array> {
    const aborted = Promise.withResolvers<null>();
    const abort = () => aborted.resolve(null);
    if (signal?.aborted) return;
    signal?.addEventListener("abort", abort, { once: true });
    const buffer = new Uint8Array(64 * 1024);
    try {
      while (true) {
        // A read of a terminal cannot be taken back; after the abort it stays pending until the process ends.
        const count = await Promise.race([Deno.stdin.read(buffer), aborted.promise]);
        if (count === null) return;
        yield buffer.slice(0, count);
      }
    } finally {
      signal?.removeEventListener("abort", abort);
    }
  }

  write(text: string): void {
    writeAll(Deno.stdout, text);
  }

  writeError(text: string): void {
    writeAll(Deno.stderr, text);
  }

  onResize(listener: () => void): () => void {
    try {
      Deno.addSignalListener("SIGWINCH", listener);
    } catch {
      return () => {}; // Windows has no such signal
    }
    return () => Deno.removeSignalListener("SIGWINCH", listener);
  }
}

/** Write all of it; a pipe takes what it has room for. */
export function writeAll(target: { writeSync(bytes: Uint8Array): number }, text: string): void {
  let rest = encoder.encode(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(target.writeSync(rest));
    } catch (error) {
      if (error instanceof Deno.errors.BrokenPipe) return; // "parley files | head": nobody reads the rest
      // Somebody else made the shared file description non-blocking (ssh and node do); wait for room instead of losing text.
      if (!(error instanceof Deno.errors.WouldBlock)) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}
