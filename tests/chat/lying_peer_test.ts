/** TXT-3: a peer that lies about what it has, or sends what it sent before, harms its own conversation at most. */
import { assertEquals, assertRejects } from "@std/assert";
import { Delivery } from "../../chat/delivery.ts";
import { LinkError } from "../../net/errors.ts";
import { encodeMessages, encodeReceipt, encodeSync, KIND, parseMessages } from "../../net/mod.ts";
import type { Link } from "../../net/types.ts";
import { openMemoryHistory } from "../../store/mod.ts";
import { v7 } from "uuid";

const PEER = `4.${"0".repeat(64)}`;
const OWN = "cd".repeat(16);
const [THEIRS, OTHER] = ["ab".repeat(16), "ef".repeat(16)];

/** Our end of a link, with two messages waiting to be sent, and the contents it sent. */
async function ourEnd() {
  const history = await openMemoryHistory(() => OWN);
  const sent: { kind: number; data: Uint8Array }[] = [];
  const link = {
    send: (kind: number, data: Uint8Array) => (sent.push({ kind, data }), Promise.resolve()),
    close() {},
  } as unknown as Link;
  const events = { received() {}, sent() {}, acknowledged() {}, forgotten() {}, storageFailed() {} };
  const newStream = () => OTHER;
  const delivery = new Delivery({ link, conversation: PEER, history, now: () => 1, newStream, events });
  const items = ["one", "two"].map((text) => ({ id: v7(), kind: "text", text, sent_at: 0 }));
  await history.addOutgoing(PEER, items).saved;
  await delivery.start();
  const texts = () =>
    sent.filter(({ kind }) => kind === KIND.messages).flatMap(({ data }) => parseMessages(data).items)
      .map(({ text }) => text);
  return { delivery, history, texts };
}

type Sent = [kind: number, data: Uint8Array];
const sync = (stream: string, received: number): Sent => [KIND.sync, encodeSync({ stream, received, read: 0 })];
const receipt = (stream: string, received: number): Sent => [
  KIND.receipt,
  encodeReceipt({ stream, received, read: received }),
];

const LIES: [what: string, before: Sent[], lie: Sent][] = [
  ["a receipt for more than was sent", [sync("", 0)], receipt(OWN, 3)],
  ["a receipt before the sync", [], receipt(OWN, 1)],
  ["a second sync", [sync("", 0)], sync("", 0)],
  ["a sync for absurdly many", [], sync(OWN, 2_000_000_000)],
];

for (const [what, before, lie] of LIES) {
  Deno.test(`${what} is bad-content and acknowledges nothing`, async () => {
    const { delivery, history } = await ourEnd();
    for (const content of before) await delivery.onContent(...content);
    const error = await assertRejects(() => delivery.onContent(...lie), LinkError);
    assertEquals(error.code, "bad-content");
    assertEquals(history.outbox(PEER), 2);
  });
}

Deno.test("FILE-2: a sync from before anything was acknowledged says nothing was forgotten; one that comes later does", async () => {
  const history = await openMemoryHistory(() => OWN);
  let forgotten = 0;
  const events = { received() {}, sent() {}, acknowledged() {}, forgotten: () => forgotten++, storageFailed() {} };
  const link = { send: () => Promise.resolve(), close() {} } as unknown as Link;
  const begun = async () => {
    const one = new Delivery({ link, conversation: PEER, history, now: () => 1, newStream: () => OTHER, events });
    await one.start();
    return one;
  };
  await history.addOutgoing(PEER, [{ id: v7(), kind: "text", text: "one", sent_at: 0 }]).saved;
  // Two links that both sides made at once: the first brings it, the sync of the second is as old as that link.
  const [first, second] = [await begun(), await begun()];
  await first.onContent(...sync("", 0));
  await first.onContent(...receipt(OWN, 1));
  await second.onContent(...sync("", 0));
  assertEquals([history.outbox(PEER), forgotten], [0, 0]);
  await (await begun()).onContent(...sync("", 0));
  assertEquals(forgotten, 1);
});

Deno.test("a receipt of another stream says nothing, also with large numbers", async () => {
  const { delivery, history } = await ourEnd();
  await delivery.onContent(...sync("", 0));
  await delivery.onContent(...receipt(OTHER, 99));
  assertEquals(history.outbox(PEER), 2);
});

Deno.test("a sync that names a stream that never was gets everything once, and no number is used twice", async () => {
  const { delivery, history, texts } = await ourEnd();
  await delivery.onContent(...sync(THEIRS, 40));
  await history.flush();
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  assertEquals(texts(), ["one", "two"]);
  assertEquals(history.streams(PEER).out_seq, 42);
});

Deno.test("items said again, in whatever streams and numbers, are kept once", async () => {
  const { delivery, history } = await ourEnd();
  const item = { id: v7(), kind: "text", text: "again and again", at: 0 };
  for (const [stream, seq] of [[THEIRS, 1], [THEIRS, 2], [OTHER, 1], [THEIRS, 1], [THEIRS, 2 ** 53 - 1]] as const) {
    await delivery.onContent(KIND.messages, encodeMessages({ stream, items: [{ ...item, seq }] }));
  }
  await history.flush();
  const rows = history.page(PEER, { limit: 10 }).filter(({ direction }) => direction === "in");
  assertEquals(rows.map(({ text }) => text), ["again and again"]);
});

Deno.test("an item under the id of our own message changes nothing of ours", async () => {
  const { delivery, history } = await ourEnd();
  const [own] = history.page(PEER, { limit: 10 });
  const item = { seq: 1, id: own.id, kind: "text", text: "forged", at: 0 };
  await delivery.onContent(KIND.messages, encodeMessages({ stream: THEIRS, items: [item] }));
  assertEquals(history.message(PEER, own.id), own);
  assertEquals(history.page(PEER, { limit: 10 }).length, 2);
});
