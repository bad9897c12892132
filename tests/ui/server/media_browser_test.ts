/** FILE-8: what a real browser makes of pictures and sounds: shown and played in the page, dead everywhere else. */
import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import type { MediaFile } from "../../../ui/api.ts";
import { TRANSFER_STALL } from "../../../ui/server/limits.ts";
import { launchBrowser } from "../../support/browser.ts";
import { VirtualClock } from "../../support/clock.ts";
import { FakeBackend, PEER, type Running, within, withServer } from "./support.ts";

const ID = "0199c0de-0000-7000-8000-00000000002f";
const AT = `media/${PEER}/${ID}`;

/** A picture of one point. */
const PNG = Uint8Array.fromBase64(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
);
const EVIL = new TextEncoder().encode("<html><script>document.title = 'ran'; parent.ran = true</script><h1>evil</h1>");

/** Serves one file; remembers which parts of it were asked for. */
class MediaBackend extends FakeBackend {
  file: Pick<MediaFile, "type" | "size"> & { at: (from: number, to: number) => Uint8Array } = bytesOf("image/png", PNG);
  readonly parts: number[] = [];
  /** Readings under way, and who waits for the last of them to end. */
  open = 0;
  #closed = () => {};

  /** Resolves when nothing of the file is read any more. */
  async closed(): Promise<void> {
    while (this.open > 0) await new Promise<void>((resolve) => this.#closed = resolve);
  }

  #end(): void {
    this.open--;
    this.#closed();
  }

  media(): Promise<MediaFile> {
    const { type, size, at } = this.file;
    const read = (from: number, to: number) => {
      this.parts.push(from);
      let next = from;
      this.open++;
      return new ReadableStream<Uint8Array>({
        pull: (controller) => {
          if (next >= to) {
            this.#end();
            return controller.close();
          }
          const end = Math.min(to, next + 65_536);
          controller.enqueue(at(next, end));
          next = end;
        },
        cancel: () => this.#end(),
      }, { highWaterMark: 0 });
    };
    return Promise.resolve({ type, size, read });
  }
}

function bytesOf(type: string, bytes: Uint8Array) {
  return { type, size: bytes.length, at: (from: number, to: number) => bytes.subarray(from, to) };
}

interface Seen {
  readonly running: Running;
  readonly files: MediaBackend;
  readonly page: Page;
}

async function inWindow(test: (seen: Seen) => Promise<void>, clock?: VirtualClock): Promise<void> {
  const browser = await launchBrowser();
  const files = new MediaBackend();
  try {
    await withServer(async (running) => {
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.goto(running.server.launchUrl());
      await page.waitForFunction(() => document.title === "running");
      await test({ running, files, page });
      await context.close();
    }, { backend: files, ...(clock === undefined ? {} : { clock }) });
  } finally {
    await browser.close();
  }
}

/** Whether a picture from this address is shown. */
const shows = (page: Page, address: string) =>
  page.evaluate((address) =>
    new Promise((resolve) => {
      const image = new Image();
      image.onload = () => resolve(true);
      image.onerror = () => resolve(false);
      image.src = address;
      document.body.append(image);
    }), address);

Deno.test("FILE-8: the page shows a picture, and what is none is none", () =>
  inWindow(async ({ page, files }) => {
    assertEquals(await shows(page, AT), true);
    files.file = bytesOf("image/png", EVIL);
    assertEquals(await shows(page, `${AT}?`), false);
    files.file = bytesOf("text/html", EVIL);
    assertEquals(await shows(page, `${AT}?2`), false);
    assertEquals(await page.title(), "running");
  }));

Deno.test("FILE-8: in a tab of its own nothing of it runs, and it has no origin", () =>
  inWindow(async ({ page, files }) => {
    const address = new URL(AT, page.url()).href;
    for (const type of ["image/png", "video/mp4", "audio/mpeg"]) {
      files.file = bytesOf(type, EVIL);
      await page.goto(address);
      assert(await page.title() !== "ran", type);
      assertEquals(await page.evaluate(() => self.origin), "null", type);
      assertEquals(await page.locator("h1").count(), 0, type);
    }
    files.file = bytesOf("image/png", PNG);
    await page.goto(address);
    assertEquals(await page.locator("img").count(), 1, "a picture is one in a tab, too");
  }));

