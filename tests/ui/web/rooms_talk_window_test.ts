/** ROOM-2, ROOM-3: what is said in a room, by whom, to whom, and how far it has come. */
import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import type { Room } from "../../../ui/api.ts";
import { changeMessage, quote, removeMessages } from "../../support/fake/conversation.ts";
import { hear, reached, room, said } from "../../support/fake/rooms.ts";
import type { FakeBackend } from "../../support/fake_backend.ts";
import { bubble, composer, open, type Setup, testWindow, type World } from "../../support/window.ts";

/** A room of four: ourselves, Boris, Clara Boll and Dora. */
const TEAM: Setup = {
  prepare: (backend) => {
    const [boris] = backend.contacts.values();
    room(backend, "Team", [boris, backend.person("Clara Boll"), backend.person("Dora")]);
  },
};

const person = (backend: FakeBackend, name: string) =>
  [...backend.contacts.values()].find((each) => each.name === name)!;
const team = (backend: FakeBackend): Room => [...backend.rooms.values()].find(({ name }) => name === "Team")!;
const texts = (page: Page) => page.locator(".bubble .words").allInnerTexts();
const option = (page: Page) => page.locator(".mention-list [role=option]");
const ago = (minutes: number) => ({ sent_at: Date.now() - minutes * 60_000 });

async function write(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await composer(page).press("Enter");
}

