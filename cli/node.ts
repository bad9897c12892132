/** A running node: the parts of one profile, wired together. The only place that knows all of them. */
import { randomBytes } from "node:crypto";
import { v7 } from "uuid";
import { uiAssets } from "../assets.ts";
import { type CertificateReader, Messenger } from "../chat/mod.ts";
import { ownKeysHash, parseCrl, readRoot, TrustStore } from "../crypto/mod.ts";
import {
  type Address,
  type Clock,
  createNetwork,
  type InviteContent,
  type Network,
  pairWith,
  systemClock,
} from "../net/mod.ts";
import type { ApiEvent, ApiMethod, Params, Result } from "../ui/api.ts";
import { removeTokenFile, startUiServer, type UiServer, writeTokenFile } from "../ui/server/mod.ts";
import type { CliContext } from "./context.ts";
import type { LogFields } from "./log.ts";
import { openProfile, type Profile } from "./profile.ts";
import { VERSION } from "./version.ts";

export interface NodeOptions {
  /** Name for a first start. */
  readonly name: string;
  /** TLS port; 0 lets the system choose, absent means 7420 or the next free one. */
  readonly port?: number;
  /** Address to listen on; absent means everywhere. */
  readonly listen?: string;
  /** 0 lets the system choose, absent means 7421 or the next free one. */
  readonly uiPort?: number;
  readonly peers?: readonly Address[];
}

export interface RunningNode {
  readonly id: string;
  readonly name: string;
  readonly port: number;
  readonly addresses: readonly Address[];
  /** A fresh one-time link that opens the window. */
  launchUrl(): string;
  call<M extends ApiMethod>(method: M, params: Params<M>): Promise<Result<M>>;
  subscribe(listener: (event: ApiEvent) => void): () => void;
  /** Resolves when the user asked for the end, in the window or by a command. */
  readonly shutdownAsked: Promise<void>;
  stop(): Promise<void>;
}

/** How many ports after the default one are tried. */
const PORT_TRIES = 50;
const DEFAULT_PORT = 7420;
const DEFAULT_UI_PORT = 7421;

const certificates: CertificateReader = { readRoot, parseCrl };

/** @throws ProfileInUse when this profile already runs */
export async function startNode(context: CliContext, options: NodeOptions): Promise<RunningNode> {
  const profile = await openProfile(context, options.name);
  const closers: (() => Promise<void>)[] = [() => profile.close()];
  try {
    return await wire(context, options, profile, closers);
  } catch (error) {
    for (const close of closers.reverse()) await close().catch(() => {});
    throw error;
  }
}

async function wire(
  context: CliContext,
  options: NodeOptions,
  profile: Profile,
  closers: (() => Promise<void>)[],
): Promise<RunningNode> {
  const { identity } = profile;
  const clock = systemClock;
  const trust = new TrustStore();
  const shutdown = Promise.withResolvers<void>();
  const netLog = context.logs.part("net");

  const pair = (invite: InviteContent, signal: AbortSignal) =>
    pairWith({ invite, identity, addresses: () => network.addresses(), clock, signal });
  const messenger = newMessenger(context, profile, { trust, clock, pair, peers: options.peers }, {
    uiUrl: () => ui.launchUrl(),
    shutdown: () => shutdown.resolve(),
  });
  const network: Network = createNetwork({
    identity,
    trust,
    handler: messenger.sessions,
    invites: messenger.invites,
    listen: { host: options.listen ?? "all", ...portsFrom(options.port, DEFAULT_PORT) },
    instance: randomBytes(16).toString("hex"),
    clock,
    agreedTime: () => messenger.agreedTime(),
    log: netLog,
  });
  await network.start();
  closers.push(() => network.stop());
  messenger.attach(network);
  const ui: UiServer = await startUiServer({
    backend: messenger,
    assets: uiAssets(),
    dataDir: context.dataDir,
    ...portsFrom(options.uiPort, DEFAULT_UI_PORT),
    log: context.logs.part("ui"),
  });
  closers.push(() => ui.stop());
  await writeTokenFile(context.dataDir, { pid: Deno.pid, ui_port: ui.port, token: ui.token, port: network.port });
  closers.push(() => removeTokenFile(context.dataDir, ui.token));
  messenger.start();
  closers.push(() => Promise.resolve(messenger.stop()));
  const { port } = network;
  return {
    id: identity.id,
    name: identity.name,
    port,
    addresses: network.addresses(),
    launchUrl: () => ui.launchUrl(),
    call: (method, params) => messenger.call(method, params),
    subscribe: (listener) => messenger.subscribe(listener),
    shutdownAsked: shutdown.promise,
    stop: async () => {
      for (const close of closers.reverse()) await close();
    },
  };
}

/** An api without a network: reads, and queues what is to be sent at the next start. */
export interface OfflineApi {
  call<M extends ApiMethod>(method: M, params: Params<M>): Promise<Result<M>>;
  close(): Promise<void>;
}

/** @throws ProfileInUse, CommandError when there is no profile */
export async function openOfflineApi(context: CliContext): Promise<OfflineApi> {
  const profile = await openProfile(context);
  const messenger = newMessenger(context, profile, { trust: new TrustStore(), clock: systemClock }, {
    uiUrl: () => "",
    shutdown: () => {},
  });
  return {
    call: (method, params) => messenger.call(method, params),
    close: () => profile.close(),
  };
}

interface NetworkSide {
  readonly trust: TrustStore;
  readonly clock: Clock;
  readonly pair?: (invite: InviteContent, signal: AbortSignal) => ReturnType<typeof pairWith>;
  readonly peers?: readonly Address[];
}

interface ProgramSide {
  readonly uiUrl: () => string;
  readonly shutdown: () => void;
}

function newMessenger(context: CliContext, profile: Profile, net: NetworkSide, program: ProgramSide): Messenger {
  const { identity, history, limits, notices } = profile;
  const log = context.logs.part("chat");
  const messenger = new Messenger({
    me: {
      ...identity,
      rootName: readRoot(identity.rootCertificate).name,
      keys: ownKeysHash(identity),
    },
    history,
    limits,
    trust: net.trust,
    certificates,
    clock: net.clock,
    steady: () => performance.now(),
    newId: () => v7(),
    randomBytes: (length) => new Uint8Array(randomBytes(length)),
    pair: net.pair,
    warn: (text, fields) => log.warn(text, fields as LogFields),
    version: VERSION,
    pid: Deno.pid,
    dataDir: context.dataDir,
    ...program,
    extraPeers: net.peers,
  });
  for (const { kind, message, path } of notices) {
    context.logs.part("store").warn(message, { kind, path });
    // A torn tail is what a kill leaves behind: nothing that was acknowledged, so nothing to worry anybody with.
    if (kind === "torn-tail") continue;
    messenger.notices.raise({ id: `store ${path}`, level: "warning", text: "notice.set_aside", args: { path } });
  }
  return messenger;
}

function portsFrom(given: number | undefined, usual: number): { port: number; tries: number } {
  return { port: given ?? usual, tries: given === 0 ? 1 : PORT_TRIES };
}
