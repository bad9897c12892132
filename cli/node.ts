/** A node: the parts of one profile, wired together. The only place that knows all of them. */
import { createHash, randomBytes } from "node:crypto";
import { join } from "node:path";
import { v7 } from "uuid";
import { type CertificateReader, Messenger, type MessengerParts, roomIdentityOf, type Tickets } from "../chat/mod.ts";
import { ownKeysHash, parseCrl, readRoot, TrustStore } from "../crypto/mod.ts";
import { openFileDisk } from "../files/mod.ts";
import {
  type Address,
  type Clock,
  createNetwork,
  type InviteContent,
  type Network,
  pairWith,
  systemClock,
} from "../net/mod.ts";
import type { ApiMethod, Params, Result, Settings } from "../ui/api.ts";
import type { CliContext } from "./context.ts";
import { Attempts } from "./doctor/attempts.ts";
import { type DoctorParts, look } from "./doctor/look.ts";
import { reportOn } from "./doctor/report.ts";
import { downloadsDir, downloadsDirFor, isFolder } from "./downloads_dir.ts";
import { type LimitsMirror, openLimitsMirror } from "./limits_mirror.ts";
import type { LogFields } from "./log.ts";
import { openFolder } from "./open_folder.ts";
import { openProfile, type Profile } from "./profile.ts";
import { renewalOf } from "./renewal.ts";
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
  /** False: neither look for others on the local network nor be found there, whatever the settings say. */
  readonly lan?: boolean;
}

/** The messenger of an open profile, connected with others. */
export interface RunningNode {
  readonly messenger: Messenger;
  readonly network: Network;
  /** The profile stays open. */
  stop(): Promise<void>;
}

/** What a node needs of the program around it. */
export interface ProgramSide {
  readonly uiUrl: () => string;
  readonly shutdown: () => void;
  readonly tickets?: Tickets;
  /** Methods about the files of the profile. */
  readonly profile?: MessengerParts["profile"];
}

/** How many ports after the default one are tried. */
const PORT_TRIES = 50;
const DEFAULT_PORT = 7420;

const certificates: CertificateReader = { readRoot, parseCrl };

/** Wire the parts of one profile together and begin to listen and to dial. */
export async function startNode(
  context: CliContext,
  options: NodeOptions,
  profile: Profile,
  program: ProgramSide,
): Promise<RunningNode> {
  const { identity } = profile;
  const clock = systemClock;
  const trust = new TrustStore();
  const pair = (invite: InviteContent, signal: AbortSignal) =>
    pairWith({ invite, identity, addresses: () => network.addresses(), clock, signal });
  const attempts = new Attempts();
  const messenger = newMessenger(context, profile, {
    ...{ trust, clock, pair, peers: options.peers },
    doctor: () => ({ attempts, network, listen: options.listen, port: wantedPort(settings, options.port) }),
  }, program);
  const { settings } = await messenger.call("snapshot", {});
  const network: Network = createNetwork({
    identity,
    trust,
    handler: attempts.watch(messenger.sessions),
    bulk: messenger.files?.transfers.bulk,
    invites: messenger.invites,
    listen: { host: options.listen ?? "all", ...portsFrom(wantedPort(settings, options.port).wanted, DEFAULT_PORT) },
    instance: randomBytes(16).toString("hex"),
    clock,
    agreedTime: () => messenger.agreedTime(),
    log: context.logs.part("net"),
    ...(options.lan !== false && settings.lan ? { lan: {} } : {}),
  });
  await network.start();
  messenger.attach(network);
  const mirror = await mirrorLimits(context, messenger);
  messenger.start();
  return {
    messenger,
    network,
    stop: async () => {
      await messenger.stop();
      await network.stop();
      await mirror.close();
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
  const messenger: Messenger = newMessenger(context, profile, {
    trust: new TrustStore(),
    clock: systemClock,
    doctor: () => ({ port: wantedPort(messenger.settings.get()) }),
  }, { uiUrl: () => "", shutdown: () => {} });
  const mirror = await mirrorLimits(context, messenger);
  return {
    call: (method, params) => messenger.call(method, params),
    close: async () => {
      await messenger.stop();
      await mirror.close();
      await profile.close();
    },
  };
}

interface NetworkSide {
  readonly trust: TrustStore;
  readonly clock: Clock;
  readonly pair?: (invite: InviteContent, signal: AbortSignal) => ReturnType<typeof pairWith>;
  readonly peers?: readonly Address[];
  /** What the doctor is to look at beside the profile. */
  readonly doctor: () => Pick<DoctorParts, "attempts" | "network" | "listen" | "port">;
}

function newMessenger(context: CliContext, profile: Profile, net: NetworkSide, program: ProgramSide): Messenger {
  const { identity, history, limits, notices } = profile;
  const log = context.logs.part("chat");
  const { dataDir } = context;
  const usual = downloadsDirFor({ os: Deno.build.os, env: context.env, dataDir, exists: isFolder });
  const disk = openFileDisk({
    downloads: () => downloadsDir(messenger.settings.get().downloads, usual),
    spoolDir: join(dataDir, "spool"),
    growingDir: join(dataDir, "growing"),
    profile: dataDir,
  });
  const messenger: Messenger = new Messenger({
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
    dataDir,
    ...program,
    rooms: roomIdentityOf(identity),
    files: { disk, sha256, reveal: openFolder },
    renewal: renewalOf(context.dataDir, identity),
    passphrase: profile.passphrase !== undefined,
    extraPeers: net.peers,
    doctor: async () => reportOn(await look({ identity, dataDir, messenger, ...net.doctor() })),
  });
  for (const { kind, message, path } of notices) {
    context.logs.part("store").warn(message, { kind, path });
    // A torn tail is what a kill leaves behind: nothing that was acknowledged, so nothing to worry anybody with.
    if (kind === "torn-tail") continue;
    messenger.notices.raise({ id: `store ${path}`, level: "warning", text: "notice.set_aside", args: { path } });
  }
  return messenger;
}

function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
}

function mirrorLimits(context: CliContext, messenger: Messenger): Promise<LimitsMirror> {
  const { dataDir, logs } = context;
  return openLimitsMirror({ messenger, dataDir, clock: systemClock, warn: logs.part("store").warn });
}

/** @param given for this run */
function wantedPort({ port }: Settings, given?: number): DoctorParts["port"] {
  const chosen = given ?? port ?? undefined;
  return { wanted: chosen ?? DEFAULT_PORT, chosen: chosen !== undefined };
}

export function portsFrom(given: number | undefined, usual: number): { port: number; tries: number } {
  return { port: given ?? usual, tries: given === 0 ? 1 : PORT_TRIES };
}
