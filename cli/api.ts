/** How a command reaches the program: the running node of this profile, or the profile itself while no node runs. */
import type { ApiEvent, ApiMethod, Params, Result } from "../ui/api.ts";
import type { CliContext } from "./context.ts";

/** The one table of methods, `ApiMethods` of `ui/api.ts`. */
export interface Api {
  call<M extends ApiMethod>(method: M, params: Params<M>): Promise<Result<M>>;
}

/** An api that was opened for one command. */
export interface OpenedApi extends Api {
  /** A node of this profile runs and answers; otherwise the network is off and `send` only queues. */
  readonly running: boolean;
  /** As of {@link LiveApi}; none without a running node. */
  readonly events: ApiEvents;
  close(): Promise<void>;
}

/** Events as they happen; the first is a `snapshot`. Ends with the signal, or when the node ends. */
export type ApiEvents = (signal: AbortSignal) => AsyncIterable<ApiEvent>;

/** An api with a node behind it that is connected to others. */
export interface LiveApi extends Api {
  readonly events: ApiEvents;
  /** Lets go of a running node; ends the one that was started for this command. */
  close(): Promise<void>;
}

/** For a node that is started; one that runs has its own. */
export interface LiveOptions {
  /** TLS port; the usual ones without it. */
  readonly port?: number;
  /** Address to listen on; all without it. */
  readonly listen?: string;
  /** False: take no part in finding each other on the local network. */
  readonly lan?: boolean;
}

/** Opens the api of a profile; `openApi` of `cli/open_api.ts`, or a test's own. */
export type ApiOpener = (context: CliContext) => Promise<OpenedApi>;

/** The running node, else one started in this process; `openLiveApi` of `cli/open_api.ts`. */
export type LiveApiOpener = (context: CliContext, options: LiveOptions) => Promise<LiveApi>;

/** What a command knows of where its api leads. */
export interface ApiState {
  readonly running: boolean;
  readonly events: ApiEvents;
}

/** Open the api, use it, close it, also when the use fails. */
export async function withApi<T>(
  context: CliContext,
  use: (api: Api, state: ApiState) => Promise<T>,
): Promise<T> {
  const api = await context.open(context);
  try {
    return await use(api, { running: api.running, events: api.events });
  } finally {
    await api.close();
  }
}
