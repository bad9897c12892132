/** NET-1: where a listener says that it listens is where it can be reached. */
import { assertEquals } from "@std/assert";
import { connectTcp, TcpListener } from "../../net/transport/tcp.ts";

Deno.test("who listens everywhere listens on IPv4, too, and says so, whatever socket does it", async () => {
  const accepted = Promise.withResolvers<void>();
  const listener = await TcpListener.bind(["::", "0.0.0.0"], 0, 1, (socket) => {
    socket.destroy();
    accepted.resolve();
  });
  try {
    assertEquals(listener.hosts, ["::", "0.0.0.0"]);
    (await connectTcp({ host: "127.0.0.1", port: listener.port }, new AbortController().signal)).destroy();
    await accepted.promise;
  } finally {
    await listener.close();
  }
});

Deno.test("who is told to listen on one address listens nowhere else", async () => {
  const listener = await TcpListener.bind(["127.0.0.1"], 0, 1, (socket) => socket.destroy());
  try {
    assertEquals(listener.hosts, ["127.0.0.1"]);
  } finally {
    await listener.close();
  }
});
