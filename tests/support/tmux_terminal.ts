/** A pseudo-terminal one can look at: tmux with a server of its own per test. */
import type { ApiEvent } from "../../ui/api.ts";
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(new URL("chat_program.ts", import.meta.url));
const CONFIG = fileURLToPath(new URL("../../deno.json", import.meta.url));
/** Milliseconds; a machine with other things to do needs seconds to start a process. */
const DEADLINE = 60_000;

let count = 0;

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

export class TmuxTerminal implements AsyncDisposable {
  readonly #socket = `parley-test-${Deno.pid}-${++count}`;
  readonly #events = Deno.makeTempFileSync();
  #program = 0;

  /**
   * Running the program with these arguments; its exit status and `stty` are printed after it.
   * @param environment words of env(1)
   */
  static async start(
    args: readonly string[],
    { columns, rows }: Size = { columns: 80, rows: 24 },
    environment: readonly string[] = ["-u", "NO_COLOR"],
  ): Promise<TmuxTerminal> {
    const terminal = new TmuxTerminal();
    const program = [Deno.execPath(), "run", "--quiet", "--no-check", "--config", CONFIG, "-A", PROGRAM, ...args].map(
      quote,
    ).join(" ");
    // The program's parent waits for a line in the end, so that the last screen stays to be looked at.
    const script = `${program} & echo $! >&3; fg >/dev/null; echo exit=$?; stty -a; read -r _`;
    const pidFile = await Deno.makeTempFile();
    try {
      await terminal.#tmux("-f", "/dev/null", "new-session", "-d", "-x", String(columns), "-y", String(rows), ...[
        `exec env ${environment.map(quote).join(" ")} PARLEY_TEST_EVENTS=${quote(terminal.#events)} bash -c ${
          quote(`set -m; exec 3>${quote(pidFile)}; ${script}`)
        }`,
      ]);
      await poll(async () => (terminal.#program = Number(await Deno.readTextFile(pidFile))) > 0, "the program's id");
    } finally {
      await Deno.remove(pidFile);
    }
    return terminal;
  }

  async type(keys: string): Promise<void> {
    await this.#tmux("send-keys", "-l", "--", keys);
  }

  async paste(text: string): Promise<void> {
    await this.#tmux("set-buffer", "--", text);
    await this.#tmux("paste-buffer", "-p");
  }

  async resize(columns: number, rows: number): Promise<void> {
    await this.#tmux("resize-window", "-x", String(columns), "-y", String(rows));
  }

  async title(): Promise<string> {
    return await this.#tmux("display-message", "-p", "#{pane_title}");
  }

  /** The screen with rows that the terminal broke put together again, as one would copy them. */
  async copied(): Promise<string> {
    return await this.#tmux("capture-pane", "-p", "-J");
  }

  /** The screen with the colours it has, as escape sequences. */
  async colored(): Promise<string> {
    return await this.#tmux("capture-pane", "-p", "-e");
  }

  /** What is on the screen once it is as wanted. */
  async until(wanted: (screen: string) => boolean, what: string): Promise<string> {
    let screen = "";
    await poll(async () => wanted(screen = await this.#tmux("capture-pane", "-p")), what, () => screen);
    return screen;
  }

  /** Events of the program behind it, one after the other. */
  happen(...events: readonly ApiEvent[]): void {
    Deno.writeTextFileSync(this.#events, events.map((event) => JSON.stringify(event)).join("\n"));
    this.signal("SIGUSR1");
  }

  signal(name: Deno.Signal): void {
    Deno.kill(this.#program, name);
  }

  async closeWindow(): Promise<void> {
    await this.#tmux("kill-pane");
  }

  async untilProgramGone(): Promise<void> {
    await poll(() => Promise.resolve(!alive(this.#program)), "the end of the program");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#tmux("kill-server").catch(() => {}); // gone already after the last window was closed
    if (this.#program > 0 && alive(this.#program)) Deno.kill(this.#program, "SIGKILL");
    await Deno.remove(this.#events);
  }

  async #tmux(...args: string[]): Promise<string> {
    const command = new Deno.Command("tmux", { args: ["-u", "-L", this.#socket, ...args], stdin: "null" });
    const { success, stdout, stderr } = await command.output();
    if (!success) throw new Error(`tmux ${args[0]}: ${new TextDecoder().decode(stderr)}`);
    return new TextDecoder().decode(stdout);
  }
}

function alive(pid: number): boolean {
  try {
    Deno.kill(pid, "SIGCONT");
    return true;
  } catch {
    return false;
  }
}

/** Asks again until it is so; each question is a process of its own, so no pause is needed in between. */
async function poll(ask: () => Promise<boolean>, what: string, seen = () => ""): Promise<void> {
  for (const end = Date.now() + DEADLINE; !(await ask());) {
    if (Date.now() > end) throw new Error(`waiting for ${what}: not within ${DEADLINE} ms; last seen:\n${seen()}`);
  }
}

function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
