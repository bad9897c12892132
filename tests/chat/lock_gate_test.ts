/** ID-5, ID-12: a locked program tells its windows nothing, and goes on where it was when it is unlocked. */
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { ChatError, LockGate, Tickets } from "../../chat/mod.ts";
import { EventBus } from "../../chat/events.ts";
import { MAX_WAITING_TRIES, WRONG_PAUSE } from "../../chat/tries.ts";
import type { ApiBackend, ApiEvent, ApiMethod, Message, Settings, Snapshot, Status } from "../../ui/api.ts";
import { settle, VirtualClock } from "../support/clock.ts";
import { FakeBackend, SNAPSHOT } from "../ui/server/support.ts";

const RIGHT = "correct horse";
const LOCKED_STATUS = { id: "42", outbox: 0, links: [] } as unknown as Status;

class Scene {
  readonly clock = new VirtualClock();
  readonly backend = new FakeBackend();
  readonly tickets = new Tickets({ clock: this.clock, randomBytes: (n) => crypto.getRandomValues(new Uint8Array(n)) });
  readonly events: ApiEvent[] = [];
  readonly tried: string[] = [];
  ended = 0;
  readonly gate: LockGate = new LockGate({
    clock: this.clock,
    tickets: this.tickets,
    status: () => Promise.resolve(LOCKED_STATUS),
    begin: async (passphrase) => {
      this.tried.push(passphrase);
      if (passphrase !== RIGHT) return false;
      await this.gate.open(this.backend);
      return true;
    },
    verify: (passphrase) => (this.tried.push(passphrase), Promise.resolve(passphrase === RIGHT)),
    shutdown: () => this.ended++,
  });

  /** Running, with a pass-phrase unless said otherwise. */
  static async running(change: { passphrase?: boolean; lock_after?: number } = {}): Promise<Scene> {
    const scene = new Scene();
    const { passphrase = true, lock_after = 0 } = change;
    scene.backend.answers.set("snapshot", () => scene.snapshot(passphrase, { lock_after }));
    scene.gate.subscribe((event) => scene.events.push(event));
    await scene.gate.open(scene.backend);
    scene.events.length = 0;
    return scene;
  }

  snapshot(passphrase: boolean, settings: Partial<Settings>): Snapshot {
    return { ...SNAPSHOT, me: { ...SNAPSHOT.me, passphrase }, settings: { ...SNAPSHOT.settings, ...settings } };
  }

  get types(): string[] {
    return this.events.map(({ type }) => type);
  }

  async codeOf(method: ApiMethod, params: unknown = {}): Promise<string> {
    return (await assertRejects(() => this.gate.call(method, params as never), ChatError)).code;
  }
}

Deno.test("locked at the start it answers nothing but what opens or ends it", async () => {
  const scene = new Scene();
  scene.gate.subscribe((event) => scene.events.push(event));
  scene.gate.lockedAtStart();
  assertEquals(scene.events, [{ type: "locked", why: "start" }]);
  for (const method of ["snapshot", "contacts", "send", "history", "backup", "limits", "active"] as const) {
    assertEquals(await scene.codeOf(method), "locked", method);
  }
  assertEquals(await scene.gate.call("status", {}), LOCKED_STATUS);
  await scene.gate.call("shutdown", {});
  assertEquals([scene.ended, scene.backend.calls], [1, []]);
});

Deno.test("the right pass-phrase opens it, and every window gets a snapshot", async () => {
  const scene = new Scene();
  scene.gate.lockedAtStart();
  scene.gate.subscribe((event) => scene.events.push(event));
  await scene.gate.call("unlock", { passphrase: RIGHT });
  assertEquals(scene.types, ["snapshot"]);
  await scene.gate.call("send", { conversation: "1.a", text: "x" });
  assertEquals(scene.backend.asked, ["send"]);
});

