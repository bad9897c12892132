/** FILE-8: all files of all conversations in one view, and the filter for files in the searches. */
import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import type { TransferPage } from "../../../ui/api.ts";
import { finishFile, moveFile, receiveFile, wroteFile } from "../../support/fake/files.ts";
import { FakeRefusal } from "../../support/fake_backend.ts";
import { bubble, composer, fill, open, PHONE, testWindow, type World } from "../../support/window.ts";

const row = (page: Page, name: string) => page.locator(".files-row", { hasText: name });
const part = (page: Page, name: string) => page.getByRole("radio", { name, exact: true });
const field = (page: Page) => page.getByRole("textbox", { name: "Search by name" });
const none = (page: Page, text: string) => page.getByRole("status").filter({ hasText: text });
const lists = (page: Page, ...names: string[]) =>
  page.waitForFunction(
    (names) =>
      JSON.stringify([...document.querySelectorAll(".files-row .file-name")].map((each) => each.textContent)) === names,
    JSON.stringify(names),
  );

async function openFiles(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Files", exact: true }).click();
  await page.getByRole("heading", { name: "Files" }).waitFor();
}

/** The calls of one method, without what is the same in all of them. */
const asked = ({ backend }: World, method: string) =>
  backend.calls.filter((call) => call.method === method).map(({ params }) => params);

/** From Boris and to Clara, the oldest first. */
const SOME = (backend: World["backend"], boris: string) => {
  const clara = backend.person("Clara", { id: "77" }).key;
  wroteFile(backend, boris, "in", "old.zip", { state: "completed", path: "/nowhere/downloads/old.zip" });
  wroteFile(backend, clara, "out", "letter.pdf", { state: "completed" });
  wroteFile(backend, clara, "out", "film.mkv", { state: "running", done: 1_000_000, size: 4_000_000 });
  wroteFile(backend, boris, "in", "photo.jpg");
};

