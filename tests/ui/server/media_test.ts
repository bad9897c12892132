/** FILE-8: pictures, sound and video of conversations in the window; nothing that was received runs. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { mediaOf } from "../../../chat/transfers/media_kind.ts";
import type { MediaFile } from "../../../ui/api.ts";
import { TRANSFER_STALL } from "../../../ui/server/limits.ts";
import { MEDIA_TYPES } from "../../../ui/server/media_types.ts";
import { VirtualClock } from "../../support/clock.ts";
import { enter, FakeBackend, type Pass, PEER, request, type Running, within, withServer } from "./support.ts";

const ID = "0199c0de-0000-7000-8000-00000000002f";
const TEXT = "0123456789";

/** Shows `TEXT` as what the test says; remembers what was asked for and read. */
class MediaBackend extends FakeBackend {
  type = "image/png";
  size = TEXT.length;
  readonly wanted: string[] = [];
  readonly ranges: [number, number][] = [];
  body = (from: number, to: number): ReadableStream<Uint8Array> => new Response(TEXT.slice(from, to)).body!;

  media(conversation: string, id: string): Promise<MediaFile | undefined> {
    this.wanted.push(`${conversation}/${id}`);
    if (conversation !== PEER || id !== ID) return Promise.resolve(undefined);
    const { type, size } = this;
    const read = (from: number, to: number) => (this.ranges.push([from, to]), this.body(from, to));
    return Promise.resolve({ type, size, read });
  }
}

interface Shown {
  readonly running: Running;
  readonly files: MediaBackend;
  readonly pass: Pass;
  ask(headers?: Record<string, string | undefined>, method?: string, path?: string): ReturnType<typeof request>;
}

async function withMedia(test: (shown: Shown) => Promise<void>, clock?: VirtualClock): Promise<void> {
  const files = new MediaBackend();
  await withServer(async (running) => {
    const pass = await enter(running.server);
    const ask: Shown["ask"] = (headers = {}, method = "GET", path = `${pass.folder}media/${PEER}/${ID}`) =>
      request(running.port, { method, path, headers: { Cookie: pass.cookie, ...headers } });
    await test({ running, files, pass, ask });
  }, { backend: files, ...(clock === undefined ? {} : { clock }) });
}

const headerOf = (head: string, name: string) => new RegExp(`^${name}: (.*)$`, "im").exec(head)?.[1];

Deno.test("FILE-8: a picture comes with its type, whole, and with nothing it could run or be kept by", () =>
  withMedia(async ({ ask }) => {
    const { status, head, body } = await ask();
    assertEquals([status, body], [200, TEXT]);
    assertEquals(headerOf(head, "content-type"), "image/png");
    assertEquals(headerOf(head, "content-length"), "10");
    assertEquals(headerOf(head, "accept-ranges"), "bytes");
    assertEquals(headerOf(head, "x-content-type-options"), "nosniff");
    assertEquals(headerOf(head, "cache-control"), "no-store");
    assertEquals(headerOf(head, "cross-origin-resource-policy"), "same-origin");
    assertMatch(headerOf(head, "content-security-policy") ?? "", /^sandbox; default-src 'none';/);
    assertEquals(headerOf(head, "content-disposition"), undefined);
  }));

Deno.test("FILE-8: the head of a picture tells its size and reads nothing", () =>
  withMedia(async ({ ask, files }) => {
    const { status, head, body } = await ask({ Range: "bytes=0-3" }, "HEAD");
    assertEquals([status, headerOf(head, "content-length"), body], [200, "10", ""]);
    assertEquals(files.ranges, []);
  }));

Deno.test("FILE-8: a player reads from where it likes", async (t) => {
  const cases: [range: string, body: string, contentRange: string][] = [
    ["bytes=0-", "0123456789", "bytes 0-9/10"],
    ["bytes=4-", "456789", "bytes 4-9/10"],
    ["bytes=0-0", "0", "bytes 0-0/10"],
    ["bytes=2-5", "2345", "bytes 2-5/10"],
    ["bytes=8-99999999999999999999", "89", "bytes 8-9/10"],
    ["bytes=-3", "789", "bytes 7-9/10"],
    ["bytes=-100", "0123456789", "bytes 0-9/10"],
    ["Bytes=9-9", "9", "bytes 9-9/10"],
  ];
  for (const [range, body, contentRange] of cases) {
    await t.step(range, () =>
      withMedia(async ({ ask, files }) => {
        const answer = await ask({ Range: range });
        assertEquals([answer.status, answer.body], [206, body]);
        assertEquals(headerOf(answer.head, "content-range"), contentRange);
        assertEquals(headerOf(answer.head, "content-length"), String(body.length));
        assertEquals(files.ranges.length, 1, "no more is read than was asked for");
        assertEquals(files.ranges[0][1] - files.ranges[0][0], body.length);
      }));
  }
});