Deno.test("FILE-8: nothing frames it, runs it as a script or takes it for a style", () =>
  inWindow(async ({ page, files }) => {
    files.file = bytesOf("image/png", new TextEncoder().encode("document.title = 'ran';"));
    const results = await page.evaluate((address) => {
      const load = (tag: string, set: object) =>
        new Promise((resolve) => {
          const element = Object.assign(document.createElement(tag), set);
          element.onload = () => resolve("loaded");
          element.onerror = () => resolve("refused");
          document.body.append(element);
        });
      return Promise.all([
        load("script", { src: address }),
        load("link", { rel: "stylesheet", href: address }),
      ]);
    }, AT);
    assertEquals(results, ["refused", "refused"]);
    const framed = await page.evaluate((address) => {
      const frame = Object.assign(document.createElement("iframe"), { src: address });
      document.body.append(frame);
      return new Promise((resolve) => frame.onload = () => resolve(frame.contentDocument === null));
    }, AT);
    assertEquals(framed, true, "what is in the frame is not the page's");
    assertEquals(await page.title(), "running");
  }));

Deno.test("FILE-8: a page on another port of this machine does not see it, even if it knows where it is", () =>
  inWindow(async ({ page, files }) => {
    const address = new URL(AT, page.url()).href;
    const other = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      () => new Response("<!doctype html><title>another</title><body>", { headers: { "content-type": "text/html" } }),
    );
    await page.goto(`http://127.0.0.1:${other.addr.port}/`);
    assertEquals(await shows(page, address), false);
    assertEquals(files.parts, []);
    await other.shutdown();
  }));

/** Silence of 16 bits at 44,100 Hz: as long as one likes, and made as it is read. */
function silence(size: number) {
  const head = new DataView(new ArrayBuffer(44));
  const text = (at: number, word: string) => [...word].forEach((sign, i) => head.setUint8(at + i, sign.charCodeAt(0)));
  text(0, "RIFF");
  head.setUint32(4, size - 8, true);
  text(8, "WAVEfmt ");
  head.setUint32(16, 16, true);
  head.setUint16(20, 1, true);
  head.setUint16(22, 1, true);
  head.setUint32(24, 44_100, true);
  head.setUint32(28, 88_200, true);
  head.setUint16(32, 2, true);
  head.setUint16(34, 16, true);
  text(36, "data");
  head.setUint32(40, size - 44, true);
  const at = (from: number, to: number) => {
    const bytes = new Uint8Array(to - from);
    if (from < 44) bytes.set(new Uint8Array(head.buffer).subarray(from, Math.min(44, to)));
    return bytes;
  };
  return { type: "audio/wav", size, at };
}

Deno.test("FILE-8: a long sound is played from anywhere, also after a pause in which the connection was let go", async () => {
  const clock = new VirtualClock(Date.now());
  await inWindow(async ({ page, files }) => {
    files.file = silence(1_500_000_000);
    const goes = (seconds: number) =>
      page.evaluate(({ address, seconds }) => {
        const kept = globalThis as unknown as { sound?: HTMLAudioElement };
        const sound = kept.sound ??= Object.assign(document.createElement("audio"), { src: address, preload: "auto" });
        document.body.append(sound);
        return new Promise<number>((resolve, reject) => {
          sound.onerror = () => reject(new Error(sound.error?.message));
          sound.onseeked = () => resolve(sound.currentTime);
          if (sound.readyState > 0) sound.currentTime = seconds;
          else sound.onloadedmetadata = () => sound.currentTime = seconds;
        });
      }, { address: AT, seconds });
    assertEquals(await goes(10_000), 10_000);
    assertEquals(await goes(100), 100);
    assert(files.open > 0, "it is not read to its end, for nobody has listened so far");
    await clock.advance(TRANSFER_STALL);
    await within(files.closed(), "the end of the reading");
    assertEquals(await goes(16_000), 16_000);
    assert(files.parts.some((from) => from > 1_000_000_000), `${files.parts}`);
  }, clock);
});

Deno.test("FILE-8: many players that stand still keep nothing else from the page", () =>
  inWindow(async ({ page, files }) => {
    files.file = silence(1_500_000_000);
    const loaded = await page.evaluate((address) => {
      const sounds = Array.from({ length: 12 }, (_, i) => {
        const sound = document.createElement("audio");
        const known = new Promise((resolve) => sound.onloadedmetadata = resolve);
        Object.assign(sound, { preload: "auto", src: `${address}?${i}` });
        document.body.append(sound);
        return known;
      });
      return Promise.all(sounds).then((all) => all.length);
    }, AT);
    assertEquals(loaded, 12);
    files.file = bytesOf("image/png", PNG);
    assertEquals(await shows(page, `${AT}?picture`), true);
  }));
