import { assertEquals } from "@std/assert";
import { Socket } from "node:net";
import { ConnectionGate } from "../../../ui/server/connection_gate.ts";
import { MAX_CONNECTIONS, MAX_STRANGERS } from "../../../ui/server/limits.ts";

function admitted(gate: ConnectionGate, count: number): Socket[] {
  return Array.from({ length: count }, () => {
    const socket = new Socket();
    gate.admit(socket);
    return socket;
  });
}

/** Positions of the sockets that were ended. */
function ended(sockets: Socket[]): number[] {
  return sockets.flatMap((socket, i) => socket.destroyed ? [i] : []);
}

Deno.test("of strangers the newest stay", async () => {
  const gate = new ConnectionGate();
  const strangers = admitted(gate, MAX_STRANGERS + 3);
  assertEquals(ended(strangers), [0, 1, 2]);
  await gate.dropAll();
  assertEquals(ended(strangers).length, strangers.length);
});

Deno.test("who has shown a secret makes room for nobody", async () => {
  const gate = new ConnectionGate();
  const [owner] = admitted(gate, 1);
  gate.trust(owner);
  const strangers = admitted(gate, 1_000);
  assertEquals([owner.destroyed, ended(strangers).length], [false, 1_000 - MAX_STRANGERS]);
  await gate.dropAll();
});

Deno.test("connections are bounded in all; a newcomer takes a stranger's place, or is refused", async () => {
  const gate = new ConnectionGate();
  for (let i = 0; i < MAX_CONNECTIONS - 1; i++) admitted(gate, 1).forEach((socket) => gate.trust(socket));
  const [stranger] = admitted(gate, 1);
  const [next] = admitted(gate, 1);
  assertEquals([stranger.destroyed, next.destroyed], [true, false]);
  gate.trust(next);
  const [tooMany] = admitted(gate, 1);
  assertEquals(tooMany.destroyed, true);
  await gate.dropAll();
});
