/** FILE-8: pictures are shown in the conversation, sound and video play, and nothing of them runs. */
import { assert, assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import type { Page } from "playwright-core";
import { silence } from "../../support/file_screens.ts";
import { finishFile, receiveFile, wroteFile } from "../../support/fake/files.ts";
import { drawnPicture } from "../../support/pictures.ts";
import { type Case, open, testWindow, type World } from "../../support/window.ts";

const shown = (page: Page) =>
  page.waitForFunction(() => {
    const image = document.querySelector<HTMLImageElement>(".media-open img");
    return image !== null && image.complete && image.naturalWidth > 0;
  });
const here = { state: "completed", done: 2_310_400, path: "/nowhere/downloads/x" } as const;

function pictures(backend: World["backend"], boris: string): void {
  ["one.png", "two.png", "three.png"].forEach((name, i) => {
    const { id } = wroteFile(backend, boris, i === 1 ? "out" : "in", name, here);
    backend.shown.set(id, { type: "image/png", bytes: drawnPicture(300, 200, i * 100) });
  });
}

const cases: Case[] = [
  ["FILE-8: the place of a picture is kept from the offer on, and it appears in it", {}, async (world) => {
    const { page, backend, boris } = world;
    await open(page, "Boris");
    const { id } = receiveFile(backend, boris, "lake.png");
    const bubble = page.locator(".bubble.with-file");
    await bubble.getByRole("button", { name: "Accept" }).waitFor();
    const before = await bubble.boundingBox();
    backend.shown.set(id, { type: "image/png", bytes: drawnPicture(300, 200, 10) });
    finishFile(backend, boris, id);
    await shown(page);
    assertEquals(await bubble.boundingBox(), before);
  }],
  ["FILE-8: of a wide picture nothing is cut, a tall one fills its place", {}, async (world) => {
    const { page, backend, boris } = world;
    await open(page, "Boris");
    for (
      const [name, width, height] of [["wide.png", 1_600, 600], ["usual.png", 1_500, 1_000], [
        "tall.png",
        600,
        1_600,
      ]] as const
    ) {
      const { id } = receiveFile(backend, boris, name);
      backend.shown.set(id, { type: "image/png", bytes: drawnPicture(width, height, 10) });
      finishFile(backend, boris, id);
    }
    await page.waitForFunction(() => {
      const images = [...document.querySelectorAll<HTMLImageElement>(".media-open img")];
      return images.length === 3 && images.every((image) => image.complete && image.naturalWidth > 0);
    });
    const fits = await page.locator(".media-open img").evaluateAll((images) =>
      images.map((image) => getComputedStyle(image).objectFit)
    );
    assertEquals(fits, ["contain", "cover", "cover"]);
  }],
  ["FILE-8: a picture opens large; arrows turn over, Esc closes, the focus comes back", { prepare: pictures }, async (
    { page },
  ) => {
    await open(page, "Boris");
    await shown(page);
    const second = page.getByRole("button", { name: "Look at two.png" });
    await second.click();
    const viewer = page.getByRole("dialog", { name: "two.png" });
    await viewer.getByText("2.2 MB · 2 of 3").waitFor();
    await page.keyboard.press("ArrowRight");
    await page.getByRole("dialog", { name: "three.png" }).waitFor();
    assertEquals(await page.getByRole("button", { name: "Next picture" }).count(), 0);
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowLeft");
    await page.getByRole("dialog", { name: "one.png" }).waitFor();
    for (let i = 0; i < 8; i++) {
      await page.keyboard.press("Tab");
      assert(
        await page.evaluate(() =>
          document.activeElement === document.body || document.activeElement!.closest(".viewer") !== null
        ),
      );
    }
    await page.keyboard.press("Escape");
    await page.locator(".viewer").waitFor({ state: "detached" });
    await second.and(page.locator(":focus")).waitFor();
  }],
  ["FILE-8: what only pretends to be a picture is a file like others", {}, async ({ page, backend, boris }) => {
    const { id } = wroteFile(backend, boris, "in", "broken.png", here);
    const text = new TextEncoder().encode("<script>alert(1)</script>");
    backend.shown.set(id, { type: "image/png", bytes: text });
    await open(page, "Boris");
    await page.locator(".bubble", { hasText: "broken.png" }).getByRole("button", { name: "Show in folder" }).waitFor();
    assertEquals(await page.locator(".media-frame").count(), 0);
  }],
  ["FILE-8: a picture that is not wanted leaves no hole", {}, async ({ page, backend, boris }) => {
    await open(page, "Boris");
    receiveFile(backend, boris, "spam.png");
    await page.getByRole("button", { name: "Decline" }).click();
    await page.getByText("You declined").first().waitFor();
    assertEquals(await page.locator(".media-frame").count(), 0);
  }],
  ["FILE-8: sound plays with the browser's own controls, and is not fetched before it is wanted whole", {
    prepare: (backend, boris) => {
      const { id } = wroteFile(backend, boris, "in", "song.wav", { ...here, size: 8_044 });
      backend.shown.set(id, { type: "audio/wav", bytes: silence() });
    },
  }, async ({ page }) => {
    await open(page, "Boris");
    await page.waitForFunction(() => document.querySelector("audio")?.duration === 1);
    assertEquals(
      await page.locator("audio").evaluate((
        audio: HTMLAudioElement,
      ) => [audio.controls, audio.preload, audio.autoplay]),
      [
        true,
        "metadata",
        false,
      ],
    );
  }],
  ["FILE-8: a video has its controls and its place; one that cannot be played is a file like others", {
    prepare: (backend, boris) => {
      wroteFile(backend, boris, "in", "soon.mp4", { state: "running", done: 5 });
      const { id } = wroteFile(backend, boris, "in", "broken.mp4", here);
      backend.shown.set(id, { type: "video/mp4", bytes: new Uint8Array(Buffer.from("no film")) });
    },
  }, async ({ page }) => {
    await open(page, "Boris");
    await page.locator(".bubble", { hasText: "broken.mp4" }).getByRole("button", { name: "Show in folder" }).waitFor();
    await page.locator(".bubble", { hasText: "soon.mp4" }).locator(".media-frame").waitFor();
    assertEquals(await page.locator("video").count(), 0);
  }],
];

testWindow("in a conversation with pictures", cases);
