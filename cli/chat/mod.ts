/** `parley chat [PEER]`: the console messenger (CLI-1). */
import type { LiveApi } from "../api.ts";
import { noMoreWords, readArguments, readCount } from "../arguments.ts";
import type { CliContext } from "../context.ts";
import { EXIT_DONE, EXIT_FAILED, UsageError } from "../errors.ts";
import { type Words, wordsOf } from "../language.ts";
import { readListen } from "../listen.ts";
import { partnersOf } from "../partner.ts";
import { conversationOf } from "../peers.ts";
import { Conversation } from "./conversation.ts";
import { PlainScreen } from "./plain_screen.ts";
import type { Screen } from "./screen.ts";
import { TerminalScreen } from "./terminal_screen.ts";

export async function chat(args: string[], context: CliContext): Promise<number> {
  const read = readArguments(args, { values: ["port", "listen"], flags: ["no-lan"] });
  const [peer] = read.words;
  noMoreWords(read.words, 1);
  const port = read.value("port");
  const options = {
    port: port === undefined ? undefined : readCount("port", port, 0, 65_535),
    listen: readListen(read.value("listen")),
    lan: !read.flag("no-lan"),
  };
  if (context.json) throw new UsageError("chat.no_json");
  const interrupts = context.interrupts();
  try {
    const api = await context.openLive(context, options);
    try {
      const { byItself, words } = await talk(api, peer, context, interrupts.signal);
      if (!byItself) return EXIT_DONE;
      context.stderr(words("chat.node_ended"));
      return EXIT_FAILED;
    } finally {
      await api.close();
    }
  } finally {
    interrupts.dispose();
  }
}

interface End {
  /** The program behind us ended, not the person's wish. */
  readonly byItself: boolean;
  readonly words: Words;
}

async function talk(api: LiveApi, peer: string | undefined, context: CliContext, stop: AbortSignal): Promise<End> {
  const open = peer === undefined ? undefined : await conversationOf(api, context, peer);
  const { settings, ...snapshot } = await api.call("snapshot", {});
  const words = wordsOf(context.langGiven ? context.lang : settings.language ?? context.lang);
  const screen = screenFor(context);
  const ended = new AbortController();
  const signal = AbortSignal.any([stop, ended.signal]);
  const conversation = new Conversation({ api, screen, words, now: context.now });
  // A log line in the middle of the line being typed would garble it.
  context.logs.redirect((line) => conversation.view.log(line));
  try {
    await conversation.begin(snapshot.me, partnersOf(snapshot), open);
    let failure: unknown;
    const listening = listen(api, conversation, signal)
      .catch((error) => failure = error)
      .finally(() => ended.abort());
    await follow(screen, conversation, signal);
    const byItself = ended.signal.aborted && !stop.aborted;
    ended.abort();
    await listening;
    if (failure !== undefined && !stop.aborted) throw failure;
    return { byItself, words };
  } finally {
    ended.abort();
    context.logs.redirect(context.stderr);
    await conversation.close();
    screen.close();
  }
}

async function listen(api: LiveApi, conversation: Conversation, signal: AbortSignal): Promise<void> {
  for await (const event of api.events(signal)) {
    if (event.type === "bye") return;
    await conversation.heard(event);
  }
}

async function follow(screen: Screen, conversation: Conversation, signal: AbortSignal): Promise<void> {
  for await (const typed of screen.typed(signal)) {
    if (signal.aborted) return;
    if (typed.kind === "editing") await conversation.editing(typed.line);
    else if (typed.kind === "complete") await conversation.complete(typed.line);
    else if (typed.kind !== "line" || !(await conversation.typed(typed.line))) return;
  }
}

function screenFor(context: CliContext): Screen {
  const { terminal } = context;
  return terminal.stdinIsTerminal && terminal.stdoutIsTerminal
    ? new TerminalScreen(terminal)
    : new PlainScreen(terminal, context.stdout);
}
