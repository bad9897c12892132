/** FILE-1, LIM-3, LIM-4: every way to send files from the window, and what it costs. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { Buffer } from "node:buffer";
import type { Page } from "playwright-core";
import { FakeRefusal } from "../../support/fake_backend.ts";
import { FAKE_HOME, fileOf } from "../../support/fake/files.ts";
import { drawnPicture } from "../../support/pictures.ts";
import { type Case, composer, open, testWindow, type World } from "../../support/window.ts";

const MEBIBYTE = 1_048_576;

const card = (page: Page, name: string) => page.locator(".bubble", { hasText: name });
const dialog = (page: Page) => page.getByRole("dialog");
const sendButton = (page: Page) => dialog(page).getByRole("button", { name: "Send", exact: true });
const sent = ({ backend, boris }: World) => backend.messages.get(boris) ?? [];
const offered = (page: Page, name: string) =>
  card(page, name).getByText("Waiting for Boris to accept").first().waitFor();
const file = (name: string, size: number) => ({
  name,
  mimeType: "application/octet-stream",
  buffer: Buffer.alloc(size, 7),
});

async function choose(page: Page, ...files: ReturnType<typeof file>[]): Promise<void> {
  await page.locator(".attach input[type=file]").first().setInputFiles(files);
}

/** Files and folders as a browser hands them over when they are dropped; a folder is a list of what is in it. */
type Thing = { name: string; size: number } | { name: string; entries: readonly Thing[] };

async function drop(page: Page, where: string, things: readonly Thing[]): Promise<boolean> {
  return await page.evaluate(({ where, things }) => {
    const blobOf = (thing: { name: string; size: number }) => new File([new Uint8Array(thing.size)], thing.name);
    const entryOf = (thing: Thing): unknown =>
      "size" in thing
        ? { isDirectory: false, name: thing.name, file: (done: (file: File) => void) => done(blobOf(thing)) }
        : {
          isDirectory: true,
          name: thing.name,
          createReader: () => {
            // In portions of two, as real ones come in portions of a hundred.
            const rest = [...thing.entries];
            return { readEntries: (done: (some: unknown[]) => void) => done(rest.splice(0, 2).map(entryOf)) };
          },
        };
    const items = things.map((thing) => ({
      kind: "file",
      webkitGetAsEntry: () => entryOf(thing),
      getAsFile: () => "size" in thing ? blobOf(thing) : null,
    }));
    const data = { types: ["Files"], items, files: [], dropEffect: "none" };
    const target = document.querySelector(where)!;
    const events = ["dragover", "drop"].map((type) => {
      const event = new DragEvent(type, { bubbles: true, cancelable: true });
      Object.defineProperty(event, "dataTransfer", { value: data });
      target.dispatchEvent(event);
      return event;
    });
    return events.every((event) => event.defaultPrevented);
  }, { where, things });
}

async function paste(page: Page, picture: Uint8Array | null, text: string | null): Promise<void> {
  await page.evaluate(({ picture, text }) => {
    const data = new DataTransfer();
    if (text !== null) data.setData("text/plain", text);
    if (picture !== null) data.items.add(new File([new Uint8Array(picture)], "image.png", { type: "image/png" }));
    const event = new ClipboardEvent("paste", { bubbles: true, cancelable: true, clipboardData: data });
    document.querySelector("textarea")!.dispatchEvent(event);
  }, { picture: picture === null ? null : [...picture], text });
}

async function openPicker(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Attach" }).click();
  await page.getByRole("menuitem", { name: /^Without a copy/ }).click();
  await page.locator(".picker-row").first().waitFor();
}