testWindow("FILE-8: whoever looks for a file", [
  ["sees those of all conversations, newest first, with whom and how large", { prepare: SOME }, async ({ page }) => {
    await openFiles(page);
    await lists(page, "photo.jpg", "film.mkv", "letter.pdf", "old.zip");
    await row(page, "photo.jpg").getByText("from Boris").waitFor();
    await row(page, "film.mkv").getByText("to Clara").waitFor();
    assertEquals(await row(page, "film.mkv").getByRole("progressbar").getAttribute("aria-valuenow"), "25");
    assert((await row(page, "letter.pdf").textContent())!.includes("2.2 MB"));
  }],
  ["narrows them down by direction, by what is under way and by name", { prepare: SOME }, async ({ page }) => {
    await openFiles(page);
    await part(page, "Received").click();
    await lists(page, "photo.jpg", "old.zip");
    await part(page, "Sent").click();
    await lists(page, "film.mkv", "letter.pdf");
    await part(page, "In progress").click();
    await lists(page, "photo.jpg", "film.mkv");
    await part(page, "All").click();
    await field(page).fill("LET");
    await lists(page, "letter.pdf");
    await field(page).fill("zebra");
    await none(page, "Nothing found for “zebra”.").waitFor();
    await field(page).fill("");
    await part(page, "Received").click();
    await lists(page, "photo.jpg", "old.zip");
  }],
  ["opens it by keyboard alone, types at once, and is back where they were", { prepare: SOME }, async ({ page }) => {
    await open(page, "Boris");
    await composer(page).waitFor();
    await composer(page).focus();
    await page.keyboard.press("Control+Shift+KeyF");
    await page.getByRole("heading", { name: "Files" }).waitFor();
    await page.keyboard.type("film");
    await lists(page, "film.mkv");
    await page.keyboard.press("Escape");
    await page.locator("dialog").waitFor({ state: "detached" });
    await page.waitForFunction(() => document.activeElement?.tagName === "TEXTAREA");
  }],
  ["goes to its message, however old", {
    prepare: (backend, boris) => {
      wroteFile(backend, boris, "in", "needle.txt", {}, { sent_at: Date.now() - 1_000 * 60_000 });
      fill(backend, boris, 900);
    },
  }, async ({ page }) => {
    await openFiles(page);
    await row(page, "needle.txt").getByRole("button", { name: "needle.txt" }).click();
    await page.locator("dialog").waitFor({ state: "detached" });
    await page.locator("main[aria-label=Boris]").waitFor();
    await page.locator(".row", { hasText: "needle.txt" }).waitFor();
    await bubble(page, "line 1;").waitFor();
  }],
  ["gets further pages as they scroll, each file once", {
    prepare: (backend, boris) => {
      for (let i = 1; i <= 130; i++) wroteFile(backend, boris, "in", `file ${i}.txt`, { state: "completed" });
    },
  }, async (world) => {
    const { page } = world;
    await openFiles(page);
    await row(page, "file 130.txt").waitFor();
    assertEquals(await page.locator(".files-row").count(), 50);
    for (const count of [100, 130]) {
      await page.locator(".files-list").evaluate((list) => list.scrollTop = list.scrollHeight);
      await page.waitForFunction((count) => document.querySelectorAll(".files-row").length === count, count);
    }
    const names = await page.locator(".files-row .file-name").allTextContents();
    assertEquals(new Set(names).size, 130);
    assertEquals(asked(world, "files").length, 3);
  }],
  ["reads that there are none yet, or none of this kind", {}, async ({ page }) => {
    await openFiles(page);
    await none(page, "No files yet. What you send and receive stands here.").waitFor();
    await part(page, "In progress").click();
    await none(page, "Nothing here.").waitFor();
  }],
  ["reads why they are not told", {
    prepare: (backend) => {
      backend.handlers.files = () => {
        throw new FakeRefusal("storage");
      };
    },
  }, async ({ page }) => {
    await openFiles(page);
    await page.getByRole("alert").filter({ hasText: "It could not be stored on the disk." }).waitFor();
  }],
  ["sees the answer to the last question, also when an older one comes later", { prepare: SOME }, async (world) => {
    const { page, backend } = world;
    const real = backend.handlers.files!;
    const late = Promise.withResolvers<TransferPage>();
    backend.handlers.files = (params) => params.direction === "in" ? late.promise : real(params);
    await openFiles(page);
    await part(page, "Received").click();
    await part(page, "Sent").click();
    await lists(page, "film.mkv", "letter.pdf");
    late.resolve(await real({ direction: "in" }));
    await part(page, "All").click();
    await lists(page, "photo.jpg", "film.mkv", "letter.pdf", "old.zip");
  }],
  ["finds those of one person beside what is known of them", { prepare: SOME }, async (world) => {
    const { page, backend, boris } = world;
    await open(page, "Boris");
    await page.locator(".who-button").click();
    await page.locator(".panel-files").click();
    await page.getByRole("heading", { name: "Files with Boris" }).waitFor();
    await lists(page, "photo.jpg", "old.zip");
    receiveFile(backend, [...backend.contacts.keys()].find((key) => key !== boris)!, "of Clara.txt");
    receiveFile(backend, boris, "of Boris.txt");
    await lists(page, "of Boris.txt", "photo.jpg", "old.zip");
  }],
  ["answers by keyboard, and is still at this file afterwards", { prepare: SOME }, async ({ page }) => {
    await openFiles(page);
    await row(page, "photo.jpg").getByRole("button", { name: "Accept" }).focus();
    await page.keyboard.press("Enter");
    await row(page, "photo.jpg").getByRole("button", { name: "Accept" }).waitFor({ state: "detached" });
    await page.waitForFunction(() => document.activeElement?.textContent === "photo.jpg");
  }],
  ["does it on a phone as well", { options: PHONE, prepare: SOME }, async ({ page }) => {
    await openFiles(page);
    await lists(page, "photo.jpg", "film.mkv", "letter.pdf", "old.zip");
    const wider = await page.evaluate(() => document.querySelector(".files-list")!.scrollWidth > innerWidth);
    assertEquals(wider, false, "nothing is cut off at the side");
    await row(page, "photo.jpg").getByRole("button", { name: "Accept" }).click();
    await row(page, "photo.jpg").getByRole("button", { name: "Accept" }).waitFor({ state: "detached" });
  }],
]);

