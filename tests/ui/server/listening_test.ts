import { freePort } from "../../support/free_port.ts";
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { ConnectionGate } from "../../../ui/server/connection_gate.ts";
import { MAX_STRANGERS } from "../../../ui/server/limits.ts";
import { listenLoopback } from "../../../ui/server/listen.ts";
import { startUiServer } from "../../../ui/server/mod.ts";
import { ASSETS, enter, FakeBackend, launchPath, openWindow, request, within, withServer } from "./support.ts";

const hasIpv6 = (() => {
  try {
    Deno.listen({ hostname: "::1", port: 0 }).close();
    return true;
  } catch {
    return false;
  }
})();

Deno.test("a taken port leads to the next one", async () => {
  const port = freePort(2);
  const other = Deno.listen({ hostname: "127.0.0.1", port });
  await withServer((running) => {
    assertEquals(running.port, port + 1);
    return Promise.resolve();
  }, { port, tries: 2 });
  other.close();
});

Deno.test("a port somebody has on ::1 only counts as taken, or localhost would lead to them", async () => {
  if (!hasIpv6) return assertEquals(await loopbackAddresses(), ["127.0.0.1"]);
  const port = freePort(2);
  const other = Deno.listen({ hostname: "::1", port });
  await withServer((running) => {
    assertEquals(running.port, port + 1);
    return Promise.resolve();
  }, { port, tries: 2 });
  other.close();
});

Deno.test("when every port is taken, it is said and nothing stays open", async () => {
  const other = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = other.addr as Deno.NetAddr;
  const dataDir = await Deno.makeTempDir({ prefix: "parley-ui-" });
  await assertRejects(
    () => startUiServer({ backend: new FakeBackend(), port, tries: 1, assets: ASSETS, dataDir }),
    Deno.errors.AddrInUse,
    `listening for the window on port "${port}"`,
  );
  other.close();
  await Deno.remove(dataDir, { recursive: true });
});

/** Addresses of this machine the server answers on. */
async function loopbackAddresses(): Promise<string[]> {
  const answering: string[] = [];
  await withServer(async ({ port }) => {
    const own = Deno.networkInterfaces().map(({ address }) => address);
    for (const hostname of new Set(["127.0.0.1", "::1", ...own])) {
      try {
        (await Deno.connect({ hostname, port })).close();
        answering.push(hostname);
      } catch { /* not there: what is hoped for */ }
    }
  });
  return answering;
}

Deno.test("nothing but loopback is listened on", async () => {
  assertEquals(await loopbackAddresses(), hasIpv6 ? ["127.0.0.1", "::1"] : ["127.0.0.1"]);
});

if (Deno.build.os === "linux") {
  Deno.test("without IPv6 it listens on 127.0.0.1 alone", async () => {
    const dataDir = await Deno.makeTempDir({ prefix: "parley-ui-" });
    const script = `${dataDir}/start.ts`;
    await Deno.writeTextFile(
      script,
      `import { startUiServer } from ${JSON.stringify(import.meta.resolve("../../../ui/server/mod.ts"))};
      const server = await startUiServer({
        backend: { call: () => Promise.reject(new Error("none")), subscribe: () => () => {} },
        port: 7421, tries: 1, dataDir: Deno.args[0], assets: { read: () => Promise.resolve(new Uint8Array()) },
      });
      console.log((await fetch("http://127.0.0.1:7421/alive")).status);
      await server.stop();`,
    );
    const deno = `"${Deno.execPath()}" run --quiet --no-config --allow-all "${script}" "${dataDir}"`;
    const { stdout, stderr } = await new Deno.Command("unshare", {
      args: [
        "--net",
        "--map-root-user",
        "sh",
        "-c",
        `ip link set lo up && ip address del ::1/128 dev lo; exec ${deno}`,
      ],
    }).output();
    assertEquals(new TextDecoder().decode(stdout), "400\n", new TextDecoder().decode(stderr));
    await Deno.remove(dataDir, { recursive: true });
  });
}

Deno.test("a stop frees the port, also when windows were open, and is done once", async () => {
  let port = 0;
  await withServer(async (running) => {
    port = running.port;
    const { next } = await openWindow(port, await enter(running.server));
    await next();
    await Promise.all([running.server.stop(), running.server.stop()]);
    await withServer((second) => {
      assertEquals(second.port, port);
      return Promise.resolve();
    }, { port, tries: 1 });
  });
});

