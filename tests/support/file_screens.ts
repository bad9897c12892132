/** Screens of files in the conversation. Part of `window_screens.ts`. */
import type { Page } from "playwright-core";
import type { Message, PeerKey, Transfer } from "../../ui/api.ts";
import { wroteFile } from "./fake/files.ts";
import { FAKE_NOW, type FakeBackend } from "./fake_backend.ts";
import { drawnPicture } from "./pictures.ts";
import type { Screen } from "./window_screens.ts";

const MINUTE = 60_000;
const MEGABYTE = 1_048_576;

const first = (page: Page) => page.locator(".contact").first().click();

const NAMES = {
  en: {
    offer: "holiday film, final version, with subtitles.mkv",
    folder: "Measurements 2026-11",
    report: "report.pdf",
    table: "results.xlsx",
    song: "song for the party.mp3",
    picture: "lake.jpg",
    other: "the new room.png",
    archive: "project sources.zip",
    thanks: "How beautiful! Are there more?",
    photos: "All photos of the lake",
    about: "Which of these is the right one?",
  },
  ru: {
    offer: "фильм с каникул, окончательная версия с субтитрами.mkv",
    folder: "Замеры 2026-11",
    report: "отчёт.pdf",
    table: "результаты.xlsx",
    song: "песня на праздник.mp3",
    picture: "озеро.jpg",
    other: "новая комната.png",
    archive: "исходники проекта.zip",
    thanks: "Какая красота! Есть ещё?",
    photos: "Все снимки с озера",
    about: "Какой из них правильный?",
  },
};

type Names = typeof NAMES["en"];

function talk(backend: FakeBackend): { key: PeerKey; names: Names } {
  const [key] = backend.contacts.keys();
  return { key, names: NAMES[backend.settings.language ?? "en"] };
}

function put(
  backend: FakeBackend,
  key: PeerKey,
  ago: number,
  ...file: [Message["direction"], string, Partial<Transfer>]
) {
  const [direction, name, change] = file;
  const at = FAKE_NOW - ago * MINUTE;
  return wroteFile(backend, key, direction, name, change, { sent_at: at, received_at: at });
}

/** Offers, one on its way, and how some have ended. */
function lively(backend: FakeBackend): void {
  const { key, names } = talk(backend);
  const size = 1_288_490_189;
  put(backend, key, 7, "in", names.offer, { size });
  put(backend, key, 6, "out", names.archive, { size: 48 * MEGABYTE });
  put(backend, key, 5, "in", names.folder, {
    type: "folder",
    files: 1_248,
    size,
    state: "running",
    done: 356 * MEGABYTE,
    speed: 85 * MEGABYTE,
    left_ms: 10_400,
  });
  put(backend, key, 4, "out", names.table, { size: 412_000, state: "waiting", done: 201_000 });
  put(backend, key, 3, "in", names.report, {
    size: 84 * MEGABYTE,
    state: "completed",
    done: 84 * MEGABYTE,
    average: 11 * MEGABYTE,
    path: "/nowhere/downloads/report.pdf",
  });
}

/** What did not work, and what was not wanted. */
function ended(backend: FakeBackend): void {
  const { key, names } = talk(backend);
  const failed = { state: "failed", size: 640 * MEGABYTE, done: 200 * MEGABYTE } as const;
  put(backend, key, 6, "in", names.offer, { ...failed, reason: "disk-full", ended_by: "me" });
  put(backend, key, 5, "out", names.archive, { ...failed, reason: "changed", ended_by: "me" });
  put(backend, key, 4, "out", names.table, { ...failed, reason: "no-space", ended_by: "them" });
  put(backend, key, 3, "out", names.report, { state: "declined", ended_by: "them" });
  put(backend, key, 2, "in", names.folder, { type: "folder", files: 3, state: "cancelled", ended_by: "me" });
  const sent = put(backend, key, 1, "out", names.report, { state: "completed", done: 2_310_400, average: 9e6 });
  backend.wrote(key, "in", names.about, {
    sent_at: FAKE_NOW,
    reply: { id: sent.id, cursor: sent.cursor, direction: "out", text: names.report, file: true },
  });
}