testWindow("FILE-8: in the view of all files", [
  ["what can be done in the conversation is done here, too", {
    prepare: (backend, boris) => {
      SOME(backend, boris);
      wroteFile(backend, boris, "in", "no room.iso", { state: "failed", reason: "no-space", ended_by: "me" });
      wroteFile(backend, boris, "in", "unwanted.txt");
    },
  }, async (world) => {
    const { page } = world;
    await openFiles(page);
    const press = (name: string, button: string | RegExp) =>
      row(page, name).getByRole("button", { name: button }).click();
    await press("photo.jpg", "Accept");
    await press("unwanted.txt", "Decline");
    await press("film.mkv", /^Cancel|Stop/);
    await press("no room.iso", "Try again");
    await press("old.zip", "Show in folder");
    await page.waitForFunction(() => document.querySelectorAll('.files-row[data-file="waiting"]').length === 2);
    await world.backend.until(() => asked(world, "file_reveal").length > 0);
    for (const method of ["file_accept", "file_decline", "file_cancel", "file_resume", "file_reveal"]) {
      assertEquals(asked(world, method).length, 1, method);
    }
    await lists(page, "unwanted.txt", "no room.iso", "photo.jpg", "film.mkv", "letter.pdf", "old.zip");
  }],
  ["what comes further, ends, arrives or goes is so at once", { prepare: SOME }, async ({ page, backend, boris }) => {
    await openFiles(page);
    await part(page, "In progress").click();
    await lists(page, "photo.jpg", "film.mkv");
    const [clara, film] = [...backend.messages].flatMap(([key, all]) =>
      all.filter(({ text }) => text === "film.mkv").flatMap(({ id }) => [key, id])
    );
    moveFile(backend, clara, film, { done: 3_000_000 });
    await page.waitForFunction(() =>
      document.querySelector(".files-row [role=progressbar]")?.getAttribute("aria-valuenow") === "75"
    );
    finishFile(backend, clara, film);
    await row(page, "film.mkv").getByRole("progressbar").waitFor({ state: "detached" });
    await lists(page, "photo.jpg", "film.mkv"); // how it ended can be read
    const late = receiveFile(backend, boris, "late.txt");
    await lists(page, "late.txt", "photo.jpg", "film.mkv");
    backend.push({ type: "removed", conversation: boris, ids: [late.id] });
    await lists(page, "photo.jpg", "film.mkv");
    await backend.call("contact_remove", { conversation: boris });
    await lists(page, "film.mkv");
  }],
  ["an old file that is told of does not jump to the top of those that are shown", {
    prepare: (backend, boris) => {
      wroteFile(backend, boris, "in", "first.txt", { state: "running" });
      for (let i = 1; i <= 60; i++) wroteFile(backend, boris, "in", `file ${i}.txt`, { state: "completed" });
    },
  }, async ({ page, backend, boris }) => {
    await openFiles(page);
    await row(page, "file 60.txt").waitFor();
    finishFile(backend, boris, backend.messages.get(boris)![0].id);
    receiveFile(backend, boris, "marker.txt");
    await row(page, "marker.txt").waitFor();
    assertEquals(await page.locator(".files-row .file-name").nth(1).textContent(), "file 60.txt");
  }],
  ["a name is text, whatever it says, and ends where it ends", {
    prepare: (backend, boris) => {
      wroteFile(backend, boris, "in", "<img src=x onerror=alert(1)>.txt");
      wroteFile(backend, boris, "in", "photo\u202egpj.exe");
      wroteFile(backend, boris, "in", `${"long ".repeat(60)}end.docx`);
    },
  }, async ({ page }) => {
    await openFiles(page);
    await row(page, "<img src=x onerror=alert(1)>.txt").waitFor();
    await row(page, "photo_gpj.exe").waitFor();
    assertEquals(await page.locator(".files-row img").count(), 0);
    assert(await row(page, "end.docx").getByText("end.docx").isVisible());
  }],
]);

testWindow("FILE-8: whoever searches messages", [
  ["asks for the files of a conversation alone, with words or without", {
    prepare: (backend, boris) => {
      backend.wrote(boris, "in", "the budget is in the file");
      wroteFile(backend, boris, "in", "budget 2026.xlsx");
      wroteFile(backend, boris, "out", "lake\u202egpj.zip");
    },
  }, async ({ page }) => {
    const results = page.locator(".results .snippet");
    const settles = (count: number) =>
      page.waitForFunction((count) => document.querySelectorAll(".results .found").length === count, count);
    await open(page, "Boris");
    await composer(page).waitFor();
    await page.keyboard.press("Control+KeyF");
    const files = page.getByRole("search").getByRole("button", { name: "Files" });
    await files.click();
    await settles(2);
    assertEquals(await results.allTextContents(), ["lake_gpj.zip", "budget 2026.xlsx"]);
    await page.getByRole("textbox", { name: "Search in this conversation" }).fill("budget");
    await settles(1);
    await results.click();
    await page.locator(".row.hit", { hasText: "budget 2026.xlsx" }).waitFor();
    await page.getByRole("textbox", { name: "Search in this conversation" }).fill("zebra");
    await page.getByText("Nothing found for “zebra”.").waitFor();
    await files.click();
    await page.getByRole("textbox", { name: "Search in this conversation" }).fill("budget");
    await settles(1);
    assertEquals(await results.allTextContents(), ["the budget is in the file"]);
  }],
  ["asks for the files of everybody", {
    prepare: (backend, boris) => {
      backend.wrote(boris, "in", "words");
      wroteFile(backend, boris, "in", "budget 2026.xlsx");
      wroteFile(backend, backend.person("Clara", { id: "77" }).key, "out", "lake.jpg");
    },
  }, async ({ page }) => {
    await page.getByRole("button", { name: "Filters" }).click();
    await page.getByRole("group", { name: "Filters" }).getByLabel("What").selectOption("Files");
    await page.waitForFunction(() => document.querySelectorAll(".found-message").length === 2);
    await page.locator(".found-message", { hasText: "budget" }).click();
    await page.locator(".row", { hasText: "budget 2026.xlsx" }).waitFor();
  }],
]);
