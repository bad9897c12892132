import { assertEquals, assertRejects } from "@std/assert";
import type { ApiEvent } from "../../../ui/api.ts";
import { CallError, Connection, type Socket } from "../../../ui/web/link/connection.ts";

class FakeSocket implements Socket {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;
  readonly sent: { id: number; method: string }[] = [];
  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }
  close(): void {
    this.onclose?.();
  }
  tell(frame: unknown): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
}

function setup(authorized = true) {
  const sockets: FakeSocket[] = [];
  const events: ApiEvent[] = [];
  const states: [string, number | null][] = [];
  const timers: { ms: number; run: () => void }[] = [];
  const connection = new Connection({
    open: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket;
    },
    authorized: () => Promise.resolve(authorized),
    after: (ms, run) => {
      const timer = { ms, run };
      timers.push(timer);
      return () => timers.splice(timers.indexOf(timer), 1);
    },
    random: () => 0.5,
    onEvent: (event) => events.push(event),
    onState: (state, retry_in) => states.push([state, retry_in]),
  });
  /** Time passes: the planned attempt is made. */
  const elapse = () => timers.shift()!.run();
  return { connection, sockets, events, states, timers, elapse };
}

const SNAPSHOT = { event: { type: "snapshot" } };
const settled = () => new Promise<void>((resolve) => queueMicrotask(() => queueMicrotask(resolve)));

Deno.test("answers reach their callers in whatever order they come", async () => {
  const world = setup();
  world.connection.connect();
  const [socket] = world.sockets;
  socket.onopen!();
  const first = world.connection.call("settings_set", { theme: "dark" });
  const second = world.connection.call("reconnect", {});
  assertEquals(socket.sent.map(({ method }) => method), ["settings_set", "reconnect"]);
  socket.tell({ id: socket.sent[1].id, result: null });
  socket.tell({ id: socket.sent[0].id, result: { theme: "dark" } });
  assertEquals(await second, null);
  assertEquals(await first as unknown, { theme: "dark" });
});

Deno.test("a refusal carries the program's code", async () => {
  const { connection, sockets } = setup();
  connection.connect();
  sockets[0].onopen!();
  const call = connection.call("invite_preview", { invite: "x" });
  sockets[0].tell({ id: sockets[0].sent[0].id, error: { code: "invite-invalid", message: "m" } });
  const error = await assertRejects(() => call, CallError);
  assertEquals(error.code, "invite-invalid");
});

Deno.test("calls under way and calls without a line fail as lost instead of hanging", async () => {
  const { connection, sockets } = setup();
  assertEquals((await assertRejects(() => connection.call("snapshot", {}), CallError)).code, "lost");
  connection.connect();
  sockets[0].onopen!();
  const call = connection.call("snapshot", {});
  sockets[0].close();
  assertEquals((await assertRejects(() => call, CallError)).code, "lost");
});

Deno.test("waits double up to eight seconds and start small again once the program is back", async () => {
  const { connection, sockets, timers, elapse } = setup();
  connection.connect();
  const waits: number[] = [];
  for (let i = 0; i < 7; i++) {
    sockets.at(-1)!.close();
    await settled();
    waits.push(timers[0].ms);
    elapse();
  }
  assertEquals(waits, [300, 600, 1_200, 2_400, 4_800, 8_000, 8_000]);
  sockets.at(-1)!.onopen!();
  sockets.at(-1)!.tell(SNAPSHOT);
  sockets.at(-1)!.close();
  await settled();
  assertEquals(timers[0].ms, 300);
});

Deno.test("trying now replaces the planned attempt and never opens two lines", async () => {
  const { connection, sockets, timers } = setup();
  connection.connect();
  connection.connect();
  assertEquals(sockets.length, 1);
  sockets[0].close();
  await settled();
  assertEquals(timers.length, 1);
  connection.connect();
  assertEquals([sockets.length, timers.length], [2, 0]);
});

Deno.test("a program that does not know this browser is not knocked at again", async () => {
  const { connection, sockets, states, timers } = setup(false);
  connection.connect();
  sockets[0].close();
  await settled();
  assertEquals(states.at(-1), ["unauthorized", null]);
  assertEquals(timers, []);
});

Deno.test("events are handed on in their order", () => {
  const { connection, sockets, events } = setup();
  connection.connect();
  sockets[0].onopen!();
  sockets[0].tell(SNAPSHOT);
  sockets[0].tell({ event: { type: "bye" } });
  assertEquals(events.map(({ type }) => type), ["snapshot", "bye"]);
});