Deno.test("a wrong pass-phrase is answered late, tries wait for each other, too many are refused", async () => {
  const scene = new Scene();
  scene.gate.lockedAtStart();
  const tries = Array.from({ length: MAX_WAITING_TRIES + 1 }, (_, n) => scene.codeOf("unlock", { passphrase: `${n}` }));
  assertEquals(await tries.pop(), "bad-request");
  await settle();
  assertEquals(scene.tried, ["0"]);
  await scene.clock.advance(WRONG_PAUSE - 1);
  assertEquals(scene.tried, ["0"]);
  await scene.clock.advance(1);
  assertEquals([await tries[0], scene.tried], ["wrong-passphrase", ["0", "1"]]);
  await scene.clock.advance(WRONG_PAUSE * MAX_WAITING_TRIES);
  assertEquals(await Promise.all(tries), Array(MAX_WAITING_TRIES).fill("wrong-passphrase"));
});

Deno.test("locked by hand: no event, no answer under way, no file gets out; unlocked, all goes on", async () => {
  const scene = await Scene.running();
  const slow = Promise.withResolvers<unknown>();
  scene.backend.answers.set("history", () => slow.promise);
  const underWay = scene.codeOf("history", { conversation: "1.a" });
  const { ticket } = scene.tickets.offer({ file_name: "a", type: "b", body: () => new Response("secret").body! });
  await settle();
  await scene.gate.call("lock", {});
  scene.backend.emit({ type: "message", message: {} as never });
  scene.backend.emit({ type: "notice_dismissed", id: "x" });
  slow.resolve({ messages: ["secret"] });
  assertEquals(await underWay, "locked");
  assertEquals(scene.events, [{ type: "locked", why: "idle" }]);
  assertEquals([await scene.gate.download(ticket), await scene.gate.upload(ticket, new Response("x").body!)], [
    undefined,
    false,
  ]);
  await scene.gate.call("unlock", { passphrase: RIGHT });
  assertEquals(scene.types, ["locked", "snapshot"]);
  scene.backend.emit({ type: "notice_dismissed", id: "y" });
  assertEquals(scene.types, ["locked", "snapshot", "notice_dismissed"]);
  assertEquals(await scene.gate.download(ticket), undefined);
});

Deno.test("a wrong pass-phrase leaves it locked", async () => {
  const scene = await Scene.running();
  scene.gate.lock();
  const wrong = scene.codeOf("unlock", { passphrase: "wrong" });
  await scene.clock.advance(WRONG_PAUSE);
  assertEquals([await wrong, await scene.codeOf("contacts")], ["wrong-passphrase", "locked"]);
});

Deno.test("without a pass-phrase there is nothing to lock, by hand or by time", async () => {
  const scene = await Scene.running({ passphrase: false, lock_after: 1 });
  assertEquals(assertThrows(() => scene.gate.lock(), ChatError).code, "bad-request");
  await scene.clock.advance(10 * 60_000);
  assertEquals(scene.types, []);
});

Deno.test("it locks by itself when nobody was there for so many minutes, counted from the last sign of somebody", async () => {
  const scene = await Scene.running({ lock_after: 5 });
  await scene.clock.advance(4 * 60_000);
  await scene.gate.call("active", {});
  await scene.clock.advance(4 * 60_000);
  await scene.gate.call("typing", { conversation: "1.a", typing: true });
  await scene.clock.advance(5 * 60_000 - 1);
  assertEquals(scene.types, []);
  await scene.clock.advance(1);
  assertEquals(scene.events, [{ type: "locked", why: "idle" }]);
});

Deno.test("what a window does by itself keeps nothing open", async () => {
  const scene = await Scene.running({ lock_after: 1 });
  for (const method of ["snapshot", "contacts", "mark_read", "status", "wait"] as const) {
    await scene.clock.advance(10_000);
    await scene.gate.call(method, {} as never);
  }
  await scene.clock.advance(10_000);
  assertEquals(scene.types, ["locked"]);
});

Deno.test("the time is the setting's: changed, it counts at once; 0 is never", async () => {
  const scene = await Scene.running({ lock_after: 1 });
  scene.backend.emit({ type: "settings", settings: { ...SNAPSHOT.settings, lock_after: 0 } });
  await scene.clock.advance(60 * 60_000);
  assertEquals(scene.types, ["settings"]);
  await scene.gate.call("active", {});
  scene.backend.emit({ type: "settings", settings: { ...SNAPSHOT.settings, lock_after: 2 } });
  await scene.clock.advance(2 * 60_000);
  assertEquals(scene.types, ["settings", "settings", "locked"]);
});

