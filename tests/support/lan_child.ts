/**
 * The network of one person in a process of its own, so that it can run in a namespace: told on stdin who it is, it prints
 * a line for each link that opens or ends, and goes on until stdin ends.
 */
import { randomBytes } from "node:crypto";
import { TrustStore } from "../../crypto/mod.ts";
import { createNetwork, systemClock } from "../../net/mod.ts";
import { identityOf, MemoryInvites, trusted } from "./network.ts";

const say = (...words: readonly unknown[]) => Deno.stdout.writeSync(new TextEncoder().encode(`${words.join(" ")}\n`));

const reader = Deno.stdin.readable.pipeThrough(new TextDecoderStream()).getReader();
const { leaf, root, port } = JSON.parse(
  (await reader.read()).value!,
  (name, value) => name === "der" ? Uint8Array.fromHex(value) : value,
);
const trust = new TrustStore();
trust.setRoots([trusted(root)]);
const network = createNetwork({
  identity: identityOf(leaf, root),
  trust,
  handler: {
    onOpen: ({ peer, remote }) => say("up", peer.id, remote?.host),
    onContent() {},
    onClose: ({ peer }, { code }) => say("down", peer.id, code),
  },
  invites: new MemoryInvites(Date.now),
  listen: { port, tries: 1 },
  instance: randomBytes(16).toString("hex"),
  clock: systemClock,
  lan: {},
});
await network.start();
say("ready");
while (!(await reader.read()).done);
await network.stop();
