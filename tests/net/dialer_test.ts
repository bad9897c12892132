/** NET-7: staying connected, with back-off, jitter and waking up; the clock is virtual. */
import { assert, assertEquals } from "@std/assert";
import type { PeerRef } from "../../crypto/types.ts";
import { Dialer } from "../../net/dialer.ts";
import { LinkError } from "../../net/errors.ts";
import type { Address, CloseCode, DialTarget, Link, LinkClosed } from "../../net/types.ts";
import { watchForWakeUp } from "../../net/wake_up.ts";
import { settle, VirtualClock } from "../support/clock.ts";

const ROOT = "a".repeat(64);
const ANNA: PeerRef = { id: "1", root: ROOT };
const AT: Address = { host: "192.0.2.1", port: 7420 };
const TO_ANNA: DialTarget = { peer: ANNA, addresses: [AT] };

/** A world in which dials end as the test says. */
class World {
  readonly clock = new VirtualClock();
  readonly dials: { readonly at: number; readonly target: DialTarget; readonly signal: AbortSignal }[] = [];
  readonly failures: CloseCode[] = [];
  readonly links = new Map<string, Link & { end(code: CloseCode): void }>();
  /** Most dials under way at a time. */
  busiest = 0;
  #busy = 0;
  readonly #start = this.clock.now();
  outcome: (target: DialTarget, signal: AbortSignal) => Promise<Link> = () => this.fails("unreachable");
  readonly dialer = new Dialer({
    clock: this.clock,
    random: () => 1 - Number.EPSILON,
    dial: async (target, signal) => {
      this.dials.push({ at: this.clock.now() - this.#start, target, signal });
      this.busiest = Math.max(this.busiest, ++this.#busy);
      try {
        return await this.outcome(target, signal);
      } finally {
        this.#busy--;
      }
    },
    connectionTo: ({ id }) => this.links.get(id),
    failed: (_, error) => this.failures.push((error as LinkError).code),
  });

  get times(): number[] {
    return this.dials.map(({ at }) => at);
  }

  fails(code: CloseCode, by: LinkClosed["by"] = "us"): Promise<Link> {
    return Promise.reject(new LinkError(code, "as the test says", { by }));
  }

  up(peer = ANNA): Promise<Link> {
    const { promise: closed, resolve } = Promise.withResolvers<LinkClosed>();
    const link = {
      peer,
      closed,
      since: this.clock.now(),
      end: (code: CloseCode) => {
        if (this.links.get(peer.id) === (link as unknown)) this.links.delete(peer.id);
        resolve({ code, reason: "", by: "network" });
      },
    } as unknown as Link & { end(code: CloseCode): void };
    this.links.set(peer.id, link);
    return Promise.resolve(link);
  }

  async end(code: CloseCode = "connection-lost"): Promise<void> {
    this.links.get("1")!.end(code);
    await settle();
  }
}

Deno.test("somebody who is not there is dialled after 0.5, 1, 2 … 60 seconds at most", async () => {
  const world = new World();
  world.dialer.setTargets([TO_ANNA]);
  await world.clock.advance(190_000);
  assertEquals(world.times, [0, 500, 1500, 3500, 7500, 15_500, 31_500, 63_500, 123_500, 183_500]);
  assertEquals(new Set(world.failures), new Set(["unreachable"]));
  world.dialer.stop();
  assertEquals(world.clock.pending, 0);
});

Deno.test("somebody who refuses is asked again after a minute at the earliest, and it is told each time", async () => {
  for (
    const code of ["not-allowed", "revoked", "unknown-authority", "identity-in-use", "certificate-expired"] as const
  ) {
    const world = new World();
    world.outcome = () => world.fails(code);
    world.dialer.setTargets([TO_ANNA]);
    await world.clock.advance(250_000);
    assertEquals([world.times, world.failures], [[0, 120_000, 240_000], [code, code, code]]);
    world.dialer.stop();
  }
});

Deno.test("NET-9: who is not on their list asks often at first, also when addresses change, and again after a link", async () => {
  const world = new World();
  world.outcome = () => world.fails("not-allowed", "peer");
  world.dialer.setTargets([TO_ANNA]);
  await world.clock.advance(600_000);
  const soon = Array.from({ length: 13 }, (_, n) => n * 12_500);
  assertEquals(world.times, [...soon, 270_000, 390_000, 510_000]);
  world.dialer.setTargets([{ ...TO_ANNA, addresses: [{ ...AT, port: 7421 }] }]);
  await world.clock.advance(110_000);
  assertEquals(world.times.slice(16), [600_000], "once, because there is something new");
  world.outcome = () => world.up();
  await world.clock.advance(10_000);
  await world.end();
  world.outcome = () => world.fails("not-allowed", "peer");
  const { length } = world.dials;
  await world.clock.advance(60_000);
  assert(world.dials.length >= length + 4, "they are asked anew");
  world.dialer.stop();
});

Deno.test("a change that may matter to a refusal is tried at once, for those only whom it may concern", async () => {
  const world = new World();
  const boris = { peer: { id: "2", root: ROOT }, addresses: [AT] };
  world.outcome = ({ peer }) => world.fails(peer!.id === "1" ? "not-allowed" : "unreachable");
  world.dialer.setTargets([TO_ANNA, boris]);
  await settle();
  await world.clock.advance(100);
  world.dialer.retryRefused();
  await settle();
  assertEquals(world.dials.map(({ target }) => target.peer!.id), ["1", "2", "1"]);
  world.dialer.stop();
});

Deno.test("nobody is dialled while a link is up, and soon after it ends", async () => {
  const world = new World();
  world.outcome = () => world.up();
  world.dialer.setTargets([TO_ANNA]);
  await world.clock.advance(600_000);
  assertEquals(world.times, [0]);
  await world.end();
  await world.clock.advance(500);
  assertEquals(world.times, [0, 600_500]);
  world.dialer.stop();
});

Deno.test("a link that did not live half a minute does not shorten the waits", async () => {
  const world = new World();
  world.outcome = () => world.up();
  world.dialer.setTargets([TO_ANNA]);
  await settle();
  for (const wait of [500, 1000, 2000, 4000]) {
    await world.end();
    const before = world.dials.length;
    await world.clock.advance(wait - 1);
    assertEquals(world.dials.length, before);
    await world.clock.advance(1);
    assertEquals(world.dials.length, before + 1);
  }
  await world.clock.advance(30_000);
  await world.end();
  const before = world.dials.length;
  await world.clock.advance(500);
  assertEquals(world.dials.length, before + 1);
  world.dialer.stop();
});

Deno.test("a link the other side opened spares our dial, and our failure beside it is not told", async () => {
  const world = new World();
  world.outcome = async () => {
    await world.up();
    return await world.fails("duplicate");
  };
  world.dialer.setTargets([TO_ANNA]);
  await world.clock.advance(600_000);
  assertEquals([world.times, world.failures], [[0], []]);
  world.dialer.stop();
});

Deno.test("a link that another one replaces is not dialled for", async () => {
  const world = new World();
  world.outcome = () => world.up();
  world.dialer.setTargets([TO_ANNA]);
  await settle();
  const first = world.links.get("1")!;
  await world.up();
  first.end("duplicate");
  await world.clock.advance(600_000);
  assertEquals(world.times, [0]);
  world.dialer.stop();
});

Deno.test("a bare address is left alone while whoever answered there has a link", async () => {
  const world = new World();
  world.outcome = () => world.up();
  world.dialer.setTargets([{ addresses: [AT] }]);
  await world.clock.advance(600_000);
  assertEquals(world.times, [0]);
  await world.end();
  await world.up(); // they come by themselves
  await world.clock.advance(600_000);
  assertEquals(world.times, [0]);
  world.dialer.stop();
});

Deno.test("retrying now forgets the back-off", async () => {
  const world = new World();
  world.dialer.setTargets([TO_ANNA]);
  await world.clock.advance(40_000);
  const before = world.dials.length;
  world.dialer.retryNow();
  await settle();
  assertEquals(world.dials.length, before + 1);
  await world.clock.advance(500);
  assertEquals(world.dials.length, before + 2);
  world.dialer.stop();
});

Deno.test("what is asked for while an attempt is under way is tried after it, once", async () => {
  const world = new World();
  const attempt = Promise.withResolvers<Link>();
  world.outcome = () => attempt.promise;
  world.dialer.setTargets([TO_ANNA]);
  await settle();
  world.dialer.retryNow();
  world.outcome = () => world.fails("not-allowed");
  attempt.reject(new LinkError("not-allowed", "before they accepted us"));
  await settle();
  assertEquals(world.times, [0, 0]);
  await world.clock.advance(59_000);
  assertEquals(world.times, [0, 0]);
  world.dialer.stop();
});

Deno.test("new addresses are tried at once, the same ones again are not", async () => {
  const world = new World();
  world.dialer.setTargets([TO_ANNA]);
  await world.clock.advance(40_000);
  const before = world.dials.length;
  world.dialer.setTargets([{ ...TO_ANNA, addresses: [{ ...AT }] }]);
  await settle();
  assertEquals(world.dials.length, before);
  world.dialer.setTargets([{ ...TO_ANNA, addresses: [{ ...AT, port: 7421 }] }]);
  await settle();
  assertEquals(world.dials.length, before + 1);
  assertEquals(world.dials[before].target.addresses[0].port, 7421);
  world.dialer.stop();
});

Deno.test("dropping a target ends its dial, and nothing of it is told", async () => {
  const world = new World();
  world.outcome = (_, signal) =>
    new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  world.dialer.setTargets([TO_ANNA]);
  await settle();
  world.dialer.setTargets([]);
  await world.clock.advance(600_000);
  assert(world.dials[0].signal.aborted);
  assertEquals([world.dials.length, world.failures, world.clock.pending], [1, [], 0]);
});

Deno.test("a thousand people at once are dialled sixteen at a time, and all of them", async () => {
  const world = new World();
  world.outcome = () =>
    new Promise((_, reject) => world.clock.after(10, () => reject(new LinkError("unreachable", "nobody"))));
  const targets = Array.from(
    { length: 1000 },
    (_, id) => ({ peer: { id: String(id + 1), root: ROOT }, addresses: [AT] }),
  );
  world.dialer.setTargets(targets);
  await world.clock.advance(490);
  assertEquals(world.busiest, 16);
  await world.clock.advance(2_000);
  assert(new Set(world.dials.map(({ target }) => target.peer!.id)).size === 1000);
  world.dialer.stop();
  await world.clock.advance(1_000);
  assertEquals(world.clock.pending, 0);
});

Deno.test("a machine that slept notices when it wakes up, a busy one is not taken for it", async () => {
  let jump = 0;
  const clock = new VirtualClock();
  let wokenUp = 0;
  const end = watchForWakeUp(
    { now: () => clock.now() + jump, after: (ms, run) => clock.after(ms, run) },
    () => wokenUp++,
  );
  await clock.advance(60_000);
  assertEquals(wokenUp, 0);
  jump += 3_000;
  await clock.advance(60_000);
  assertEquals(wokenUp, 0);
  jump += 3_600_000;
  await clock.advance(5_000);
  assertEquals(wokenUp, 1);
  await clock.advance(60_000);
  assertEquals(wokenUp, 1);
  end();
  assertEquals(clock.pending, 0);
});
