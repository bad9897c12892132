import { assert, assertEquals, assertRejects } from "@std/assert";
import type { ApiEvent } from "../../../ui/api.ts";
import {
  ApiCallError,
  type ApiClient,
  connectToNode,
  readTokenFile,
  removeTokenFile,
  writeTokenFile,
} from "../../../ui/server/mod.ts";
import { PEER, type Running, SNAPSHOT, withServer } from "./support.ts";

function announce({ dataDir, server }: Running, changes = {}): Promise<void> {
  return writeTokenFile(dataDir, { pid: Deno.pid, ui_port: server.port, token: server.token, port: 7420, ...changes });
}

async function connected(running: Running): Promise<ApiClient> {
  await announce(running);
  const client = await connectToNode(running.dataDir);
  assert(client !== undefined);
  return client;
}

Deno.test("a command calls the running node and gets results and coded errors", () =>
  withServer(async (running) => {
    const client = await connected(running);
    running.backend.answers.set("resolve", ({ peer }: { peer: string }) => {
      if (peer === "Боб") return { conversation: PEER };
      throw Object.assign(new Error(`finding "${peer}": nobody has this name`), { code: "not-found" });
    });
    assertEquals(await client.call("resolve", { peer: "Боб" }), { conversation: PEER });
    const error = await assertRejects(
      () => client.call("resolve", { peer: "Eve" }),
      ApiCallError,
      "nobody has this name",
    );
    assertEquals(error.code, "not-found");
    const wrong = await assertRejects(() => client.call("resolve", { peer: "" }), ApiCallError);
    assertEquals(wrong.code, "bad-request");
    client.close();
  }));

Deno.test("a command follows events until it stops, or the node does", async () => {
  let rest: Promise<ApiEvent[]> | undefined;
  await withServer(async (running) => {
    const client = await connected(running);
    const stop = new AbortController();
    const seen: ApiEvent[] = [];
    for await (const event of client.events(stop.signal)) {
      seen.push(event);
      if (event.type === "snapshot") running.backend.emit({ type: "notice_dismissed", id: "я".repeat(100_000) });
      else stop.abort();
    }
    assertEquals(seen, [{ type: "snapshot", snapshot: SNAPSHOT }, {
      type: "notice_dismissed",
      id: "я".repeat(100_000),
    }]);
    const following = client.events()[Symbol.asyncIterator]();
    await following.next();
    rest = collect(following);
  });
  assertEquals(await rest, [{ type: "bye" }]);
});

async function collect(events: AsyncIterator<ApiEvent>): Promise<ApiEvent[]> {
  const all: ApiEvent[] = [];
  for (let item = await events.next(); !item.done; item = await events.next()) all.push(item.value);
  return all;
}

Deno.test("closing a client ends its calls and events", () =>
  withServer(async (running) => {
    const client = await connected(running);
    const asked = Promise.withResolvers<void>();
    running.backend.answers.set("contacts", () => {
      asked.resolve();
      return new Promise(() => {});
    });
    const events = client.events()[Symbol.asyncIterator]();
    await events.next();
    const call = assertRejects(() => client.call("contacts", {}), ApiCallError, "does not answer");
    await asked.promise;
    client.close();
    await call;
    assertEquals((await events.next()).done, true);
  }));

Deno.test("the command that ends the program reads its answer", async () => {
  let answer: Promise<null> | undefined;
  await withServer(async (started) => {
    const client = await connected(started);
    const stopping = Promise.withResolvers<void>();
    started.backend.answers.set("shutdown", () => {
      stopping.resolve(started.server.stop());
      return null;
    });
    answer = client.call("shutdown", {});
    await stopping.promise;
  });
  assertEquals(await answer, null);
});

Deno.test("without a node there is no client", async () => {
  const dataDir = await Deno.makeTempDir({ prefix: "parley-ui-" });
  assertEquals(await connectToNode(dataDir), undefined);
  for (const text of ["", "{}", "null", "[1]", '{"pid":1,"ui_port":70000,"token":"x","port":1}', "\0"]) {
    await Deno.writeTextFile(`${dataDir}/node.json`, text);
    assertEquals(await connectToNode(dataDir), undefined, text);
  }
  await Deno.remove(dataDir, { recursive: true });
});

Deno.test("a node that was killed leaves its file, and nobody is found there", async () => {
  const dataDir = await Deno.makeTempDir({ prefix: "parley-ui-" });
  await withServer((running) => announce(running), { dataDir });
  assertEquals(await connectToNode(dataDir), undefined);
  await Deno.remove(dataDir, { recursive: true });
});

Deno.test("whoever took the port of a killed node sees neither token nor message", async () => {
  const seen: string[] = [];
  const impostors = [
    (_request: Request) => new Response("yes"),
    (_request: Request) => new Response("0".repeat(64)),
    (_request: Request) => new Response("x".repeat(10_000_000)),
    (request: Request) => Response.redirect(new URL("/elsewhere", request.url)),
  ];
  for (const impostor of impostors) {
    const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
      seen.push(`${request.method} ${request.url} ${JSON.stringify([...request.headers])}`);
      return impostor(request);
    });
    const dataDir = await Deno.makeTempDir({ prefix: "parley-ui-" });
    const token = "T".repeat(43);
    await writeTokenFile(dataDir, { pid: 1, ui_port: server.addr.port, token, port: 1 });
    assertEquals(await connectToNode(dataDir), undefined);
    await server.shutdown();
    await Deno.remove(dataDir, { recursive: true });
  }
  assertEquals(seen.length, impostors.length);
  assertEquals(seen.filter((line) => line.includes("TTTT")), []);
});

Deno.test("two nodes do not take each other's token: a proof is good for one nonce and one token", () =>
  withServer((ann) =>
    withServer(async (bob) => {
      await announce(ann, { ui_port: bob.port });
      assertEquals(await connectToNode(ann.dataDir), undefined);
    })
  ));

Deno.test("the environment's proxy is not asked", () =>
  withServer(async (running) => {
    await announce(running);
    const script = `
      import { connectToNode } from ${JSON.stringify(import.meta.resolve("../../../ui/server/client.ts"))};
      const client = await connectToNode(Deno.args[0]);
      await client.call("contacts", {});
      for await (const event of client.events()) { console.log(event.type); break; }
      client.close();`;
    const proxy = "http://127.0.0.1:1";
    const file = `${running.dataDir}/follow.ts`;
    await Deno.writeTextFile(file, script);
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "--no-config", "--allow-all", file, running.dataDir],
      env: { HTTP_PROXY: proxy, http_proxy: proxy, ALL_PROXY: proxy, all_proxy: proxy, NO_PROXY: "", no_proxy: "" },
    }).output();
    assertEquals(new TextDecoder().decode(stdout), "snapshot\n", new TextDecoder().decode(stderr));
    assertEquals(running.backend.asked, ["contacts"]);
  }));

Deno.test("a node removes its own file and leaves a later node's", async () => {
  const dataDir = await Deno.makeTempDir({ prefix: "parley-ui-" });
  const node = { pid: 1, ui_port: 1, token: "A".repeat(43), port: 2 };
  await writeTokenFile(dataDir, node);
  assertEquals(await readTokenFile(dataDir), node);
  await removeTokenFile(dataDir, "B".repeat(43));
  assertEquals(await readTokenFile(dataDir), node);
  await removeTokenFile(dataDir, node.token);
  assertEquals([...Deno.readDirSync(dataDir)], []);
  await removeTokenFile(dataDir, node.token);
  await Deno.remove(dataDir);
});