testWindow("ROOM-3: in a room a person", [
  ["sees who wrote what, and what comes late stands where it belongs", TEAM, async ({ page, backend }) => {
    const [boris, clara] = [person(backend, "Boris"), person(backend, "Clara Boll")];
    const first = said(backend, team(backend), boris, "one", ago(5));
    said(backend, team(backend), boris, "two", { ...ago(4), cursor: 10 });
    await open(page, "Team");
    await bubble(page, "two").waitFor();
    hear(backend, team(backend), clara, "four", {
      ...ago(1),
      cursor: 30,
      reply: quote(backend, team(backend).key, first.id),
    });
    hear(backend, team(backend), clara, "three", { ...ago(2), cursor: 20 });
    await bubble(page, "three").waitFor();
    assertEquals(await texts(page), ["one", "two", "three", "four"]);
    assertEquals(await page.locator(".author").allInnerTexts(), ["Boris", "Clara Boll"]);
    assertEquals(await page.locator(".quote strong").innerText(), "Boris");
    await page.locator(".contact", { hasText: "Team" }).getByText("Clara Boll:").waitFor();
    // Moved: taken away and told anew.
    const moved = backend.messages.get(team(backend).key)!.at(-1)!;
    removeMessages(backend, team(backend).key, [moved.id]);
    backend.push({ type: "message", message: { ...moved, cursor: 5 } });
    await page.waitForFunction(() => document.querySelectorAll(".bubble .words")[1]?.textContent === "three");
    assertEquals(await texts(page), ["one", "three", "two", "four"]);
  }],
  ["writes once, and sees how many have it", TEAM, async ({ page, backend }) => {
    backend.sends_as = "queued";
    await open(page, "Team");
    await write(page, "is everybody there?");
    const mine = bubble(page, "is everybody there?");
    await mine.and(page.locator("[data-status=queued]")).waitFor();
    await mine.click({ button: "right" });
    await page.getByRole("menuitem", { name: "Delete" }).waitFor(); // what is signed is not called back
    assertEquals(await page.getByRole("menuitem", { name: "Cancel sending" }).count(), 0);
    await page.keyboard.press("Escape");
    assertEquals(await page.locator(".bubble").count(), 1);
    const { id } = backend.messages.get(team(backend).key)![0];
    reached(backend, team(backend), id, 1);
    await mine.getByRole("img", { name: "Delivered to 1 of 3" }).waitFor();
    assertEquals(await mine.locator(".delivered-to").innerText(), "1/3");
    reached(backend, team(backend), id, 3);
    const mark = mine.getByRole("img", { name: "Delivered to everybody (3)" });
    await mark.waitFor();
    assertEquals(await mark.getAttribute("class"), "mark mark-delivered"); // the colour is for what was read
    assertEquals(await mine.locator(".delivered-to").count(), 0);
  }],
  ["names somebody by keyboard and by pointer", TEAM, async ({ page, backend }) => {
    await open(page, "Team");
    await composer(page).pressSequentially("hi @");
    await option(page).nth(3).waitFor();
    assertEquals(await option(page).allInnerTexts().then((all) => all.map((text) => text.split("\n").at(-1))), [
      "Boris",
      "Clara Boll",
      "Dora",
      "all: everybody in the room",
    ]);
    await composer(page).pressSequentially("bo");
    await page.waitForFunction(() => document.querySelectorAll("[role=option]").length === 2);
    await page.keyboard.press("ArrowDown");
    assertEquals(await page.locator("[role=option][aria-selected=true]").innerText(), "CB\nClara Boll");
    await page.keyboard.press("Enter");
    assertEquals(await composer(page).inputValue(), "hi @Clara Boll ");
    await composer(page).pressSequentially("@d");
    await option(page).filter({ hasText: "Dora" }).click();
    assertEquals(await composer(page).inputValue(), "hi @Clara Boll @Dora ");
    await composer(page).pressSequentially("@x");
    assertEquals(await option(page).count(), 0);
    await composer(page).press("Enter");
    await page.locator(".bubble[data-status=sent] .named", { hasText: "@Clara Boll" }).waitFor();
    assertEquals(backend.messages.get(team(backend).key)!.map(({ text }) => text), ["hi @Clara Boll @Dora @x"]);
    await composer(page).pressSequentially("@");
    await option(page).first().waitFor();
    await page.keyboard.press("Escape");
    await page.locator(".mention-list").waitFor({ state: "detached" });
    assertEquals(await composer(page).inputValue(), "@");
    await composer(page).fill("later @");
    await option(page).first().waitFor();
    await page.keyboard.press("Home"); // the caret is elsewhere: nobody is being named
    await page.locator(".mention-list").waitFor({ state: "detached" });
  }],
  ["is called by their name, and reads who thought what of it", TEAM, async ({ page, backend }) => {
    const [boris, dora] = [person(backend, "Boris"), person(backend, "Dora")];
    const asked = hear(backend, team(backend), boris, "@Anna Weber will you come?", { mention: true });
    backend.change(team(backend).key, { mentions: 1 });
    const row = page.locator("button.contact", { hasText: "Team" });
    await row.getByRole("img", { name: "You are named" }).waitFor();
    await row.click();
    await page.locator(".row.mention .named-me").waitFor();
    await row.getByRole("img", { name: "You are named" }).waitFor({ state: "detached" });
    const from = ({ key, name }: typeof boris) => ({ mine: false, from: { key, name }, emoji: "👍", at: 1 });
    changeMessage(backend, team(backend).key, asked.id, { reactions: [from(boris), from(dora)] });
    await page.getByRole("button", { name: "👍 from Boris and Dora" }).click();
    await page.getByRole("button", { name: "👍 from you and Boris and Dora; press to take yours back" }).waitFor();
  }],
  ["answers, passes on to a room and from it, and finds what was said there", TEAM, async (world) => {
    const { page, backend } = world;
    said(backend, team(backend), person(backend, "Dora"), "the code is 2291", ago(3));
    await open(page, "Team");
    await bubble(page, "2291").click({ button: "right" });
    await page.getByRole("menuitem", { name: "Reply" }).click();
    await page.locator(".about", { hasText: "Answer to Dora" }).waitFor();
    await page.keyboard.press("Escape");
    await forward(world, "2291", "Boris");
    await bubble(page, "2291").and(page.locator("[data-status=sent]")).waitFor();
    await forward(world, "2291", "Team");
    await page.locator(".chat-header", { hasText: "Team" }).waitFor();
    await page.locator(".row.out .forwarded").waitFor();
    await page.locator(".search-bar input").fill("code");
    await page.locator(".found-message", { hasText: "Team" }).filter({ hasText: "Dora:" }).click();
    await page.locator(".row.flash", { hasText: "2291" }).waitFor();
  }],
  ["is told that files go to one person", TEAM, async ({ page, backend }) => {
    await open(page, "Team");
    await composer(page).waitFor();
    assertEquals(await page.getByRole("button", { name: "Attach" }).count(), 0);
    await page.locator(".composer textarea").evaluate((field) => {
      const data = new DataTransfer();
      data.items.add(new File(["x"], "image.png", { type: "image/png" }));
      field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
    });
    await page.locator(".banner", { hasText: "Files go to one person" }).waitFor();
    await page.locator(".chat").evaluate((chat) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(["x"], "a.txt"));
      chat.dispatchEvent(new DragEvent("dragover", { dataTransfer, bubbles: true, cancelable: true }));
    });
    await page.locator(".drop-zone", { hasText: "Files go to one person" }).waitFor();
    assert(backend.calls.every(({ method }) => !method.startsWith("files")));
    assertEquals(backend.calls.filter(({ method }) => method === "typing" || method === "files_upload"), []);
  }],
]);

async function forward({ page }: World, text: string, to: string): Promise<void> {
  await bubble(page, text).last().click({ button: "right" });
  await page.getByRole("menuitem", { name: "Forward" }).click();
  await page.getByRole("dialog").locator(".person", { hasText: to }).click();
}
