/** A writing process, and the lines it says. */
export class Writer {
  readonly #process: Deno.ChildProcess;
  readonly #lines: ReadableStreamDefaultReader<string>;
  #rest = "";

  /** @param first the number it begins with @param child what it writes */
  constructor(folder: string, first: number, key?: Uint8Array, child = "store_child.ts") {
    this.#process = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "-A",
        "--no-check",
        new URL(child, import.meta.url).pathname,
        `${folder}/history`,
        String(first),
        key?.toHex() ?? "-",
      ],
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    this.#lines = this.#process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  }

  /** Everything said until there are `count` whole lines, or the end. */
  async lines(count: number): Promise<string[]> {
    let whole: string[] = [];
    while (whole.length < count) {
      const { value, done } = await this.#lines.read();
      if (done) break;
      this.#rest += value;
      whole = this.#rest.split("\n").slice(0, -1);
    }
    return whole;
  }

  async kill(): Promise<void> {
    this.#process.kill("SIGKILL");
    await this.#process.status;
  }
}
