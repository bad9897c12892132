import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { assert, assertEquals } from "@std/assert";
import { MAX_PAIR_ATTEMPTS_PER_MINUTE, MAX_PAIR_ATTEMPTS_TOTAL_PER_MINUTE } from "../../net/limits.ts";
import { PairLimits } from "../../net/pair_limits.ts";
import { pairKey, replyMac, requestMac } from "../../net/pair_messages.ts";

const MINUTE = 60_000;

Deno.test("ten thousand guesses from one host in an hour: ten a minute are looked at", () => {
  let now = 0;
  const limits = new PairLimits(() => now);
  let looked = 0;
  for (let guess = 0; guess < 10_000; guess++, now += 360) if (limits.allow("192.0.2.1")) looked++;
  assert(looked <= 60 * MAX_PAIR_ATTEMPTS_PER_MINUTE, `${looked}`);
  assert(looked >= 59 * MAX_PAIR_ATTEMPTS_PER_MINUTE, `${looked}`);
});

Deno.test("ten thousand guesses from as many hosts at once: sixty are looked at", () => {
  const limits = new PairLimits(() => 0);
  const looked = Array.from({ length: 10_000 }, (_, host) => limits.allow(`host ${host}`)).filter(Boolean);
  assertEquals(looked.length, MAX_PAIR_ATTEMPTS_TOTAL_PER_MINUTE);
});

Deno.test("one host's guesses do not use up another's, and a minute later all is forgotten", () => {
  let now = 0;
  const limits = new PairLimits(() => now);
  for (let guess = 0; guess < 100; guess++) limits.allow("192.0.2.1");
  assert(!limits.allow("192.0.2.1"));
  assert(limits.allow("192.0.2.2"));
  now = MINUTE;
  assert(limits.allow("192.0.2.1"));
});

Deno.test("a clock that was ahead and is set back locks nobody out", () => {
  let now = 10 * MINUTE;
  const limits = new PairLimits(() => now);
  for (let guess = 0; guess < 100; guess++) limits.allow("192.0.2.1");
  now = 0;
  assert(limits.allow("192.0.2.1"));
});

Deno.test("pairing macs are those of the vectors", async () => {
  const { macs } = JSON.parse(await Deno.readTextFile(new URL("../vectors/invite-v1.json", import.meta.url)));
  assertEquals(macs.length, 1);
  for (const vector of macs) {
    const binding = {
      secret: new Uint8Array(Buffer.from(vector.secret, "hex")),
      root: vector.root,
      serverLeaf: vector.server_leaf,
      clientLeaf: vector.client_leaf,
    };
    const [request, reply] = [vector.request_body, vector.reply_body].map((text) => new TextEncoder().encode(text));
    const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
    assertEquals(hex(pairKey(binding)), vector.key);
    assertEquals(hex(requestMac(binding, request)), vector.request_mac);
    assertEquals(hex(replyMac(binding, request, reply)), vector.reply_mac);
    assertEquals(createHash("sha256").update("server leaf").digest("hex"), vector.server_leaf);
  }
});
