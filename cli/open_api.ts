/** Opens the api of a profile: the running node, else the profile itself. */
import type { ApiEvent } from "../ui/api.ts";
import { connectToNode } from "../ui/server/client.ts";
import type { LiveApi, LiveOptions, OpenedApi } from "./api.ts";
import type { CliContext } from "./context.ts";
import { CommandError } from "./errors.ts";
import { eventQueue } from "./event_queue.ts";
import { wordsOf } from "./language.ts";
import { usualName } from "./usual_name.ts";

/** Milliseconds to wait for a node that has the profile and does not answer yet: it may be starting. */
const STARTING_DEADLINE = 10_000;
const STARTING_PAUSE = 100;

export async function openApi(context: CliContext): Promise<OpenedApi> {
  return await startedOrAlone(context, async () => {
    const { openOfflineApi } = await import("./node.ts");
    const offline = await openOfflineApi(context);
    return {
      running: false,
      events: noEvents,
      call: (method, params) => offline.call(method, params),
      close: () => offline.close(),
    };
  });
}

/** For `parley chat`: starts a node in this process when none runs. */
export async function openLiveApi(context: CliContext, options: LiveOptions): Promise<LiveApi> {
  return await startedOrAlone(context, async () => {
    const { startProgram } = await import("./program.ts");
    const node = await startProgram(context, { name: usualName(context.env), ...options });
    return {
      call: (method, params) => node.call(method, params),
      events: (signal) =>
        eventQueue(signal, async (push) => {
          const stop = node.subscribe(push);
          push({ type: "snapshot", snapshot: await node.call("snapshot", {}) });
          return stop;
        }),
      close: () => node.stop(),
    };
  });
}

/** Nothing happens while the network is off. */
async function* noEvents(): AsyncGenerator<ApiEvent> {}

async function runningNode(context: CliContext): Promise<OpenedApi | undefined> {
  const client = await connectToNode(context.dataDir);
  return client && {
    running: true,
    call: (method, params) => client.call(method, params),
    events: (signal) => client.events(signal),
    close: () => Promise.resolve(client.close()),
  };
}

/** A profile in use whose node does not answer is a node that is starting, or a command that is about to end. */
async function startedOrAlone<T>(context: CliContext, alone: () => Promise<T>): Promise<T | OpenedApi> {
  const { ProfileInUse } = await import("./profile.ts");
  for (const end = context.now() + STARTING_DEADLINE;;) {
    const running = await runningNode(context);
    if (running !== undefined) return running;
    try {
      return await alone();
    } catch (error) {
      if (!(error instanceof ProfileInUse)) throw error;
      if (context.now() > end) {
        const words = wordsOf(context.lang);
        const message = words("error.profile_in_use", { dir: context.dataDir });
        throw new CommandError(message, words("hint.profile_in_use"), { cause: error });
      }
    }
    await new Promise((resolve) => setTimeout(resolve, STARTING_PAUSE));
  }
}
