/** Whole messengers over real TLS on the loopback interface: chat/ and net/ as the program wires them, without a disk. */
import { randomBytes } from "node:crypto";
import { v7 } from "uuid";
import { Messenger, peerKey, roomIdentityOf } from "../../chat/mod.ts";
import { ownKeysHash, parseCrl, readRoot, TrustStore } from "../../crypto/mod.ts";
import type { Identity } from "../../crypto/types.ts";
import { createNetwork, systemClock } from "../../net/mod.ts";
import type { Link, LinkClosed, LinkHandler, Network, Stranger } from "../../net/types.ts";
import { openMemoryHistory, openMemoryLimits } from "../../store/mod.ts";
import type { ApiEvent, ApiMethod, Contact, Params, Result } from "../../ui/api.ts";
import { soon } from "./network.ts";

export interface RealPerson {
  readonly messenger: Messenger;
  readonly network: Network;
  readonly key: string;
  /** `host:port`. */
  readonly address: string;
  /** Contents that came in over links, by kind, in order. */
  readonly heard: number[];
  /** Why attempts to get a link ended, in order. */
  readonly refused: LinkClosed[];
  /** Ends of links, in order. */
  readonly ended: LinkClosed[];
  call<M extends ApiMethod>(method: M, params: Params<M>): Promise<Result<M>>;
  /** Resolves as soon as it holds; looked at after everything that happens. */
  until(what: string, holds: () => boolean): Promise<void>;
  contact(key: string): Contact | undefined;
  /** Texts this person has from the other side. */
  texts(key: string): Promise<string[]>;
  [Symbol.asyncDispose](): Promise<void>;
}

export async function realPerson(identity: Identity): Promise<RealPerson> {
  const trust = new TrustStore();
  const history = await openMemoryHistory(() => randomBytes(16).toString("hex"));
  const messenger: Messenger = new Messenger({
    me: { ...identity, rootName: readRoot(identity.rootCertificate).name, keys: ownKeysHash(identity) },
    history,
    limits: await openMemoryLimits(),
    trust,
    certificates: { readRoot, parseCrl },
    rooms: roomIdentityOf(identity),
    clock: systemClock,
    newId: () => v7(),
    randomBytes: (length) => new Uint8Array(randomBytes(length)),
    warn: () => {},
    version: "test",
    pid: 1,
    dataDir: "/nowhere",
    uiUrl: () => "",
    shutdown: () => {},
  });
  let happened = Promise.withResolvers<void>();
  const tell = () => {
    const { resolve } = happened;
    happened = Promise.withResolvers<void>();
    resolve();
  };
  const heard: number[] = [];
  const refused: LinkClosed[] = [];
  const ended: LinkClosed[] = [];
  const handler: LinkHandler = {
    onOpen: (link: Link) => (messenger.sessions.onOpen(link), tell()),
    onContent: (link: Link, kind: number, data: Uint8Array) => {
      heard.push(kind);
      tell();
      return messenger.sessions.onContent(link, kind, data);
    },
    onClose: (link: Link, why: LinkClosed) => (ended.push(why), messenger.sessions.onClose(link, why), tell()),
    onAttemptFailed(peer, address, why) {
      refused.push(why);
      messenger.sessions.onAttemptFailed(peer, address, why);
      tell();
    },
    onStranger: (stranger: Stranger) => (messenger.sessions.onStranger(stranger), tell()),
  };
  const network = createNetwork({
    identity,
    trust,
    handler,
    invites: messenger.invites,
    listen: { host: "127.0.0.1", port: 0, tries: 1 },
    instance: randomBytes(16).toString("hex"),
    clock: systemClock,
    agreedTime: () => messenger.agreedTime(),
  });
  await network.start();
  messenger.attach(network);
  messenger.start();
  messenger.subscribe((_: ApiEvent) => tell());
  return {
    messenger,
    network,
    key: peerKey(identity),
    address: `127.0.0.1:${network.port}`,
    heard,
    refused,
    ended,
    call: (method, params) => messenger.call(method, params),
    until: (what, holds) =>
      soon(
        what,
        (async () => {
          while (!holds()) await happened.promise;
        })(),
      ),
    contact: (key) => messenger.contacts.all().find((contact) => contact.key === key),
    texts: async (conversation) =>
      (await messenger.call("history", { conversation })).messages
        .filter(({ direction, kind }) => direction === "in" && kind === "text").map(({ text }) => text),
    async [Symbol.asyncDispose]() {
      await messenger.stop();
      await soon("the network to stop", network.stop());
      await history.close();
    },
  };
}