Deno.test("FILE-8: a range beyond the end is refused and reads nothing", async (t) => {
  for (const range of ["bytes=10-", "bytes=10-20", "bytes=99999999999999999999-", "bytes=-0"]) {
    await t.step(range, () =>
      withMedia(async ({ ask, files }) => {
        const answer = await ask({ Range: range });
        assertEquals([answer.status, headerOf(answer.head, "content-range")], [416, "bytes */10"]);
        assertEquals(files.ranges, []);
      }));
  }
  await t.step("of a file of no bytes", () =>
    withMedia(async ({ ask, files }) => {
      files.size = 0;
      assertEquals((await ask({ Range: "bytes=0-" })).status, 416);
      assertEquals((await ask()).status, 200);
    }));
});

Deno.test("FILE-8: what is no range is as if there were none", async (t) => {
  const garbage = [
    "bytes=0-1,3-4",
    "bytes=5-2",
    "bytes=-",
    "bytes=",
    "bytes=a-b",
    "bytes=0x1-2",
    "bytes=1e1-",
    "bytes=-1-",
    "bytes=+1-2",
    "bytes= 1-2",
    "lines=0-1",
    "0-1",
    "bytes=" + "9".repeat(8_000) + ",",
    "bytes=NaN-Infinity",
  ];
  for (const range of garbage) {
    await t.step(range.slice(0, 40), () =>
      withMedia(async ({ ask }) => {
        const answer = await ask({ Range: range });
        assertEquals([answer.status, answer.body], [200, TEXT]);
        assertEquals(headerOf(answer.head, "content-range"), undefined);
      }));
  }
  await t.step("with If-Range, which can name nothing here", () =>
    withMedia(async ({ ask }) => {
      assertEquals((await ask({ Range: "bytes=0-1", "If-Range": '"x"' })).status, 200);
    }));
});

Deno.test("FILE-8: a type that could run or be rendered is not served, whatever the program says", async (t) => {
  const dangerous = [
    "text/html",
    "image/svg+xml",
    "application/xml",
    "text/xml",
    "application/pdf",
    "application/xhtml+xml",
    "text/javascript",
    "application/octet-stream",
    "multipart/x-mixed-replace",
    "image/png\r\nSet-Cookie: a=b",
    "image/png; charset=utf-8",
    "IMAGE/SVG+XML",
    "constructor",
    "",
  ];
  for (const type of dangerous) {
    await t.step(JSON.stringify(type), () =>
      withMedia(async ({ ask, files }) => {
        files.type = type;
        const answer = await ask();
        assertEquals([answer.status, answer.body.includes(TEXT)], [404, false]);
        assertEquals(files.ranges, []);
      }));
  }
  assertEquals([...MEDIA_TYPES].filter((type) => !/^(image|audio|video)\/[a-z0-9-]+$/.test(type)), []);
});

Deno.test("FILE-8: what the program calls a picture, sound or video is served, and no ending of what could run is one", () => {
  const shown = ["png", "jpg", "jpeg", "gif", "webp", "avif", "bmp", "mp3", "ogg", "opus", "m4a", "wav", "flac"];
  for (const ending of [...shown, "mp4", "webm", "mov", "m4v"]) {
    const type = mediaOf(`holiday.${ending}`)?.type ?? "";
    assert(MEDIA_TYPES.has(type), `${ending}: ${type}`);
  }
  for (const ending of ["svg", "svgz", "html", "htm", "xhtml", "xml", "pdf", "mht", "js", "swf", "png.html", ""]) {
    assertEquals(mediaOf(`holiday.${ending}`), undefined, ending);
  }
});

Deno.test("FILE-8: only the window with its cookie, from our own page, sees it", () =>
  withMedia(async ({ ask, pass, running: { server, port }, files }) => {
    const at = `/media/${PEER}/${ID}`;
    const answers = await Promise.all([
      ask({ Cookie: undefined }),
      ask({ "Sec-Fetch-Site": "cross-site" }),
      ask({ "Sec-Fetch-Site": "same-site" }),
      ask({ "Sec-Fetch-Site": undefined }),
      ask({ Origin: "http://evil.example" }),
      ask({ Host: `evil.example:${port}` }),
      ask({}, "POST"),
      ask({}, "PUT"),
      ask({}, "GET", `/w/${"0".repeat(32)}${at}`),
      request(port, { path: at, headers: { Authorization: `Bearer ${server.token}` } }),
      ask({}, "GET", `${pass.folder}api${at}`),
    ]);
    for (const answer of answers) {
      assert(answer.status >= 400, `${answer.status}`);
      assertEquals(answer.body.includes(TEXT), false);
    }
    assertEquals(files.wanted, []);
  }));

