/** FILE-2, FILE-6: what a person sees of files, and does about them. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Page } from "playwright-core";
import { changeFile, fileOf, finishFile, moveFile, receiveFile, wroteFile } from "../../support/fake/files.ts";
import { type Case, composer, open, testWindow, type World } from "../../support/window.ts";

const MEGABYTE = 1_048_576;

const card = (page: Page, name: string) => page.locator(".bubble", { hasText: name });
const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
const called = ({ backend }: World, method: string) =>
  backend.calls.filter((call) => call.method === method).map(({ params }) => params);

const cases: Case[] = [
  ["FILE-2: is offered a file, sees what it takes, and accepts; nothing jumps until it is whole", {}, async (world) => {
    const { page, backend, boris } = world;
    await open(page, "Boris");
    const { id } = receiveFile(backend, boris, "film.mkv.zip", { size: 1_228 * MEGABYTE });
    await page.locator("[aria-live=polite]", { hasText: "Boris sends a file: film.mkv.zip" })
      .waitFor({ state: "attached" });
    const offered = card(page, "film.mkv.zip");
    await offered.getByText("Takes 1.2 GB on your disk").waitFor();
    await page.locator(".contact .preview", { hasText: "File: film.mkv.zip" }).waitFor();
    const height = (await offered.boundingBox())!.height;
    const sameHeight = async () => assertEquals((await offered.boundingBox())!.height, height);
    await offered.getByRole("button", { name: "Accept" }).click();
    await offered.getByText("About to begin").first().waitFor();
    assertEquals(called(world, "file_accept"), [{ conversation: boris, id }]);
    await sameHeight();
    changeFile(backend, boris, id, { state: "running" });
    const bar = offered.getByRole("progressbar", { name: "film.mkv.zip" });
    await bar.waitFor();
    moveFile(backend, boris, id, { done: 340 * MEGABYTE, speed: 85 * MEGABYTE, left_ms: 10_400 });
    await offered.getByText("340 MB of 1.2 GB · 85 MB/s · 10 sec left").waitFor();
    await offered.getByText("27%", { exact: true }).first().waitFor();
    assertEquals(await bar.getAttribute("aria-valuenow"), "27");
    await sameHeight();
    finishFile(backend, boris, id, { average: 88 * MEGABYTE });
    await offered.getByText("1.2 GB · in 14 sec, 88 MB/s").waitFor();
    await page.locator("[aria-live=polite]", { hasText: "Complete: film.mkv.zip" }).waitFor({ state: "attached" });
    await sameHeight();
    await offered.getByRole("button", { name: "Show in folder" }).click();
    const saving = page.waitForEvent("download");
    await offered.getByRole("button", { name: "Save as…" }).click();
    assertEquals((await saving).suggestedFilename(), "film.mkv.zip");
    assertEquals(called(world, "file_reveal"), [{ conversation: boris, id }]);
  }],
  ["FILE-2: takes several files at once, and none that was answered or taken back", {}, async (world) => {
    const { page, backend, boris } = world;
    await open(page, "Boris");
    const { id } = receiveFile(backend, boris, "one.jpg", { size: 3 * MEGABYTE });
    await card(page, "one.jpg").getByRole("button", { name: "Accept" }).waitFor();
    assertEquals(await button(page, "Accept all").count(), 0);
    const two = receiveFile(backend, boris, "two.jpg", { size: 2 * MEGABYTE });
    receiveFile(backend, boris, "three.jpg", { size: MEGABYTE, state: "cancelled", ended_by: "them" });
    await page.getByText("2 files wait for your answer, 5 MB").waitFor();
    await button(page, "Accept all").click();
    await button(page, "Accept all").waitFor({ state: "detached" });
    await backend.until(() => called(world, "file_accept").length === 2);
    assertEquals(called(world, "file_accept"), [id, two.id].map((id) => ({ conversation: boris, id })));
  }],
  ["FILE-2: reads before deleting that a file which has arrived stays", {
    prepare: (backend, boris) => {
      const arrived = { state: "completed", done: 9, size: 9 } as const;
      wroteFile(backend, boris, "out", "mine.pdf", arrived);
      wroteFile(backend, boris, "in", "theirs.pdf", { ...arrived, path: "/downloads/theirs.pdf" });
      wroteFile(backend, boris, "out", "offered.pdf", {});
    },
  }, async ({ page }) => {
    await open(page, "Boris");
    const ask = async (name: string) => {
      await card(page, name).click({ button: "right" });
      await page.getByRole("menuitem", { name: "Delete" }).click();
      const said = await page.locator("dialog").textContent();
      await button(page, "Cancel").click();
      return said;
    };
    assertMatch(await ask("mine.pdf") ?? "", /Boris has the file already, and keeps it/);
    assertMatch(await ask("theirs.pdf") ?? "", /The file itself stays in its folder/);
    assert(!(await ask("offered.pdf"))?.includes("stays"));
  }],
  ["FILE-8: is not offered to see an own file that is not here any more", {
    prepare: (backend, boris) =>
      void wroteFile(backend, boris, "out", "letter.pdf", { state: "completed", done: 9, size: 9, path: null }),
  }, async ({ page }) => {
    await open(page, "Boris");
    await card(page, "letter.pdf").locator(".file-why", { hasText: "Boris has it" }).waitFor();
    assertEquals(await button(page, "Show in folder").count(), 0);
  }],
  ["FILE-6: of a small file nobody is told how fast it was", {}, async ({ page, backend, boris }) => {
    await open(page, "Boris");
    receiveFile(backend, boris, "note.txt", { size: 73, state: "completed", done: 73, average: 40 });
    const size = card(page, "note.txt").locator(".file-numbers");
    await size.waitFor();
    assertEquals(await size.textContent(), "73 bytes");
    const large = 20 * MEGABYTE;
    receiveFile(backend, boris, "quick.zip", { size: large, state: "completed", done: large, average: 4 * large });
    await card(page, "quick.zip").getByText("20 MB · 80 MB/s").waitFor();
  }],
  ["FILE-2: declines a file, and cancels one that is on its way", {}, async (world) => {
    const { page, backend, boris } = world;
    await open(page, "Boris");
    receiveFile(backend, boris, "one.bin");
    await card(page, "one.bin").getByRole("button", { name: "Decline" }).click();
    await card(page, "one.bin").getByText("You declined").first().waitFor();
    const two = receiveFile(backend, boris, "two.bin", { state: "running", done: 500_000 });
    await card(page, "two.bin").getByRole("button", { name: "Cancel two.bin" }).click();
    await card(page, "two.bin").getByText("You cancelled").first().waitFor();
    assertEquals(fileOf(backend, boris, two.id).state, "cancelled");
    assertEquals(await page.getByRole("progressbar").count(), 0);
  }],
  ["FILE-2: who sends is told what it waits for, and how the other side ended it", {
    prepare: (backend, boris) => wroteFile(backend, boris, "out", "plan.pdf"),
  }, async ({ page, backend, boris }) => {
    await open(page, "Boris");
    const [{ id }] = backend.messages.get(boris)!;
    const plan = card(page, "plan.pdf");
    await plan.getByText("Waiting for Boris to accept").first().waitFor();
    changeFile(backend, boris, id, { state: "waiting" });
    await plan.getByText("About to begin").first().waitFor();
    backend.changeContact(boris, { presence: "offline", transport: null });
    await plan.getByText("Goes on when Boris is online").first().waitFor();
    changeFile(backend, boris, id, { state: "cancelled", ended_by: "them" });
    await plan.getByText("Boris cancelled").first().waitFor();
    changeFile(backend, boris, id, { state: "declined", ended_by: "them" });
    await plan.getByText("Boris declined").first().waitFor();
    finishFile(backend, boris, id, { average: null });
    await plan.getByRole("button", { name: "Show in folder" }).waitFor();
    assertEquals(await plan.getByRole("button", { name: "Save as…" }).count(), 0);
  }],
  ["FILE-2: is told in words why it failed, and what to do; who stopped goes on", {}, async (world) => {
    const { page, backend, boris } = world;
    await open(page, "Boris");
    const failed = { state: "failed", done: 300_000 } as const;
    const { id } = receiveFile(backend, boris, "in.bin", { ...failed, reason: "disk-full", ended_by: "me" });
    await card(page, "in.bin").getByText(/^Your disk is full\. Make room, then try again/).first().waitFor();
    await card(page, "in.bin").getByRole("button", { name: "Try again" }).click();
    await card(page, "in.bin").getByText("About to begin").first().waitFor();
    assertEquals(called(world, "file_resume"), [{ conversation: boris, id }]);
    receiveFile(backend, boris, "theirs.bin", { ...failed, reason: "source-gone", ended_by: "them" });
    await card(page, "theirs.bin").getByText(/^Boris has moved or deleted it/).first().waitFor();
    assertEquals(await card(page, "theirs.bin").getByRole("button", { name: "Try again" }).count(), 0);
    receiveFile(backend, boris, "new.bin", { ...failed, reason: "a-new-reason", ended_by: "them" });
    await card(page, "new.bin").getByText("It stopped: a-new-reason").first().waitFor();
    receiveFile(backend, boris, "small.bin", { reason: "day-amount" });
    await card(page, "small.bin").locator(".file-why", { hasText: "A lot has come from Boris by itself" }).waitFor();
  }],
  ["FILE-2: an own file that was changed is sent again from where it lies", {
    prepare: (backend, boris) =>
      wroteFile(backend, boris, "out", "notes.txt", {
        state: "failed",
        reason: "changed",
        ended_by: "me",
        size: 1_204,
      }),
  }, async (world) => {
    const { page, boris } = world;
    await open(page, "Boris");
    await button(page, "Send again").click();
    await page.getByText("Waiting for Boris to accept").first().waitFor();
    assertEquals(called(world, "files_send"), [{ conversation: boris, paths: ["/home/anna/notes.txt"] }]);
  }],
  ["FILE-6: no list is rendered again while a file moves", {
    prepare: (backend, boris) => {
      for (let i = 0; i < 30; i++) backend.wrote(boris, "in", `line ${i}`);
      wroteFile(backend, boris, "in", "big.bin", { state: "running" });
    },
  }, async ({ page, backend, boris }) => {
    await open(page, "Boris");
    const { id } = backend.messages.get(boris)!.at(-1)!;
    await card(page, "big.bin").waitFor();
    await page.evaluate(() => {
      const seen: string[] = [];
      Object.assign(globalThis, { seen });
      new MutationObserver((changes) => {
        for (const { target } of changes) {
          const element = target instanceof Element ? target : target.parentElement!;
          if (element.closest(".file") === null) seen.push(element.outerHTML.slice(0, 200));
        }
      }).observe(document.querySelector(".shell")!, {
        subtree: true,
        childList: true,
        attributes: true,
        characterData: true,
      });
    });
    for (let part = 1; part <= 20; part++) {
      moveFile(backend, boris, id, { done: part * 100_000, speed: 1e6, left_ms: 900 });
    }
    await card(page, "big.bin").getByText(/^2 MB|^1\.9 MB/).first().waitFor();
    assertEquals(await page.evaluate(() => (globalThis as unknown as { seen: string[] }).seen), []);
  }],
  ["FILE-7: a hostile name stays in its place and shows how it ends", {}, async ({ page, backend, boris }) => {
    await open(page, "Boris");
    receiveFile(backend, boris, `<img src=x onerror=alert(1)>${"x".repeat(300)}\u202egpj.exe`, { media: null });
    const name = page.locator(".file-name");
    assertMatch(await name.textContent() ?? "", /^<img src=x onerror=alert\(1\)>x+_gpj\.exe$/);
    const [outer, inner] = [await page.locator(".bubble.with-file").boundingBox(), await name.boundingBox()];
    assert(inner!.x + inner!.width <= outer!.x + outer!.width);
    assertEquals(await name.locator("img").count(), 0);
  }],
  ["answers a file, reacts to it, and finds where it lies, by keyboard", {}, async ({ page, backend, boris }) => {
    await open(page, "Boris");
    const { id } = receiveFile(backend, boris, "report.pdf");
    finishFile(backend, boris, id);
    await button(page, "Show in folder").waitFor();
    await page.locator(".messages").focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.getByRole("menuitem", { name: "Reply" }).click();
    await page.locator(".about", { hasText: "report.pdf" }).waitFor();
    await composer(page).fill("thanks");
    await composer(page).press("Enter");
    await page.locator(".bubble .quote", { hasText: "report.pdf" }).locator(".icon-clip").waitFor();
    await card(page, "Show in folder").click({ button: "right" });
    await page.getByRole("menuitemradio", { name: /👍/ }).click();
    await page.locator(".reaction").waitFor();
    await card(page, "Show in folder").click({ button: "right" });
    await page.getByRole("menuitem", { name: "Details" }).click();
    await page.getByRole("dialog").getByText("/nowhere/downloads/report.pdf").waitFor();
  }],
  ["passes a file on, from where it lies", {
    prepare: (backend, boris) => {
      wroteFile(backend, boris, "out", "notes.txt", { state: "completed", size: 1_204, done: 1_204 });
      backend.person("Clara");
    },
  }, async (world) => {
    const { page, backend } = world;
    await open(page, "Boris");
    await card(page, "notes.txt").click({ button: "right" });
    await page.getByRole("menuitem", { name: "Forward" }).click();
    await page.locator("dialog .person", { hasText: "Clara" }).click();
    await page.getByText("Waiting for Clara to accept").first().waitFor();
    await page.locator(".row.out[data-row]", { hasText: "notes.txt" }).locator(".forwarded").waitFor();
    const clara = [...backend.contacts.values()].find(({ name }) => name === "Clara")!.key;
    assertEquals(called(world, "files_send"), [{
      conversation: clara,
      paths: ["/home/anna/notes.txt"],
      forwarded: true,
    }]);
  }],
  ["deletes an own file for everyone, and only the mark stays", {
    prepare: (backend, boris) => wroteFile(backend, boris, "out", "secret.pdf"),
  }, async ({ page }) => {
    await open(page, "Boris");
    await card(page, "secret.pdf").click({ button: "right" });
    await page.getByRole("menuitem", { name: "Delete" }).click();
    await button(page, "Delete for everyone").click();
    await page.locator(".bubble", { hasText: "Message deleted" }).waitFor();
    assertEquals(await page.locator(".file").count(), 0);
  }],
  ["UI-5: reads all of it in Russian", {
    prepare: (backend, boris) => {
      backend.settings.language = "ru";
      const size = 1_228 * MEGABYTE;
      wroteFile(backend, boris, "in", "фильм.zip", {
        size,
        state: "running",
        done: size / 2,
        speed: 85e6,
        left_ms: 9e3,
      });
      wroteFile(backend, boris, "in", "папка", { type: "folder", files: 3, size: 2_000, state: "offered" });
    },
  }, async ({ page }) => {
    await open(page, "Boris");
    await page.getByText("614 МБ из 1,2 ГБ · 81 МБ/с · ещё 9 с").waitFor();
    await page.getByText("3 файла, 2 кБ").waitFor();
    await button(page, "Принять").waitFor();
  }],
];

testWindow("of files in a conversation a person", cases);
