/** OPS-3, ID-11, TXT-4, FILE-1: files to and from the window and the command line, by ticket. */
import { assert, assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { Tickets } from "../../../chat/mod.ts";
import type { Message, UploadAnswer } from "../../../ui/api.ts";
import { ApiCallError, connectToNode, writeTokenFile } from "../../../ui/server/mod.ts";
import { MAX_UPLOAD_BYTES, TRANSFER_STALL } from "../../../ui/server/limits.ts";
import { VirtualClock } from "../../support/clock.ts";
import { enter, FakeBackend, request, type Running, sendRaw, within, withServer } from "./support.ts";

/** A backend with tickets, and what was uploaded. */
class FileBackend extends FakeBackend {
  readonly tickets = new Tickets({
    clock: new VirtualClock(),
    randomBytes: (n) => crypto.getRandomValues(new Uint8Array(n)),
  });
  readonly taken: Uint8Array[] = [];
  download = (ticket: string) => this.tickets.download(ticket);
  upload = (ticket: string, body: ReadableStream<Uint8Array>): Promise<boolean | UploadAnswer> =>
    this.tickets.upload(ticket, body);

  offer(text: string, file_name = "my file.html"): string {
    return this.tickets.offer({ file_name, type: "text/html", body: () => new Response(text).body! }).ticket;
  }

  expect(): string {
    const take = async (_ticket: string, body: ReadableStream<Uint8Array>) => {
      this.taken.push(new Uint8Array(await new Response(body).arrayBuffer()));
    };
    return this.tickets.expect({ file_name: "backup", take }).ticket;
  }
}

async function withFiles(test: (running: Running, files: FileBackend) => Promise<void>, clock?: VirtualClock) {
  const backend = new FileBackend();
  await withServer((running) => test(running, backend), { backend, ...(clock === undefined ? {} : { clock }) });
}

Deno.test("a window fetches what a ticket stands for, once, as an attachment that nothing keeps or runs", () =>
  withFiles(async ({ server, port }, files) => {
    const { folder, cookie } = await enter(server);
    const ticket = files.offer("<script>alert(1)</script>", 'Разговор "с" Анной.html');
    const answer = await request(port, { path: `${folder}download/${ticket}`, headers: { Cookie: cookie } });
    assertEquals(answer.status, 200);
    assertStringIncludes(answer.body, "<script>alert(1)</script>");
    assertMatch(answer.head, /^Content-Disposition: attachment; filename="[^"%]+"; filename\*=UTF-8''[\w%.-]+$/im);
    assertMatch(answer.head, /^X-Content-Type-Options: nosniff$/im);
    assertMatch(answer.head, /^Cache-Control: no-store$/im);
    assertMatch(answer.head, /^Content-Security-Policy: default-src 'none'/im);
    const again = await request(port, { path: `${folder}download/${ticket}`, headers: { Cookie: cookie } });
    assertEquals(again.status, 404);
  }));

Deno.test("a ticket alone opens nothing: no cookie, a wrong folder, another site, another method", () =>
  withFiles(async ({ server, port }, files) => {
    const { folder, cookie } = await enter(server);
    const ticket = files.offer("secret");
    const path = `${folder}download/${ticket}`;
    const tries = [
      request(port, { path }),
      request(port, { path: `/w/${"0".repeat(32)}/download/${ticket}`, headers: { Cookie: cookie } }),
      request(port, { path: `/download/${ticket}` }),
      request(port, { path, headers: { Cookie: cookie, Origin: "http://evil.example" } }),
      request(port, { path, headers: { Cookie: cookie, "Sec-Fetch-Site": "cross-site" } }),
      request(port, { path, headers: { Cookie: cookie, "Sec-Fetch-Site": undefined } }),
      request(port, { path, headers: { Cookie: cookie }, method: "HEAD" }),
      request(port, { path, headers: { Cookie: cookie }, method: "POST", body: "{}" }),
      request(port, { path: `${path}x`, headers: { Cookie: cookie } }),
      request(port, { path: `${folder}download/../${ticket}`, headers: { Cookie: cookie } }),
    ];
    for (const answer of await Promise.all(tries)) {
      assert(answer.status >= 400, `${answer.status}`);
      assertEquals(answer.body.includes("secret"), false);
    }
    assertEquals((await request(port, { path, headers: { Cookie: cookie } })).status, 200);
  }));

Deno.test("a window sends a file, once, and only with its cookie from our own page", () =>
  withFiles(async ({ server, port }, files) => {
    const { folder, cookie } = await enter(server);
    const ticket = files.expect();
    const put = (headers: Record<string, string | undefined>, path = `${folder}upload/${ticket}`) =>
      request(port, { method: "PUT", path, headers, body: "bytes" });
    for (const headers of [{}, { Cookie: cookie, Origin: "null" }, { Cookie: cookie, "Sec-Fetch-Site": "same-site" }]) {
      assert((await put(headers)).status >= 400);
    }
    assertEquals((await request(port, { path: `${folder}upload/${ticket}`, headers: { Cookie: cookie } })).status, 405);
    assertEquals(files.taken, []);
    const answer = await put({ Cookie: cookie });
    assertEquals([answer.status, JSON.parse(answer.body)], [200, { result: { bytes: 5 } }]);
    assertEquals(new TextDecoder().decode(files.taken[0]), "bytes");
    assertEquals((await put({ Cookie: cookie })).status, 404);
  }));

Deno.test("FILE-1: a file that was dropped into the window is answered with the message that offers it", () =>
  withFiles(async ({ server, port }, files) => {
    const { folder, cookie } = await enter(server);
    const message = { id: "0199c0de", kind: "file", text: "a.txt" } as Message;
    files.upload = async (_ticket, body) => {
      await new Response(body).arrayBuffer();
      return { message };
    };
    const path = `${folder}upload/${"A".repeat(43)}`;
    const answer = await request(port, { method: "PUT", path, headers: { Cookie: cookie }, body: "bytes" });
    assertEquals([answer.status, JSON.parse(answer.body)], [200, { result: { bytes: 5, message } }]);
  }));

Deno.test("FILE-1: why a dropped file cannot be offered is told to who sent it", () =>
  withFiles(async ({ server, port }, files) => {
    const { folder, cookie } = await enter(server);
    files.upload = () => Promise.reject(Object.assign(new Error("budget: used up"), { code: "limit-exhausted" }));
    const path = `${folder}upload/${"A".repeat(43)}`;
    const answer = await request(port, { method: "PUT", path, headers: { Cookie: cookie }, body: "bytes" });
    assertEquals([answer.status, JSON.parse(answer.body).error.code], [409, "limit-exhausted"]);
  }));

Deno.test("a file that says it is larger than anything we take is refused before its bytes", () =>
  withFiles(async ({ server, port }, files) => {
    const { folder, cookie } = await enter(server);
    const answer = await sendRaw(port, [
      `PUT ${folder}upload/${files.expect()} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nSec-Fetch-Site: same-origin\r\n` +
      `Cookie: ${cookie}\r\nContent-Length: ${MAX_UPLOAD_BYTES + 1}\r\n\r\nx`,
    ]);
    assertEquals([answer.status, JSON.parse(answer.body).error.code], [413, "too-long"]);
  }));

Deno.test("an upload of which nothing more comes is cut off", async () => {
  const clock = new VirtualClock(Date.now());
  await withFiles(async ({ server, port }, files) => {
    const { folder, cookie } = await enter(server);
    const started = Promise.withResolvers<void>();
    const failed = Promise.withResolvers<void>();
    const { ticket } = files.tickets.expect({
      file_name: "backup",
      take: async (_ticket, body) => {
        const reader = body.getReader();
        await reader.read();
        const next = reader.read();
        started.resolve();
        await next.catch((error) => (failed.resolve(), Promise.reject(error)));
      },
    });
    const sent = sendRaw(port, [
      `PUT ${folder}upload/${ticket} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nSec-Fetch-Site: same-origin\r\n` +
      `Cookie: ${cookie}\r\nContent-Length: 100\r\n\r\nhalf`,
    ]);
    await within(started.promise, "the first bytes");
    await clock.advance(TRANSFER_STALL);
    await within(failed.promise, "the end of the upload");
    await sent;
  }, clock);
});

Deno.test("FILE-3: an upload may take as long as it likes while something comes", async () => {
  const clock = new VirtualClock(Date.now());
  await withFiles(async ({ server, port }, files) => {
    const { folder, cookie } = await enter(server);
    const came = [0, 1, 2, 3].map(() => Promise.withResolvers<void>());
    const { ticket } = files.tickets.expect({
      file_name: "a",
      take: async (_ticket, body) => {
        let count = 0;
        for await (const part of body) for (const _ of part) came[count++].resolve();
      },
    });
    const connection = await Deno.connect({ hostname: "127.0.0.1", port });
    const write = (text: string) => connection.write(new TextEncoder().encode(text));
    await write(
      `PUT ${folder}upload/${ticket} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nSec-Fetch-Site: same-origin\r\n` +
        `Cookie: ${cookie}\r\nContent-Length: ${came.length}\r\nConnection: close\r\n\r\n`,
    );
    for (const { promise } of came) {
      await clock.advance(TRANSFER_STALL - 1);
      await write("x");
      await within(promise, "the next byte");
    }
    const answer = await within(new Response(connection.readable).text(), "the answer");
    assertStringIncludes(answer, `{"result":{"bytes":${came.length}}}`);
  }, clock);
});

Deno.test("a command fetches and sends files of any size with the bearer token", () =>
  withFiles(async ({ server, port, dataDir }, files) => {
    await writeTokenFile(dataDir, { pid: 1, ui_port: port, token: server.token, port: 1 });
    const client = (await connectToNode(dataDir))!;
    const big = crypto.getRandomValues(new Uint8Array(65_536));
    const parts = 100;
    const body = () =>
      ReadableStream.from((function* () {
        for (let count = 0; count < parts; count++) yield big;
      })());
    const { ticket } = files.tickets.offer({ file_name: "a", type: "application/octet-stream", body });
    let size = 0;
    for await (const part of client.download(ticket)) size += part.length;
    assertEquals(size, parts * big.length);
    await client.upload(files.expect(), body());
    assertEquals(files.taken[0].length, parts * big.length);
    assertEquals(files.taken[0].subarray(-big.length), big);
    const gone = await assertRejects(() => Array.fromAsync(client.download(ticket)), ApiCallError);
    assertEquals(gone.code, "not-found");
    assertEquals((await assertRejects(() => client.upload(ticket, body()), ApiCallError)).code, "not-found");
    client.close();
  }));

Deno.test("a download whose making fails is no whole file for who fetches it", () =>
  withFiles(async ({ server, port, dataDir }, files) => {
    await writeTokenFile(dataDir, { pid: 1, ui_port: port, token: server.token, port: 1 });
    const client = (await connectToNode(dataDir))!;
    const body = () =>
      ReadableStream.from((function* () {
        yield new Uint8Array(10);
        throw new Error("the disk cannot be read");
      })());
    const { ticket } = files.tickets.offer({ file_name: "a", type: "text/plain", body });
    await assertRejects(() => Array.fromAsync(client.download(ticket)), ApiCallError);
    client.close();
  }));
