/** Shared by the measurements: processes, percentiles, and a table a person can read. */
import { LineReader } from "../tests/support/process_output.ts";

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

export interface Row {
  readonly what: string;
  readonly measured: string;
  /** What the product wants, and whether it is met. */
  readonly aim?: string;
}

export function printTable(title: string, rows: readonly Row[]): void {
  const widths = [
    Math.max(...rows.map(({ what }) => what.length)),
    Math.max(...rows.map(({ measured }) => measured.length)),
  ];
  console.log(`\n${title}`);
  for (const { what, measured, aim } of rows) {
    console.log(`  ${what.padEnd(widths[0])}  ${measured.padStart(widths[1])}${aim === undefined ? "" : `   ${aim}`}`);
  }
}

export function verdict(met: boolean, aim: string): string {
  return `aim ${aim}: ${met ? "met" : "NOT met"}`;
}

/** A worker process that answers each line with one line of JSON. */
export class Worker {
  readonly #child: Deno.ChildProcess;
  readonly #lines: LineReader;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;

  constructor(script: string, args: readonly string[]) {
    const path = new URL(script, import.meta.url).pathname;
    this.#child = new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "-A", path, ...args],
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    this.#lines = new LineReader(this.#child.stdout);
    this.#writer = this.#child.stdin.getWriter();
  }

  get pid(): number {
    return this.#child.pid;
  }

  async answer<T>(): Promise<T> {
    const line = await this.#lines.next();
    if (line === undefined) throw new Error("a worker ended early");
    return JSON.parse(line) as T;
  }

  async ask<T>(command: string): Promise<T> {
    await this.#writer.write(new TextEncoder().encode(command + "\n"));
    return await this.answer<T>();
  }

  async stop(): Promise<void> {
    await this.#writer.write(new TextEncoder().encode("stop\n"));
    await this.#writer.close();
    await this.#child.status;
    await this.#lines.close();
  }
}