Deno.test("FILE-8: what is no key and no id never reaches the program", () =>
  withMedia(async ({ ask, pass, files }) => {
    const paths = [
      `../${PEER}/${ID}`,
      `${PEER}/../${ID}`,
      `${PEER}/..%2f${ID}`,
      `${PEER}/${ID}/..`,
      `${PEER}/${ID}/`,
      `${PEER}/${ID}.html`,
      `${PEER}//${ID}`,
      `${PEER}%00/${ID}`,
      `${PEER}/${ID}%00`,
      `${PEER}/${ID.toUpperCase()}`,
      `${PEER}\\${ID}`,
      `/etc/passwd`,
      `${PEER}/`,
      `${PEER}`,
      `1.${"AB".repeat(32)}/${ID}`,
    ];
    for (const path of paths) {
      const answer = await ask({}, "GET", `${pass.folder}media/${path}`);
      assertEquals([path, answer.status], [path, 404]);
    }
    assertEquals(files.wanted, []);
    assertEquals((await ask({}, "GET", `${pass.folder}media/${PEER}/${ID.replace("2f", "30")}`)).status, 404);
    assertEquals(files.wanted.length, 1);
  }));

Deno.test("FILE-8: a program without media has nothing there", async () => {
  await withServer(async ({ server, port }) => {
    const { folder, cookie } = await enter(server);
    const path = `${folder}media/${PEER}/${ID}`;
    assertEquals((await request(port, { path, headers: { Cookie: cookie } })).status, 404);
  });
});

/** Endless bytes; tells how many parts were taken and when the reader was let go. */
function endless(part = 65_536) {
  const ended = Promise.withResolvers<void>();
  const state = { taken: 0, ended: ended.promise };
  const body = () =>
    new ReadableStream<Uint8Array>({
      pull: (controller) => {
        state.taken++;
        controller.enqueue(new Uint8Array(part));
      },
      cancel: () => ended.resolve(),
    }, { highWaterMark: 0 });
  return { state, body };
}

/** A window that asks for all of it and reads nothing. */
async function lazyReader({ running: { port }, pass }: Shown): Promise<Deno.Conn> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  await connection.write(new TextEncoder().encode(
    `GET ${pass.folder}media/${PEER}/${ID} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nSec-Fetch-Site: same-origin\r\n` +
      `Cookie: ${pass.cookie}\r\n\r\n`,
  ));
  return connection;
}

/** Resolves when nothing more is taken from the source. */
async function standsStill(state: { readonly taken: number }): Promise<void> {
  for (let before = -1; before !== state.taken || before === 0;) {
    before = state.taken;
    for (let turn = 0; turn < 200; turn++) await new Promise<void>((resolve) => setTimeout(resolve));
  }
}

Deno.test("FILE-8: who reads slowly does not fill the memory, and who stops is let go", async () => {
  const clock = new VirtualClock(Date.now());
  await withMedia(async (shown) => {
    const { state, body } = endless();
    Object.assign(shown.files, { type: "video/mp4", size: 2 ** 40, body });
    const connection = await lazyReader(shown);
    await within(standsStill(state), "the pause");
    const held = state.taken * 65_536;
    assert(held < 64 * 2 ** 20, `${held} bytes were read for somebody who reads none`);
    await clock.advance(TRANSFER_STALL);
    await within(state.ended, "the end of the file's reading");
    connection.close();
  }, clock);
});

Deno.test("FILE-8: a player that goes away ends the reading of the file", () =>
  withMedia(async (shown) => {
    const { state, body } = endless();
    Object.assign(shown.files, { type: "video/mp4", size: 2 ** 40, body });
    const connection = await lazyReader(shown);
    await connection.read(new Uint8Array(1_024));
    connection.close();
    await within(state.ended, "the end of the file's reading");
  }));

Deno.test("FILE-8: a file that ends early, or whose reading fails, is no whole one for the player", async (t) => {
  const bodies: Record<string, () => ReadableStream<Uint8Array>> = {
    "ends early": () => new Response("0123").body!,
    "fails": () => new ReadableStream({ pull: (controller) => controller.error(new Error("the disk cannot be read")) }),
  };
  for (const [name, body] of Object.entries(bodies)) {
    await t.step(name, () =>
      withMedia(async ({ ask, files }) => {
        files.body = body;
        const answer = await ask({ Connection: "keep-alive" }); // ends, though the connection would have been kept for the bytes that lack
        assert(answer.status === 0 || answer.body.length < Number(headerOf(answer.head, "content-length")));
      }));
  }
});

Deno.test("FILE-8: a file that grew while it was read gives no byte more than was said", () =>
  withMedia(async ({ ask, files }) => {
    files.body = () => new Response(TEXT + TEXT).body!;
    const answer = await ask();
    assertEquals([headerOf(answer.head, "content-length"), answer.body], ["10", TEXT]);
  }));
