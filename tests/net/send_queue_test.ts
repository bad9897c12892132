import { assert, assertEquals, assertRejects } from "@std/assert";
import { Assembler } from "../../net/assembler.ts";
import { LinkError } from "../../net/errors.ts";
import { PacketDecoder, type PacketHeader } from "../../net/frame.ts";
import { KIND, MORE } from "../../net/kinds.ts";
import { MAX_CONTENT_ID, MAX_OPEN_CONTENTS, WRITE_BYTES } from "../../net/limits.ts";
import { SendQueue } from "../../net/send_queue.ts";
import { memoryPair, type MemoryStream } from "../../net/transport/memory.ts";
import { settle, VirtualClock } from "../support/clock.ts";

const EMPTY = new Uint8Array(0);

function makeQueue(lastContentId = 0, highWater?: number) {
  const [stream, far] = memoryPair({ highWater });
  const failures: unknown[] = [];
  const queue: SendQueue = new SendQueue({
    stream,
    clock: new VirtualClock(),
    source: 1,
    destination: 2,
    lastContentId,
    onFailed: (error) => {
      failures.push(error);
      queue.end(error instanceof Error ? error : new Error(String(error)), new TextEncoder().encode("{}"));
    },
  });
  queue.session = {
    seal: (_id, _aad, plain) => new Uint8Array([...plain, ...new Uint8Array(16)]),
    open: (_i, _a, s) => s,
  };
  return { queue, stream, far, failures };
}

/** Headers of all packets until the end, each checked by the rules a receiver has. */
async function headersOf(far: MemoryStream): Promise<PacketHeader[]> {
  const headers: PacketHeader[] = [];
  const assembler = new Assembler(() => {});
  const decoder = new PacketDecoder((header) => {
    headers.push(header);
    assembler.check(header);
  });
  for (let chunk = await far.read(); chunk !== null; chunk = await far.read()) {
    for (const packet of decoder.push(chunk)) assembler.add(packet);
  }
  return headers;
}

Deno.test("contents sent in one turn go out in one write", async () => {
  const { queue, far } = makeQueue();
  await Promise.all(Array.from({ length: 100 }, () => queue.send(KIND.receipt, new Uint8Array(10))));
  assertEquals((await far.read())?.length, 100 * (18 + 10 + 16));
  queue.end(new Error("done"));
});

Deno.test("long contents of many kinds never leave more unfinished than the receiver allows", async () => {
  const { queue, far } = makeQueue();
  const kinds = [0x0100, 0x0101, 0x0102, 0x0110, 0x0111, 0x0112].map((kind) => kind | 0x8000);
  const done = Promise.all(kinds.map((kind) => queue.send(kind, new Uint8Array(300_000))));
  const headers = headersOf(far);
  await done;
  queue.end(new Error("done"));
  const seen = new Set<number>();
  const open = new Set<number>();
  let most = 0;
  for (const { contentId, type } of await headers) {
    seen.add(contentId);
    if ((type & MORE) === 0) open.delete(contentId);
    else open.add(contentId);
    most = Math.max(most, open.size);
  }
  assertEquals([seen.size, most, open.size], [kinds.length, MAX_OPEN_CONTENTS, 0]);
});

Deno.test("a short content waits for no more than one write of a long one", async () => {
  const { queue, far } = makeQueue();
  const long = queue.send(KIND.messages, new Uint8Array(4_000_000));
  await settle();
  assert(queue.bytes > WRITE_BYTES);
  const headers = headersOf(far);
  await queue.send(KIND.ping, EMPTY);
  await long;
  queue.end(new Error("done"));
  const order = (await headers).map(({ contentId }) => contentId);
  assertEquals(order.lastIndexOf(1) > order.indexOf(2), true);
});

Deno.test("the last content ids: what fits is sent, then the queue ends as rekey with the last id of all", async () => {
  const { queue, far, failures } = makeQueue(MAX_CONTENT_ID - 3);
  const sends = Array.from({ length: 3 }, () => queue.send(KIND.ping, EMPTY));
  const headers = headersOf(far);
  await Promise.all(sends.slice(0, 2));
  const error = await assertRejects(() => sends[2], LinkError);
  assertEquals([error.code, failures.length], ["rekey", 1]);
  assertEquals((await headers).map(({ contentId, type }) => [contentId, type]), [
    [MAX_CONTENT_ID - 2, KIND.ping],
    [MAX_CONTENT_ID - 1, KIND.ping],
    [MAX_CONTENT_ID, KIND.close],
  ]);
});

Deno.test("what waits is rejected when the queue ends, and so is what comes later", async () => {
  const { queue, stream } = makeQueue();
  const waiting = queue.send(KIND.ping, EMPTY);
  queue.end(new LinkError("going-away", "bye"));
  for (const send of [waiting, queue.send(KIND.ping, EMPTY)]) {
    assertEquals((await assertRejects(() => send, LinkError)).code, "going-away");
  }
  assertEquals([queue.bytes, stream.waiting], [0, 0]);
});

Deno.test("a content on its way when the connection breaks is rejected, not forgotten", async () => {
  const { queue, stream, failures } = makeQueue(0, 1);
  const sent = queue.send(KIND.ping, EMPTY);
  await settle();
  stream.break();
  const error = await assertRejects(() => sent, LinkError);
  assertEquals([error.code, error.by, failures.length], ["connection-lost", "network", 1]);
});