/** Pictures that are here, on their way and offered, and a sound. */
function media(backend: FakeBackend): void {
  const { key, names } = talk(backend);
  const here = { state: "completed", done: 2_310_400, average: 9e6, path: "/nowhere/downloads/lake.jpg" } as const;
  const lake = put(backend, key, 9, "in", names.picture, here);
  backend.shown.set(lake.id, { type: "image/png", bytes: drawnPicture(1200, 900, 210) });
  backend.wrote(key, "out", names.thanks, { sent_at: FAKE_NOW - 8 * MINUTE });
  const song = put(backend, key, 7, "in", names.song, { ...here, size: 4_200_000, done: 4_200_000 });
  backend.shown.set(song.id, { type: "audio/wav", bytes: silence() });
  const room = put(backend, key, 6, "out", names.other, {
    state: "running",
    done: 900_000,
    speed: 400_000,
    left_ms: 4_000,
  });
  backend.shown.set(room.id, { type: "image/png", bytes: drawnPicture(500, 900, 30) });
}

/** The picture of the guide: a photo that has come, and the rest of them on their way. */
function together(backend: FakeBackend): void {
  const { key, names } = talk(backend);
  const here = { state: "completed", done: 2_310_400, path: "/nowhere/downloads/lake.jpg" } as const;
  const lake = put(backend, key, 3, "in", names.picture, here);
  backend.shown.set(lake.id, { type: "image/png", bytes: drawnPicture(1200, 900, 20) });
  backend.wrote(key, "out", names.thanks, { sent_at: FAKE_NOW - 2 * MINUTE });
  const size = 1_288_490_189;
  put(backend, key, 1, "in", names.photos, {
    type: "folder",
    files: 412,
    size,
    state: "running",
    done: 741 * MEGABYTE,
    speed: 85 * MEGABYTE,
    left_ms: 6_000,
  });
}

/** An incoming picture before it is here. */
function soon(backend: FakeBackend): void {
  const { key, names } = talk(backend);
  put(backend, key, 6, "in", names.other, {});
}

/** A second of nothing, as a WAV. */
export function silence(): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(44 + 8_000).fill(128, 44);
  const view = new DataView(bytes.buffer);
  const put = (at: number, text: string) => bytes.set(new TextEncoder().encode(text), at);
  put(0, "RIFF");
  view.setUint32(4, bytes.length - 8, true);
  put(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, 8_000, true);
  view.setUint32(28, 8_000, true);
  view.setUint16(32, 1, true);
  view.setUint16(34, 8, true);
  put(36, "data");
  view.setUint32(40, 8_000, true);
  return bytes;
}

const attach = (page: Page) => page.locator(".attach > button").click();

async function picker(page: Page): Promise<void> {
  await first(page);
  await attach(page);
  await page.locator(".attach .menu-list button").last().click();
  await page.locator(".picker-row").first().waitFor();
}

/** Something is dragged over the conversation. */
async function drag(page: Page): Promise<void> {
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.items.add(new File(["x"], "x.txt"));
    const event = new DragEvent("dragover", { bubbles: true, cancelable: true, dataTransfer: data });
    document.querySelector(".messages")!.dispatchEvent(event);
  });
  await page.locator(".drop-zone").waitFor();
}

export const FILE_SCREENS: Record<string, Screen> = {
  files: { prepare: lively, show: first },
  files_ended: { prepare: ended, show: first },
  files_media: {
    prepare: media,
    show: async (page) => {
      await first(page);
      await page.waitForFunction(() => {
        const images = [...document.querySelectorAll<HTMLImageElement>(".media-open img")];
        return images.length === 2 && images.every((image) => image.complete && image.naturalWidth > 0);
      });
    },
  },
  files_together: {
    prepare: together,
    show: async (page) => {
      await first(page);
      await page.waitForFunction(() => {
        const image = document.querySelector<HTMLImageElement>(".media-open img");
        return image !== null && image.complete && image.naturalWidth > 0;
      });
    },
  },
  files_soon: { prepare: soon, show: first },
  files_viewer: {
    prepare: media,
    show: async (page) => {
      await first(page);
      await page.locator(".media-open").first().click();
      await page.locator(".viewer img").waitFor();
    },
  },
  files_attach: {
    show: async (page) => {
      await first(page);
      await attach(page);
    },
  },
  files_picker: {
    show: async (page) => {
      await picker(page);
      await page.locator(".picker-row input").nth(2).check();
      await page.locator(".picker-row input").nth(3).check();
    },
  },
  files_send: {
    show: async (page) => {
      await picker(page);
      await page.locator(".picker-row input").nth(2).check();
      await page.locator(".picker-row input").nth(3).check();
      await page.locator(".picker footer .primary").click();
      await page.locator(".send-list").waitFor();
    },
  },
  files_drop: {
    show: async (page) => {
      await first(page);
      await drag(page);
    },
  },
};
