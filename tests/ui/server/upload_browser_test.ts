/** FILE-1: what the page hears when a file it is handing over is refused before all of it is there. */
import { assertEquals } from "@std/assert";
import { launchBrowser } from "../../support/browser.ts";
import { FakeBackend, withServer } from "./support.ts";

/** Reads a little, then the disk is full. */
class FullBackend extends FakeBackend {
  taken = 0;
  async upload(_ticket: string, body: ReadableStream<Uint8Array>): Promise<boolean> {
    for await (const part of body) {
      this.taken += part.length;
      if (this.taken > 1_000_000) throw Object.assign(new Error("writing: the disk is full"), { code: "disk-full" });
    }
    return true;
  }
}

Deno.test("FILE-1: why a large file is not taken is read by the page, though it was still sending", async () => {
  const browser = await launchBrowser();
  const backend = new FullBackend();
  try {
    await withServer(async ({ server }) => {
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.goto(server.launchUrl());
      await page.waitForFunction(() => document.title === "running");
      for (let round = 0; round < 3; round++) {
        backend.taken = 0;
        const answer = await page.evaluate((ticket) =>
          new Promise((resolve) => {
            const request = new XMLHttpRequest();
            request.open("PUT", `upload/${ticket}`);
            request.onload = () => resolve([request.status, JSON.parse(request.responseText).error.code]);
            request.onerror = () => resolve("lost");
            request.send(new Blob([new Uint8Array(40_000_000)]));
          }), "t".repeat(43));
        assertEquals(answer, [507, "disk-full"]);
      }
      await context.close();
    }, { backend });
  } finally {
    await browser.close();
  }
});