/** Resolves when the other side closes. */
async function closedByServer(connection: Deno.Conn): Promise<void> {
  const buffer = new Uint8Array(1_024);
  try {
    while (await connection.read(buffer) !== null);
  } catch { /* reset counts too */ }
  connection.close();
}

/** Milliseconds for a head. A machine that stands still for as long, in the moment one is sent, would cut off what is in time. */
const HEAD = 500;

Deno.test("a head or body that comes drop by drop, or not at all, is cut off", async () => {
  const gate = new ConnectionGate();
  const listening = await listenLoopback(0, 20, {
    onConnection: (socket) => gate.admit(socket),
    onRequest: (request, response) => {
      request.resume();
      request.on("end", () => response.end());
      request.on("error", () => {});
    },
    onUpgrade: (_request, socket) => socket.destroy(),
  }, { head: HEAD, request: 2 * HEAD, keepAlive: HEAD, check: 50 });
  const starts = [
    "",
    "GET / HTTP/1.1\r\n",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
  ];
  await Promise.all(starts.map(async (start) => {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port: listening.port });
    await connection.write(new TextEncoder().encode(start));
    const dripping = setInterval(() => connection.write(new TextEncoder().encode("X")).catch(() => {}), 20);
    if (start.endsWith("\r\n\r\n") && !start.startsWith("POST")) clearInterval(dripping);
    await within(closedByServer(connection), `the end of ${JSON.stringify(start)}`);
    clearInterval(dripping);
  }));
  listening.stop();
  await gate.dropAll();
});

Deno.test("FILE-3: a body may take as long as it takes, a head may not", async () => {
  const gate = new ConnectionGate();
  let body = "";
  const listening = await listenLoopback(0, 20, {
    onConnection: (socket) => gate.admit(socket),
    onRequest: (request, response) => {
      request.on("data", (part) => body += String(part));
      request.on("end", () => response.end(body));
    },
    onUpgrade: (_request, socket) => socket.destroy(),
  }, { head: HEAD, request: 0, keepAlive: HEAD, check: 20 });
  const connect = () => Deno.connect({ hostname: "127.0.0.1", port: listening.port });
  const write = (connection: Deno.Conn, text: string) => connection.write(new TextEncoder().encode(text));
  const slow = await connect();
  await write(slow, "PUT / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 2\r\n\r\nx");
  // Heads are cut off one after the other meanwhile: the body has waited longer than two of them may.
  for (let count = 0; count < 2; count++) {
    const endless = await connect();
    await write(endless, "GET / HTTP/1.1\r\n");
    await within(closedByServer(endless), "the end of a head");
  }
  await write(slow, "y");
  assertStringIncludes(await within(new Response(slow.readable).text(), "the answer"), "\r\n\r\nxy");
  listening.stop();
  await gate.dropAll();
});

Deno.test("somebody who opens connections without end does not keep the owner out", () =>
  withServer(async ({ server, port }) => {
    const pass = await enter(server);
    const window = await openWindow(port, pass);
    await window.next();
    const cutOff: Promise<void>[] = [];
    for (let i = 0; i < MAX_STRANGERS + 50; i++) {
      cutOff.push(closedByServer(await Deno.connect({ hostname: "127.0.0.1", port })));
    }
    assertEquals((await request(port, { path: pass.folder, headers: { Cookie: pass.cookie } })).status, 200);
    assertEquals((await request(port, { path: launchPath(server) })).status, 200);
    await within(Promise.all(cutOff.slice(0, 50)), "the oldest connections' end");
    window.socket.send(JSON.stringify({ id: 1, method: "contacts" }));
    assertEquals(await window.next(), { id: 1, result: null });
    await server.stop();
    await within(Promise.all(cutOff), "every connection's end");
  }));

Deno.test("a connection that asks nothing ends without a word, which a browser would take for an answer", async () => {
  const handlers = { onConnection() {}, onRequest() {}, onUpgrade() {} };
  const timeouts = { head: HEAD, request: 0, keepAlive: HEAD, check: 10 };
  const listening = await listenLoopback(0, 1, handlers, timeouts);
  const answers = async (sent: string) => {
    using connection = await Deno.connect({ hostname: "127.0.0.1", port: listening.port });
    await connection.write(new TextEncoder().encode(sent));
    return await new Response(connection.readable).text();
  };
  const [nothing, half] = await within(Promise.all([answers(""), answers("GET / HTTP/1.1\r\n")]), "the ends");
  assertEquals(nothing, "");
  assertStringIncludes(half, "400 Bad Request");
  listening.stop();
});
