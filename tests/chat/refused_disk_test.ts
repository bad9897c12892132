/** TXT-3: what a disk refuses or has not got yet is never claimed, and leaves no gap behind it. */
import { assertEquals, assertRejects } from "@std/assert";
import { Delivery } from "../../chat/delivery.ts";
import { LinkError } from "../../net/errors.ts";
import { encodeMessages, KIND, parseReceipt, parseSync } from "../../net/mod.ts";
import type { Link } from "../../net/types.ts";
import { type History, openMemoryHistory } from "../../store/mod.ts";
import { v7 } from "uuid";

const STREAM = "ab".repeat(16);
const PEER = `4.${"0".repeat(64)}`;

function batch(...seqs: number[]): Uint8Array {
  const items = seqs.map((seq) => ({ seq, id: v7(), kind: "text", text: `number ${seq}`, at: 0 }));
  return encodeMessages({ stream: STREAM, items });
}

/** A reader with a history that behaves as `change` says, and what it put on its link. */
async function reader(change: (real: History) => Partial<History>) {
  const real = await openMemoryHistory(() => "cd".repeat(16));
  const sent: { kind: number; data: Uint8Array }[] = [];
  const closed: string[] = [];
  const link = {
    send: (kind: number, data: Uint8Array) => (sent.push({ kind, data }), Promise.resolve()),
    close: (code: string) => void closed.push(code),
  } as unknown as Link;
  const nothing = () => {};
  const delivery = new Delivery({
    link,
    conversation: PEER,
    history: { ...real, ...change(real) },
    now: () => 0,
    newStream: () => "ef".repeat(16),
    events: { received: nothing, sent: nothing, acknowledged: nothing, forgotten: nothing, storageFailed: nothing },
  });
  return { real, delivery, sent, closed };
}

Deno.test("a sync claims only what was on disk before it", async () => {
  let late = 0;
  const { delivery, sent } = await reader((real) => ({
    // Something of another link is taken into memory in the moment the disk answers.
    async flush() {
      await real.flush();
      const item = { seq: 7, id: v7(), kind: "text", text: "not on disk yet", sent_at: 0 };
      late += real.addIncoming(PEER, STREAM, [item], 0).rows.length;
    },
  }));
  await delivery.start();
  assertEquals(late, 1);
  assertEquals(parseSync(sent[0].data).received, 0);
});

Deno.test("what follows a message that the disk refused is not kept, so that all of it comes again", async () => {
  const refusal = Promise.withResolvers<void>();
  refusal.promise.catch(() => {});
  let refuse = true;
  const { real, delivery, sent, closed } = await reader((real) => ({
    addIncoming(...args) {
      if (!refuse) return real.addIncoming(...args);
      refuse = false;
      return { rows: [{ seq: 3 } as never], changed: [], saved: refusal.promise };
    },
    streams: (key) => refuse ? real.streams(key) : { ...real.streams(key), ...shown },
  }));
  // In memory the first batch is there until the disk has answered.
  let shown: { in_stream?: string; in_received?: number } = { in_stream: STREAM, in_received: 3 };
  await delivery.onContent(KIND.messages, batch(1, 2, 3));
  shown = {}; // the disk refused: memory is as it was before
  refusal.reject(new Error("disk full"));
  const error = await assertRejects(() => delivery.onContent(KIND.messages, batch(4, 5)), LinkError);
  assertEquals(error.code, "internal");
  assertEquals(real.streams(PEER).in_received, 0);
  assertEquals(sent.filter(({ kind }) => kind === KIND.receipt).map(({ data }) => parseReceipt(data)), []);
  assertEquals(closed, ["internal"]);
});
