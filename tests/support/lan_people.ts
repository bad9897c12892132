/** People on the networks of a machine of a test's own, who look for each other. Linux. */
import { opensslCertificate, type TestCertificate } from "./certificates.ts";
import { authority } from "./network.ts";
import type { OwnMachine } from "./own_machine.ts";
import { fromFileUrl } from "./paths.ts";
import { LineReader, withDeadline } from "./process_output.ts";

const DEADLINE = 60_000;
const CHILD = fromFileUrl(new URL("lan_child.ts", import.meta.url));

export class LanPerson implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #lines: LineReader;
  readonly #seen: string[] = [];

  private constructor(readonly id: string, process: Deno.ChildProcess) {
    this.#process = process;
    this.#lines = new LineReader(process.stdout);
  }

  /** @param port TLS port; 0 lets the system choose */
  static async start(id: string, machine: OwnMachine, network: string, port = 0): Promise<LanPerson> {
    const root = await authority();
    const leaf = await opensslCertificate({ issuer: root, id, name: `Person ${id}`, key: 40 + Number(id) % 4 });
    const [command, ...args] = [...machine.command(network), Deno.execPath(), "run", "-A", "-q", "--no-prompt", CHILD];
    const process = new Deno.Command(command, { args, stdin: "piped", stdout: "piped", stderr: "inherit" }).spawn();
    const person = new LanPerson(id, process);
    const writer = process.stdin.getWriter();
    await writer.write(new TextEncoder().encode(JSON.stringify({ leaf: plain(leaf), root: plain(root), port })));
    writer.releaseLock();
    await person.says("ready");
    return person;
  }

  /** Until it has said this; what it said before counts, once. */
  says(line: string): Promise<void> {
    return this.saysOneOf([line]);
  }

  async saysOneOf(lines: readonly string[]): Promise<void> {
    const seen = this.#seen.findIndex((line) => lines.includes(line));
    if (seen >= 0) return void this.#seen.splice(seen, 1);
    const what = `"${lines.join('" or "')}"`;
    const wanted = async () => {
      for (let next = await this.#lines.next(); !lines.includes(next!); next = await this.#lines.next()) {
        if (next === undefined) throw new Error(`"${this.id}" ended before it said ${what}`);
        this.#seen.push(next);
      }
    };
    await withDeadline(wanted(), DEADLINE, `"${this.id}" to say ${what}; it said: ${this.#seen.join(", ")}`);
  }

  signal(signal: "SIGSTOP" | "SIGCONT"): void {
    this.#process.kill(signal);
  }

  /** `kill -9`. */
  async kill(): Promise<void> {
    this.#process.kill("SIGKILL");
    await this.#process.status;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#process.stdin.close().catch(() => {}); // killed
    await withDeadline(this.#process.status, DEADLINE, `"${this.id}" to end`);
    await this.#lines.close();
  }
}

function plain({ certificate, privateKey, der }: TestCertificate) {
  return { certificate, privateKey, der: der.toHex() };
}