Deno.test("while it starts again in place calls wait, then the new messenger answers and windows get a snapshot", async () => {
  const scene = await Scene.running();
  scene.gate.pause();
  scene.backend.emit({ type: "bye" });
  const waiting = scene.gate.call("contacts", {});
  const after = new FakeBackend();
  after.answers.set("contacts", () => ["new"]);
  await scene.gate.open(after);
  assertEquals(await waiting as unknown, ["new"]);
  assertEquals(scene.types, ["snapshot"]);
  assertEquals([scene.backend.listeners, after.listeners], [0, 1]);
});

Deno.test("work for windows is done only while a window listens and may be told", async () => {
  const scene = new Scene();
  const bus = new EventBus();
  scene.backend.answers.set("snapshot", () => scene.snapshot(true, {}));
  scene.backend.subscribe = (listener, isHeard) => bus.subscribe(listener, isHeard);
  scene.gate.subscribe((event) => scene.events.push(event), () => false); // the program itself
  await scene.gate.open(scene.backend);
  assertEquals(bus.heard, false);
  const close = scene.gate.subscribe(() => {});
  assertEquals(bus.heard, true);
  scene.gate.lock();
  assertEquals(bus.heard, false);
  await scene.gate.call("unlock", { passphrase: RIGHT });
  assertEquals(bus.heard, true);
  close();
  assertEquals(bus.heard, false);
  bus.publish({ type: "notice_dismissed", id: "x" });
  assertEquals(scene.types.at(-1), "notice_dismissed");
});

Deno.test("locked while it was about to start again it comes back locked, and opens with its pass-phrase", async () => {
  const scene = await Scene.running();
  scene.gate.lock();
  scene.gate.pause();
  const waiting = scene.codeOf("contacts");
  const after = new FakeBackend();
  after.answers.set("snapshot", () => scene.snapshot(true, {}));
  await scene.gate.open(after);
  assertEquals([await waiting, await scene.codeOf("history"), scene.types], ["locked", "locked", ["locked"]]);
  after.emit({ type: "notice_dismissed", id: "x" });
  await scene.gate.call("unlock", { passphrase: RIGHT });
  after.emit({ type: "notice_dismissed", id: "y" });
  assertEquals([scene.types, scene.tried], [["locked", "snapshot", "notice_dismissed"], [RIGHT]]);
});

Deno.test("when it does not come back, whoever waits is told why", async () => {
  const scene = await Scene.running();
  scene.gate.pause();
  const waiting = assertRejects(() => scene.gate.call("contacts", {}), Error, "the disk is gone");
  scene.gate.fail(new Error("the disk is gone"));
  await waiting;
  assert(scene.clock.pending === 0);
});

Deno.test("FILE-8: pictures of files are shown while it is open, and none gets out when it is locked", async () => {
  const scene = await Scene.running();
  const picture = { type: "image/png", size: 3, read: () => new Response("abc").body! };
  const waiting = Promise.withResolvers<void>();
  const backend = scene.backend as { media?: ApiBackend["media"] };
  backend.media = async (_, id) => (id === "slow" ? await waiting.promise : undefined, picture);
  assertEquals(await scene.gate.media("1.root", "id"), picture);
  const underWay = scene.gate.media("1.root", "slow");
  scene.gate.lock();
  waiting.resolve();
  assertEquals([await underWay, await scene.gate.media("1.root", "id")], [undefined, undefined]);
  scene.gate.stop();
});

Deno.test("FILE-1: who sends a file through a ticket is told what came of it", async () => {
  const scene = await Scene.running();
  const answer = { message: { id: "m" } as Message };
  const { ticket } = scene.tickets.expect({ file_name: "a", take: () => Promise.resolve(answer) });
  assertEquals(await scene.gate.upload(ticket, new Response("x").body!), answer);
  scene.gate.stop();
});