const cases: Case[] = [
  ["FILE-1: by the button: a small one goes at once", {}, async (world) => {
    const { page, backend, boris } = world;
    await open(page, "Boris");
    await page.getByRole("button", { name: "Attach" }).click();
    const choosing = page.waitForEvent("filechooser");
    await page.getByRole("menuitem", { name: /^Photos and files/ }).click();
    await (await choosing).setFiles([file("notes.txt", 1_000)]);
    await offered(page, "notes.txt");
    const [message] = sent(world);
    assertEquals(fileOf(backend, boris, message.id).size, 1_000);
    assertEquals([...backend.files.values()].map(({ text }) => text.length), [1_000]);
    assertEquals(await page.locator(".file").count(), 1);
    await page.locator(".contact .preview", { hasText: "You: File: notes.txt" }).waitFor();
  }],
  ["FILE-1: by Ctrl+O and the keyboard alone", {}, async ({ page }) => {
    await open(page, "Boris");
    const choosing = page.waitForEvent("filechooser");
    await page.keyboard.press("Control+o");
    await page.keyboard.press("Enter");
    await (await choosing).setFiles([file("keys.txt", 10)]);
    await offered(page, "keys.txt");
    await page.keyboard.press("Control+o");
    await page.getByRole("menu").waitFor();
    await page.keyboard.press("Escape");
    assertEquals(await page.getByRole("menu").count(), 0);
  }],
  ["LIM-3: what costs more than a packet is asked about once, with its cost; Enter agrees", {}, async (world) => {
    const { page, backend, boris } = world;
    await open(page, "Boris");
    await choose(page, file("a.bin", 2 * MEBIBYTE + 1), file("b.bin", 5));
    await dialog(page).getByText("Send to Boris?").waitFor();
    await dialog(page).getByText("It takes 4 file packets of the 1,000 you have left for Boris.").waitFor();
    await dialog(page).getByText("2 MB altogether").waitFor();
    assertEquals(sent(world), []);
    await page.keyboard.press("Enter");
    await offered(page, "a.bin");
    await offered(page, "b.bin");
    assertEquals(sent(world).map(({ text }) => text), ["a.bin", "b.bin"]);
    assertEquals(backend.contacts.get(boris)!.files_left, 996);
  }],
  ["LIM-3: and is not sent when it is not agreed to", {}, async (world) => {
    const { page, backend } = world;
    await open(page, "Boris");
    await choose(page, file("a.bin", 2 * MEBIBYTE));
    await dialog(page).getByText("Send to Boris?").waitFor();
    await page.keyboard.press("Escape");
    await dialog(page).waitFor({ state: "detached" });
    assertEquals(backend.calls.filter(({ method }) => method === "files_upload"), []);
    assertEquals(await page.locator(".file").count(), 0);
  }],
  ["LIM-4: is told when the budget does not reach, allows more, and sends", {
    prepare: (backend, boris) => backend.contacts.set(boris, { ...backend.contacts.get(boris)!, files_left: 0 }),
  }, async ({ page, backend, boris }) => {
    await open(page, "Boris");
    await choose(page, file("small.txt", 5));
    await dialog(page).getByText("It takes 1 file packet, and you have 0 left for Boris.").waitFor();
    assert(await sendButton(page).isDisabled());
    await dialog(page).getByRole("button", { name: "Allow 1,000 more" }).click();
    await sendButton(page).and(page.locator(":focus")).waitFor();
    await page.keyboard.press("Enter");
    await offered(page, "small.txt");
    assertEquals(backend.contacts.get(boris)!.files_left, 999);
  }],
  ["FILE-1: by dropping files and a folder, with what is in it and its empty folders", {}, async (world) => {
    const { page, backend, boris } = world;
    await open(page, "Boris");
    const folder: Thing = {
      name: "trip",
      entries: [
        { name: "b.txt", size: 3 },
        { name: "empty", entries: [] },
        { name: "sub", entries: [{ name: "a.txt", size: 4 }, { name: "c.txt", size: 0 }] },
      ],
    };
    assert(await drop(page, ".messages", [folder, { name: "one.txt", size: 9 }]));
    await dialog(page).getByText("3 files, 7 bytes").waitFor();
    await sendButton(page).click();
    await offered(page, "trip");
    await offered(page, "one.txt");
    const [{ id }] = sent(world);
    assertEquals(fileOf(backend, boris, id).files, 3);
    const [upload] = [...backend.uploads.values()];
    const listed = upload.file.entries!.map(({ path, size }) => [path, size]);
    assertEquals(listed, [["b.txt", 3], ["empty/", 0], ["sub/a.txt", 4], ["sub/c.txt", 0]]);
  }],
  ["is shown where to drop, and a file dropped elsewhere does not take the window away", {
    prepare: (backend) => backend.person("Clara", { blocked: true, state: "blocked" }),
  }, async ({ page, backend }) => {
    await open(page, "Boris");
    await page.locator(".messages").evaluate((element) => {
      const data = new DataTransfer();
      data.items.add(new File(["x"], "x.txt"));
      element.dispatchEvent(new DragEvent("dragover", { bubbles: true, cancelable: true, dataTransfer: data }));
    });
    await page.getByText("Drop to send to Boris").waitFor();
    await page.locator(".messages").evaluate((element) =>
      element.dispatchEvent(new DragEvent("dragleave", { bubbles: true, relatedTarget: null }))
    );
    await page.getByText("Drop to send to Boris").waitFor({ state: "detached" });
    assert(await drop(page, ".sidebar", [{ name: "x.txt", size: 1 }]));
    await open(page, "Clara");
    await page.getByRole("heading", { name: "Clara" }).waitFor();
    assert(await drop(page, ".messages", [{ name: "x.txt", size: 1 }]));
    assertEquals(backend.calls.filter(({ method }) => method === "files_upload"), []);
  }],
  ["FILE-1: by pasting a picture, after a look at it; words are pasted as words", {}, async (world) => {
    const { page } = world;
    await open(page, "Boris");
    await paste(page, drawnPicture(40, 30, 200), "cells of a table");
    assertEquals(await dialog(page).count(), 0);
    await paste(page, drawnPicture(40, 30, 200), null);
    await dialog(page).locator("img.send-preview").waitFor();
    await page.keyboard.press("Enter");
    await page.locator(".media-open img").waitFor();
    assertMatch(sent(world)[0].text, /^Snapshot \d{4}-\d\d-\d\d \d\d\.\d\d\.png$/);
  }],
  ["FILE-1: by path without a copy: through folders, several at once", {}, async (world) => {
    const { page, backend, boris } = world;
    await open(page, "Boris");
    await openPicker(page);
    await page.getByRole("button", { name: /^Pictures/ }).click();
    await page.getByRole("button", { name: /^lake\.jpg/ }).click();
    await page.getByRole("button", { name: /^mountain\.png/ }).click();
    await page.getByText("2 chosen, 6.1 MB").waitFor();
    await sendButton(page).click();
    await dialog(page).getByText("It takes 7 file packets of the 1,000 you have left for Boris.").waitFor();
    await sendButton(page).click();
    await page.locator(".media-frame").nth(1).waitFor();
    const paths = backend.calls.filter(({ method }) => method === "files_send").map(({ params }) => params);
    assertEquals(
      paths,
      [`${FAKE_HOME}/Pictures/lake.jpg`, `${FAKE_HOME}/Pictures/mountain.png`].map((path) => ({
        conversation: boris,
        paths: [path],
      })),
    );
    assertEquals(backend.uploads.size, 0);
  }],
  ["FILE-1: by path: a whole folder, up and home, by keyboard, and by a pasted path", {}, async ({ page, backend }) => {
    await open(page, "Boris");
    await openPicker(page);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: /^letter\.pdf/ }).and(page.locator(":focus")).waitFor();
    await page.keyboard.press("Backspace");
    await page.getByRole("button", { name: /^Documents/ }).and(page.locator(":focus")).waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press(" ");
    await page.getByText("1 chosen").waitFor();
    await page.getByRole("navigation").getByRole("button", { name: "home", exact: true }).click();
    await page.getByRole("button", { name: /^anna/ }).waitFor();
    await page.getByRole("button", { name: "Home folder" }).click();
    await page.getByRole("button", { name: /^notes\.txt/ }).waitFor();
    const field = page.getByRole("textbox", { name: "Find, or paste a path" });
    await field.fill("fil");
    assertEquals(await page.locator(".picker-row").count(), 1);
    await field.fill(`"${FAKE_HOME}/Pictures/lake.jpg"`);
    await field.press("Enter");
    await page.getByText("1 chosen, 2.2 MB").waitFor();
    await field.fill("/nowhere");
    await field.press("Enter");
    await page.getByText("There is nothing at this path.").waitFor();
    assertEquals(await field.inputValue(), "/nowhere", "to be put right");
    await page.keyboard.press("Escape");
    assertEquals(backend.calls.filter(({ method }) => method === "files_send"), []);
  }],
  [
    "FILE-1: is in the folder they chose last, when a slow one before it answers late",
    {},
    async ({ page, backend }) => {
      const list = backend.handlers.files_list!;
      const slow = Promise.withResolvers<void>();
      backend.handlers.files_list = async (params) => {
        if (params.path.endsWith("/Documents")) await slow.promise;
        return list(params);
      };
      await open(page, "Boris");
      await openPicker(page);
      await page.getByRole("button", { name: /^Documents/ }).click();
      await page.getByRole("button", { name: /^Pictures/ }).click();
      await page.getByRole("button", { name: /^lake\.jpg/ }).waitFor();
      slow.resolve();
      const field = page.getByRole("textbox", { name: "Find, or paste a path" });
      await field.fill("/nowhere");
      await field.press("Enter"); // what the program answers to this comes behind the late answer
      await page.getByText("There is nothing at this path.").waitFor();
      assertEquals(await page.getByRole("button", { name: /^lake\.jpg/ }).count(), 1);
    },
  ],
  ["FILE-1: sends as an answer, and the answer is over then", {
    prepare: (backend, boris) => backend.wrote(boris, "in", "send me the notes"),
  }, async (world) => {
    const { page } = world;
    await open(page, "Boris");
    await card(page, "send me the notes").locator("time").dblclick();
    await page.locator(".about").waitFor();
    await choose(page, file("notes.txt", 3), file("more.txt", 3));
    await sendButton(page).click();
    await offered(page, "more.txt");
    await card(page, "notes.txt").locator(".quote", { hasText: "send me the notes" }).waitFor();
    assertEquals(sent(world).map(({ reply }) => reply?.text), [undefined, "send me the notes", undefined]);
    assertEquals(await page.locator(".about").count(), 0);
  }],
  ["sees what is being handed over, and stops it", {}, async (world) => {
    const { page, backend } = world;
    const began = Promise.withResolvers<void>();
    const end = Promise.withResolvers<boolean>();
    const upload = backend.upload.bind(backend);
    const taken: string[] = [];
    backend.upload = (ticket, body) => {
      taken.push(ticket);
      if (taken.length > 1) return upload(ticket, body);
      began.resolve();
      return end.promise; // a disk that takes its time
    };
    await open(page, "Boris");
    await choose(page, file("slow.bin", 1_000), file("next.bin", 10));
    await sendButton(page).click();
    await card(page, "slow.bin").getByText(/^Preparing/).waitFor();
    await began.promise;
    await card(page, "slow.bin").getByRole("button", { name: "Cancel slow.bin" }).click();
    await offered(page, "next.bin");
    assertEquals(await card(page, "slow.bin").count(), 0);
    assertEquals(sent(world).map(({ text }) => text), ["next.bin"]);
    end.resolve(false);
  }],
  ["sees it once, also when the program tells of it before it has answered", {}, async (world) => {
    const { page, backend } = world;
    const held = Promise.withResolvers<void>();
    const upload = backend.upload.bind(backend);
    backend.upload = async (ticket, body) => {
      const answer = await upload(ticket, body);
      await held.promise;
      return answer;
    };
    await open(page, "Boris");
    await choose(page, file("once.txt", 10));
    await offered(page, "once.txt");
    const shown = await page.locator(".file").count();
    held.resolve();
    assertEquals(shown, 1);
    await choose(page, file("next.txt", 10));
    await offered(page, "next.txt");
    assertEquals(await page.locator(".file").count(), 2);
    assertEquals(sent(world).map(({ text }) => text), ["once.txt", "next.txt"]);
  }],
  ["is told why one could not be sent, and tries it again", {}, async (world) => {
    const { page, backend } = world;
    await open(page, "Boris");
    const upload = backend.handlers.files_upload;
    backend.handlers.files_upload = () => {
      throw new FakeRefusal("disk-full");
    };
    await choose(page, file("again.txt", 10));
    await card(page, "again.txt").locator("xpath=..").getByText(/The disk is full/).waitFor();
    backend.handlers.files_upload = upload;
    await page.getByRole("button", { name: "Try again" }).click();
    await offered(page, "again.txt");
    assertEquals(sent(world).length, 1);
  }],
  ["FILE-1: is told when there are too many for one go", {}, async ({ page, backend }) => {
    await open(page, "Boris");
    await choose(page, ...Array.from({ length: 101 }, (_, i) => file(`${i}.txt`, 1)));
    await page.getByText(/More than 100 files at once\. Put them into a folder/).waitFor();
    assertEquals(backend.calls.filter(({ method }) => method === "files_upload"), []);
  }],
  ["can go on writing while files are sent", {}, async (world) => {
    const { page } = world;
    await open(page, "Boris");
    await composer(page).fill("half a sentence");
    await choose(page, file("notes.txt", 3));
    await offered(page, "notes.txt");
    assertEquals(await composer(page).inputValue(), "half a sentence");
  }],
];

testWindow("a person sends files", cases);
