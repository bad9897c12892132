/** ROOM-1, ROOM-2: the ways into a room and out of it, and who is in it. */
import { assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { everyone, hear, noted, room, said } from "../../support/fake/rooms.ts";
import { bubble, composer, open, testWindow, type World } from "../../support/window.ts";

const dialog = (page: Page) => page.getByRole("dialog");
const row = (page: Page, name: string) => page.locator("button.contact", { hasText: name });
const member = (page: Page, name: string) => page.locator(".member", { hasText: name });
const contact = ({ backend }: World, name: string) =>
  [...backend.contacts.values()].find((each) => each.name === name)!;
const called = ({ backend }: World, wanted: string) =>
  backend.calls.filter(({ method }) => method === wanted).map(({ params }) => params);

async function about(page: Page, name: string): Promise<void> {
  await open(page, name);
  await page.locator(".who-button").click();
  await page.locator(".member").first().waitFor();
}

async function choose(page: Page, name: string, item: string): Promise<void> {
  await member(page, name).getByRole("button").click();
  await page.getByRole("menuitem", { name: item }).click();
}

testWindow("ROOM-2: a person", [
  ["makes a room, with people they have met, and is in it", {
    prepare: (backend) => {
      backend.person("Clara");
      backend.person("Newcomer", { presence: "pairing", transport: null });
    },
  }, async (world) => {
    const { page } = world;
    await page.getByRole("button", { name: "New room" }).click();
    const create = dialog(page).getByRole("button", { name: "Create the room" });
    assertEquals(await create.isDisabled(), true);
    await dialog(page).getByLabel("Name of the room").fill("Family");
    assertEquals(await dialog(page).getByRole("checkbox", { name: /Newcomer.*never online/ }).isDisabled(), true);
    // All by keyboard: a name found is chosen by Enter, and does not make the room yet.
    await dialog(page).getByLabel("Find a person").fill("cla");
    await page.keyboard.press("Enter");
    await page.getByText("Who comes in: 1 person").waitFor();
    await create.click();
    await page.locator(".chat-header", { hasText: "Family" }).waitFor();
    await dialog(page).waitFor({ state: "detached" });
    assertEquals(called(world, "room_create"), [{ name: "Family", members: [contact(world, "Clara").key] }]);
    await composer(page).fill("hello");
    await composer(page).press("Enter");
    await bubble(page, "hello").and(page.locator("[data-status=sent]")).waitFor();
    assertEquals(await page.locator(".bubble").count(), 1);
  }],
  ["is asked before they are in a room, joins one and declines another", {
    prepare: (backend) => {
      const [boris] = backend.contacts.values();
      for (const name of ["Chess", "Noise"]) {
        const made = room(backend, name, [boris], { state: "invited", invited_by: "Boris", role: "member" });
        said(backend, made, boris, "who plays?");
      }
    },
  }, async ({ page, backend }) => {
    await row(page, "Noise").locator("xpath=..").getByRole("button", { name: "Decline" }).click();
    await row(page, "Noise").waitFor({ state: "detached" });
    await row(page, "Chess").click();
    const card = page.getByRole("region", { name: "Chess" });
    await card.getByText("Boris invites you to this room").waitFor();
    await card.getByText("Whoever joins can also read what was said before.").waitFor();
    assertEquals(await page.locator(".bubble, textarea").count(), 0);
    await card.getByRole("button", { name: "Join" }).click();
    await bubble(page, "who plays?").waitFor();
    await composer(page).waitFor();
    assertEquals([...backend.rooms.values()].map(({ name, state }) => [name, state]), [["Chess", "joined"]]);
    assertEquals(await page.locator(".banner-error").count(), 0);
  }],
  ["who owns it adds people, makes owners, removes and renames; the others see who is there", {
    prepare: (backend) => {
      const [boris] = backend.contacts.values();
      backend.person("Dora");
      const emil = backend.person("Emil", { presence: "offline" });
      const roles = { Emil: { wrote_at: new Date(2020, 0, 2, 9, 41).getTime() } };
      room(backend, "Team", [boris, backend.person("Clara", { presence: "offline" }), emil], {}, roles);
      room(backend, "Club", [boris], { role: "member" });
    },
  }, async (world) => {
    const { page, backend } = world;
    await about(page, "Team");
    await page.locator(".chat-header", { hasText: "4 members, 2 online" }).waitFor();
    const shown = await page.locator(".member").allInnerTexts();
    assertEquals(shown.map((text) => text.replaceAll("\n", " ")), [
      "AW Anna Weber you · owner",
      "B Boris online",
      "C Clara offline",
      "E Emil last wrote: January 2, 2020, 09:41",
    ]);
    await page.getByRole("button", { name: "Add people" }).click();
    await dialog(page).getByRole("checkbox", { name: "Dora" }).check();
    assertEquals(await dialog(page).getByRole("checkbox").count(), 1, "who is in it is not offered again");
    await dialog(page).getByRole("button", { name: "Invite 1 person" }).click();
    await member(page, "Dora").getByText("invited").waitFor();
    await choose(page, "Boris", "Make owner");
    await member(page, "Boris").getByText("owner").waitFor();
    await choose(page, "Clara", "Remove from the room");
    await dialog(page).getByText("Clara gets no more messages").waitFor();
    await dialog(page).getByRole("button", { name: "Remove" }).click();
    await member(page, "Clara").waitFor({ state: "detached" });
    await page.locator(".contact-panel").getByRole("button", { name: "Rename" }).click();
    await dialog(page).getByRole("textbox").fill("Team 4");
    await dialog(page).getByRole("button", { name: "Save" }).click();
    await row(page, "Team 4").waitFor();
    assertEquals(called(world, "room_add"), [{
      conversation: backend.rooms.keys().next().value,
      members: [contact(world, "Dora").key],
    }]);
    await row(page, "Club").click();
    await member(page, "Boris").waitFor();
    assertEquals(await page.locator(".contact-panel").getByRole("button", { name: /Add people|Rename/ }).count(), 0);
  }],
  ["leaves, reads on what was said, and takes the room out of the list", {
    prepare: (backend) => {
      const [boris] = backend.contacts.values();
      const { key } = room(backend, "Team", [boris]);
      backend.wrote(key, "in", "goodbye", { from: { key: boris.key, name: "Boris" } });
    },
  }, async ({ page, backend }) => {
    await about(page, "Team");
    await page.getByRole("button", { name: "Leave the room" }).click();
    await dialog(page).getByText("You are the only owner.").waitFor();
    await dialog(page).getByRole("button", { name: "Leave" }).click();
    await page.locator(".composer-off", { hasText: "You left this room." }).waitFor();
    await bubble(page, "goodbye").waitFor();
    assertEquals(await page.locator("textarea").count(), 0);
    await page.locator(".composer-off").getByRole("button", { name: "Remove from the list" }).click();
    await dialog(page).getByRole("button", { name: "Remove" }).click();
    await row(page, "Team").waitFor({ state: "detached" });
    assertEquals(backend.rooms.size, 0);
  }],
]);

testWindow("ROOM-1: the room of everybody under one authority", [
  ["has its name, says who came, is never left, and can be muted", {
    prepare: (backend) => {
      const [boris] = backend.contacts.values();
      const all = everyone(backend, [boris], { name: "Lab 4", unread: 0 });
      noted(backend, all, "event.room_joined", { name: "Boris" });
      noted(backend, all, "event.room_joined", { name: "Anna Weber", me: "name" });
    },
  }, async ({ page, backend }) => {
    await row(page, "Lab 4").getByText("Everyone").waitFor();
    await about(page, "Lab 4");
    assertEquals(await page.locator(".event").allInnerTexts(), ["Boris joined.", "You joined."]);
    assertEquals(await page.locator(".contact-panel").getByRole("button", { name: /Leave|Add people/ }).count(), 0);
    await page.getByRole("switch", { name: "No notifications" }).click();
    await row(page, "Lab 4").getByRole("img", { name: "Muted" }).waitFor();
    const [{ key }] = backend.rooms.values();
    await page.getByRole("button", { name: /Close what is known/ }).click();
    await open(page, "Boris");
    hear(backend, backend.rooms.get(key)!, backend.contacts.values().next().value!, "lunch?");
    await row(page, "Lab 4").locator(".badge.quiet", { hasText: "1" }).waitFor();
    assertEquals(await page.title(), "Anna Weber – Parley");
  }],
]);
