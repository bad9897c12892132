/** Two whole programs on loopback as a carrier: the file is offered, accepted at once, and is whole when its reader says so. */
import { Worker } from "../support.ts";
import { run } from "./processes.ts";
import type { Carrier } from "./transfer.ts";

export class Parley implements Carrier {
  readonly name = "parley";
  readonly #author: Worker;
  readonly #reader: Worker;

  private constructor(author: Worker, reader: Worker) {
    this.#author = author;
    this.#reader = reader;
  }

  static async start(dir: string): Promise<Parley> {
    const author = new Worker("node_worker.ts", [`${dir}/anna`, "Anna"]);
    const reader = new Worker("node_worker.ts", [`${dir}/boris`, "Boris"]);
    await Promise.all([author.answer(), reader.answer()]);
    await reader.ask(`accept ${await author.ask<string>("invite")}`);
    while (!(await reader.ask<boolean>("linked")) || !(await author.ask<boolean>("linked"))) {
      /* each question is a round trip to a worker */
    }
    return new Parley(author, reader);
  }

  async carry(source: string, target: string): Promise<number> {
    await this.#reader.ask(`downloads ${target}`);
    const arrived = this.#reader.ask(`take`);
    const begun = performance.now();
    await this.#author.ask(`offer ${source}`);
    await arrived;
    return performance.now() - begun;
  }

  /** Round trips of messages from the author, one after the other: `count` of them, or all until `until` is done. */
  async roundTrips(count: number, until?: Promise<unknown>): Promise<number[]> {
    let done = false;
    void until?.finally(() => done = true);
    const times: number[] = [];
    do times.push(...await this.#author.ask<number[]>(`single ${until === undefined ? count : 20}`)); while (
      until !== undefined && !done
    );
    return times;
  }

  /** Bytes of memory that both may take up to the beginning of a measurement, and at most after it: see {@link peaks}. */
  async resetPeaks(): Promise<void> {
    for (const { pid } of this.#both()) await run("sh", ["-c", `echo 5 > /proc/${pid}/clear_refs`]);
  }

  /** Most bytes each has had in memory since {@link resetPeaks}. */
  async peaks(): Promise<{ author: number; reader: number }> {
    const [author, reader] = await Promise.all(
      this.#both().map(async ({ pid }) => {
        const line = await run("grep", ["VmHWM", `/proc/${pid}/status`]);
        return Number(/\d+/.exec(line)![0]) * 1024;
      }),
    );
    return { author, reader };
  }

  /** Seconds of processor time each has used since it was started. */
  async cpu(): Promise<{ author: number; reader: number }> {
    const ticks = Number(await run("getconf", ["CLK_TCK"]));
    const [author, reader] = await Promise.all(
      this.#both().map(async ({ pid }) => {
        // The name in brackets may hold spaces; user and system time are the 14th and 15th field.
        const fields = (await run("cat", [`/proc/${pid}/stat`])).replace(/^.*\) /, "").split(" ");
        return (Number(fields[11]) + Number(fields[12])) / ticks;
      }),
    );
    return { author, reader };
  }

  async stop(): Promise<void> {
    for (const worker of this.#both()) await worker.stop();
  }

  #both(): Worker[] {
    return [this.#author, this.#reader];
  }
}
