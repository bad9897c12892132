/** Two nodes and the links between them, over memory: what tests of `net/` above TLS need. */
import { createHash, generateKeyPairSync, type KeyObject } from "node:crypto";
import { type Fingerprint, type Identity, type LeafInfo, makeKeyCard, type PeerId } from "../../crypto/mod.ts";
import { type LinkParts, type LiveLink, openLink } from "../../net/link.ts";
import { memoryPair, type MemoryStream } from "../../net/transport/memory.ts";
import type { Link, LinkClosed, LinkHandler } from "../../net/types.ts";
import { VirtualClock } from "./clock.ts";

/** Somebody, without a certificate: links begin where TLS and admission have ended. */
export interface TestNode {
  readonly identity: Identity;
  /** What the other side's admission would have read. */
  readonly leaf: LeafInfo;
}

export const TEST_ROOT: Fingerprint = createHash("sha256").update("test root").digest("hex");

const nodes = new Map<PeerId, TestNode>();

/** The same id gives the same node: RSA keys are slow to make. */
export function testNode(id: PeerId): TestNode {
  const made = nodes.get(id) ?? makeNode(id, generateKeyPairSync("rsa", { modulusLength: 2048 }));
  nodes.set(id, made);
  return made;
}

function makeNode(id: PeerId, leafKeys: { publicKey: KeyObject; privateKey: KeyObject }): TestNode {
  const fingerprint = createHash("sha256").update(`leaf of ${id}`).digest("hex");
  const signKey = generateKeyPairSync("ed25519").privateKey;
  const sealKey = generateKeyPairSync("x25519").privateKey;
  const [notBefore, notAfter] = [new Date(Date.UTC(2025, 0)), new Date(Date.UTC(2027, 0))];
  const name = `Node ${id}`;
  const identity: Identity = {
    root: TEST_ROOT,
    id,
    name,
    certificate: "",
    rootCertificate: "",
    fingerprint,
    serial: "1",
    privateKeyPem: "",
    privateKey: leafKeys.privateKey,
    signKey,
    sealKey,
    card: makeKeyCard({ fingerprint, leafKey: leafKeys.privateKey, signKey, sealKey }),
    notBefore,
    notAfter,
  };
  const publicKey = new Uint8Array(leafKeys.publicKey.export({ format: "der", type: "spki" }));
  return { identity, leaf: { id, name, fingerprint, serial: "1", notBefore, notAfter, publicKey } };
}

/** Writes down what a link hands up, and lets a test wait for it. */
export class RecordingHandler implements LinkHandler {
  readonly opened: Link[] = [];
  readonly contents: { readonly kind: number; readonly data: Uint8Array }[] = [];
  readonly closed: LinkClosed[] = [];
  /** What `onContent` does beside writing down. */
  answer: (kind: number, data: Uint8Array) => void | Promise<void> = () => {};
  readonly #waiting: { readonly count: number; readonly resolve: () => void }[] = [];

  onOpen(link: Link): void {
    this.opened.push(link);
  }

  onContent(_link: Link, kind: number, data: Uint8Array): void | Promise<void> {
    this.contents.push({ kind, data });
    for (const { count, resolve } of this.#waiting) if (this.contents.length >= count) resolve();
    return this.answer(kind, data);
  }

  onClose(_link: Link, why: LinkClosed): void {
    this.closed.push(why);
  }

  /** Resolves when so many contents have come. */
  received(count: number): Promise<void> {
    if (this.contents.length >= count) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ count, resolve }));
  }
}

export interface LinkEnd {
  readonly link: LiveLink;
  readonly handler: RecordingHandler;
  readonly stream: MemoryStream;
}

/** What `openLink` takes, for `own` talking to `peer` over `stream`. */
export function linkParts(own: TestNode, peer: TestNode, stream: LinkParts["stream"], clock = new VirtualClock()) {
  return {
    stream,
    initiator: Number(own.identity.id) < Number(peer.identity.id),
    identity: own.identity,
    instance: createHash("md5").update(own.identity.id).digest("hex"),
    peer: { root: TEST_ROOT, leaf: peer.leaf },
    addresses: [{ host: "192.0.2.7", port: 7420 }],
    transport: "memory",
    clock,
    handler: new RecordingHandler(),
  } satisfies LinkParts;
}

/** Two open links, A (id 1, dialled) and B (id 2). */
export async function linkedPair(
  { streams = memoryPair(), clock = new VirtualClock(), patience }: {
    readonly streams?: [MemoryStream, MemoryStream];
    readonly clock?: VirtualClock;
    readonly patience?: LinkParts["patience"];
  } = {},
): Promise<{ a: LinkEnd; b: LinkEnd; clock: VirtualClock }> {
  const parts = [
    linkParts(testNode("1"), testNode("2"), streams[0], clock),
    linkParts(testNode("2"), testNode("1"), streams[1], clock),
  ];
  const [a, b] = await Promise.all(parts.map(async (each, index) => {
    const link = await openLink({ ...each, ...(patience && { patience }) });
    return { link, handler: each.handler, stream: streams[index] };
  }));
  return { a, b, clock };
}

/** End both and wait for it, so that nothing is left running. */
export async function endPair({ a, b }: { a: LinkEnd; b: LinkEnd }): Promise<void> {
  a.link.close("going-away");
  b.link.close("going-away");
  await Promise.all([a.link.closed, b.link.closed]);
}
