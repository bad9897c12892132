/** `parley run`: start the node of this profile and open its window, or open the window of the one that runs. */
import { parseAddress } from "../net/mod.ts";
import { type ApiClient, connectToNode, writeLaunchFile } from "../ui/server/mod.ts";
import { readArguments, readCount } from "./arguments.ts";
import type { CliContext } from "./context.ts";
import { CommandError, EXIT_DONE, UsageError } from "./errors.ts";
import { wordsOf } from "./language.ts";
import { readListen } from "./listen.ts";
import { notYet } from "./verbs.ts";
import { openBrowser } from "./open_browser.ts";
import { ProfileInUse } from "./profile.ts";
import { type Program, type ProgramOptions, startProgram } from "./program.ts";
import { usualName } from "./usual_name.ts";

interface RunOptions extends ProgramOptions {
  readonly open: boolean;
}

export async function run(args: string[], context: CliContext): Promise<number> {
  const given = readArguments(args, {
    values: ["name", "port", "listen", "ui-port"],
    flags: ["no-open", "no-lan"],
    lists: ["peer", "hub"],
  });
  if (given.words.length > 0) throw new UsageError("usage.too_many", { word: given.words[0] });
  if (given.list("hub").length > 0) return notYet("run --hub", context);
  const port = (name: string) => {
    const text = given.value(name);
    return text === undefined ? undefined : readCount(name, text, 0, 65_535);
  };
  const options: RunOptions = {
    name: given.value("name") ?? usualName(context.env),
    port: port("port"),
    listen: readListen(given.value("listen")),
    uiPort: port("ui-port"),
    peers: given.list("peer").map(readPeer),
    lan: !given.flag("no-lan"),
    open: !given.flag("no-open"),
  };
  // Before the keys are made: Ctrl+C during a first start must end it cleanly, too.
  const interrupts = context.interrupts();
  try {
    return await runNode(context, options, interrupts.signal);
  } catch (error) {
    if (!(error instanceof ProfileInUse)) throw error;
    return await showRunning(context, options);
  } finally {
    interrupts.dispose();
  }
}

async function runNode(context: CliContext, options: RunOptions, signal: AbortSignal): Promise<number> {
  const words = wordsOf(context.lang);
  // Without a window to come, the terminal is where the person is.
  const lockable = options.open || !context.terminal.stdinIsTerminal;
  const program = await startProgram(context, { ...options, lockable });
  try {
    if (!signal.aborted) {
      const ended = Promise.race([program.shutdownAsked, aborted(signal)]);
      const shown = program.locked;
      if (shown) await untilOpen(context, options, program, ended);
      if (!program.locked) await tellReady(context, { ...options, open: options.open && !shown }, program);
      await ended;
    }
  } finally {
    if (!context.json) context.stderr(words("run.ending"));
    await program.stop();
  }
  return EXIT_DONE;
}

/** Says that it waits for its pass-phrase, and where. */
async function untilOpen(
  context: CliContext,
  { open, uiPort }: RunOptions,
  program: Program,
  ended: Promise<void>,
): Promise<void> {
  const words = wordsOf(context.lang);
  const url = program.launchUrl();
  tellMoved(context, uiPort, Number(new URL(url).port));
  if (context.json) context.stdout(JSON.stringify({ event: "locked", ui_url: url, pid: Deno.pid }));
  else for (const line of [words("run.locked"), words("run.window", { url })]) context.stdout(line);
  if (open) await showWindow(context, url);
  await Promise.race([program.opened, ended]);
}

async function tellReady(context: CliContext, options: RunOptions, program: Program): Promise<void> {
  const { id, name, port } = await program.opened;
  const url = program.launchUrl();
  announce(context, { id, name, port, ui_url: url, pid: Deno.pid });
  tellMoved(context, options.port, port);
  tellMoved(context, options.uiPort, Number(new URL(url).port));
  if (options.open) await showWindow(context, url);
}

/** A port that was named and could not be had: why it is another one. 0 lets the system choose. */
function tellMoved(context: CliContext, wanted: number | undefined, port: number): void {
  if (wanted === undefined || wanted === 0 || wanted === port) return;
  context.stderr(wordsOf(context.lang)("run.port_taken", { wanted: String(wanted), port: String(port) }));
}

interface Ready {
  readonly id: string;
  readonly name: string;
  readonly port: number;
  readonly ui_url: string;
  readonly pid: number;
  readonly already_running?: boolean;
}

/** One JSON line for scripts, a few calm lines for people. */
function announce(context: CliContext, ready: Ready): void {
  if (context.json) return context.stdout(JSON.stringify({ event: "ready", ...ready }));
  const words = wordsOf(context.lang);
  context.stdout(words("run.ready", { name: ready.name, id: ready.id }));
  context.stdout(words("run.window", { url: ready.ui_url }));
  context.stdout(words("run.port", { port: String(ready.port) }));
  if (ready.already_running !== true) context.stdout(words("run.end"));
}

/** Milliseconds to wait for a node that holds the profile and does not answer yet: it may be making its keys. */
const STARTING_DEADLINE = 30_000;
const STARTING_PAUSE = 250;

/** ID-12: a second start shows the window of the first. */
async function showRunning(context: CliContext, options: RunOptions): Promise<number> {
  const client = await waitForNode(context);
  try {
    const { id, name, port, ui_url, pid } = await client.call("status", {});
    announce(context, { id, name, port, ui_url, pid, already_running: true });
    if (options.open) await showWindow(context, ui_url);
    return EXIT_DONE;
  } finally {
    client.close();
  }
}

async function waitForNode(context: CliContext): Promise<ApiClient> {
  for (const end = Date.now() + STARTING_DEADLINE; Date.now() < end;) {
    const client = await connectToNode(context.dataDir);
    if (client !== undefined) return client;
    await new Promise((resolve) => setTimeout(resolve, STARTING_PAUSE));
  }
  const words = wordsOf(context.lang);
  throw new CommandError(words("error.profile_in_use", { dir: context.dataDir }), words("hint.profile_in_use"));
}

async function showWindow(context: CliContext, url: string): Promise<void> {
  // The page holds the link, so that no other user of this machine reads the token in the browser's arguments.
  if (!(await openBrowser(await writeLaunchFile(context.dataDir, url)))) {
    context.stderr(wordsOf(context.lang)("run.no_browser"));
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

function readPeer(text: string) {
  const address = parseAddress(text);
  if (address === undefined) throw new UsageError("usage.not_peer", { text });
  return address;
}
