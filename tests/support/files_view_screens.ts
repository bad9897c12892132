/** Screens of all files, the search for files and what is set for them. Part of `window_screens.ts`. */
import type { Page } from "playwright-core";
import type { Transfer } from "../../ui/api.ts";
import { wroteFile } from "./fake/files.ts";
import { FAKE_NOW, type FakeBackend } from "./fake_backend.ts";
import type { Screen } from "./window_screens.ts";

const HOUR = 3_600_000;
const MIB = 1_048_576;

/** Names, hours ago, person, direction: one in each state. */
const FILES: readonly [name: string, ago: number, person: number, "in" | "out", Partial<Transfer>][] = [
  ["Zeugnis 2019.pdf", 24 * 40, 3, "in", { size: 300_000, state: "declined", ended_by: "me" }],
  ["Lab 4 – measurements and everything else that was found in the cupboard.zip", 24 * 9, 2, "out", {
    size: 8_200 * MIB,
    state: "failed",
    reason: "disk-full",
    ended_by: "them",
    done: 3_000 * MIB,
  }],
  ["Отпуск на море", 24 * 5, 1, "in", {
    type: "folder",
    files: 1_204,
    size: 5_400 * MIB,
    state: "completed",
    done: 5_400 * MIB,
    average: 88 * MIB,
    path: "/nowhere/downloads/Отпуск на море",
  }],
  ["nude\u202egpj.exe", 24 * 2, 4, "in", { size: 70_000, state: "cancelled", ended_by: "them" }],
  ["lake.jpg", 30, 0, "out", { size: 2_310_400, state: "completed", done: 2_310_400, average: 12 * MIB }],
  ["song.mp3", 26, 0, "in", {
    size: 5 * MIB,
    state: "failed",
    reason: "no-space",
    ended_by: "me",
    path: null,
  }],
  ["budget 2026.xlsx", 3, 2, "out", { size: 48_212, state: "offered" }],
  ["film.mkv", 1, 0, "out", {
    size: 1_288_490_189,
    state: "running",
    done: 356_515_840,
    speed: 88 * MIB,
    left_ms: 10_000,
  }],
  ["notes.txt", 0.3, 3, "in", { size: 1_204, state: "waiting" }],
  ["slides for Thursday.odp", 0.1, 0, "in", { size: 14 * MIB, state: "offered" }],
];

function withFiles(backend: FakeBackend): void {
  const people = [...backend.contacts.keys()];
  for (const [name, ago, person, direction, change] of FILES) {
    wroteFile(backend, people[person], direction, name, change, { sent_at: FAKE_NOW - ago * HOUR });
  }
}

async function allFiles(page: Page): Promise<void> {
  await page.locator(".me > .icon-button").nth(-2).click();
  await page.locator(".files-row, .files-none:not(:empty)").first().waitFor();
}

const first = (page: Page) => page.locator(".contact").first().click();

export const FILES_VIEW_SCREENS: Record<string, Screen> = {
  all_files: { prepare: withFiles, show: allFiles },
  all_files_none: { show: allFiles },
  all_files_of_one: {
    prepare: withFiles,
    show: async (page) => {
      await first(page);
      await page.locator(".who-button").click();
      await page.locator(".panel-files").click();
      await page.locator(".files-row").first().waitFor();
    },
  },
  search_files: {
    prepare: withFiles,
    show: async (page) => {
      await first(page);
      await page.keyboard.press("Control+KeyF");
      await page.locator(".files-toggle").click();
      await page.locator(".found").first().waitFor();
    },
  },
  search_files_everywhere: {
    prepare: withFiles,
    show: async (page) => {
      await page.locator(".search-bar .search button").last().click();
      await page.locator(".filter select").nth(1).selectOption("file");
      await page.locator(".found-message").first().waitFor();
    },
  },
  settings_files: {
    prepare: (backend) => backend.settings.downloads = "/home/anna/Documents/Received from others",
    show: async (page) => {
      await page.locator(".me > .icon-button").last().click();
      await page.getByRole("tab", { name: /^(Files|Файлы)$/ }).click();
    },
  },
};
