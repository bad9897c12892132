/** TXT-11, NET-9: the list of people in the window. */
import { assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import type { Contact, ContactOptions } from "../../../ui/api.ts";
import { TEAM } from "../../support/fake/people.ts";
import { FAKE_OPTIONS } from "../../support/fake/values.ts";
import type { FakeBackend } from "../../support/fake_backend.ts";
import { composer, open, PHONE, testWindow } from "../../support/window.ts";

const row = (page: Page, name: string) => page.locator("button.contact", { hasText: name });
const rows = (page: Page) => page.locator("button.contact .contact-name").allTextContents();
const tab = (page: Page, name: string) => page.getByRole("tab", { name });

async function choose(page: Page, name: string, item: string): Promise<void> {
  await row(page, name).click({ button: "right" });
  await page.getByRole("menuitem", { name: item, exact: true }).click();
}

function person(backend: FakeBackend, name: string, options: Partial<ContactOptions>, change: Partial<Contact> = {}) {
  return backend.person(name, { ...change, options: { ...FAKE_OPTIONS, ...options } });
}

const ASKING = { state: "request", presence: "refused", presence_reason: "not-allowed", transport: null } as const;

testWindow("in the list of people a person", [
  ["sorts people into folders, and the row of tabs is there as long as there are folders", {
    prepare: (backend) => backend.person("Clara"),
  }, async ({ page, backend, boris }) => {
    assertEquals(await page.getByRole("tablist").count(), 0);
    await choose(page, "Boris", "Folder…");
    await page.getByRole("textbox", { name: "New folder" }).fill("  Work ");
    await page.getByRole("button", { name: "Save" }).click();
    await tab(page, "Work").click();
    await page.waitForFunction(() => document.querySelectorAll("button.contact").length === 1);
    assertEquals(backend.contacts.get(boris)!.options.folder, "Work");
    backend.receive(boris, "hello");
    await tab(page, "Unread").getByRole("img", { name: "1 new message" }).waitFor();
    await tab(page, "Work").press("ArrowLeft");
    await page.waitForFunction(() => document.activeElement?.textContent?.startsWith("Unread"));
    assertEquals(await rows(page), ["Boris"]);
    await tab(page, "Unread").press("Home");
    await row(page, "Clara").waitFor();
    await choose(page, "Boris", "Folder…");
    await page.getByRole("radio", { name: "No folder" }).check();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("tablist").waitFor({ state: "detached" });
    assertEquals(backend.contacts.get(boris)!.options.folder, null);
  }],
  ["pins, mutes, archives and closes, and finds everybody again", {
    prepare: (backend) => {
      backend.person("Clara");
      backend.person("Dora", { added_at: Date.now() });
    },
  }, async ({ page, backend, boris }) => {
    assertEquals((await rows(page))[0], "Dora");
    await choose(page, "Boris", "Pin to the top");
    await row(page, "Boris").getByRole("img", { name: "Pinned" }).waitFor();
    assertEquals((await rows(page))[0], "Boris");
    await choose(page, "Boris", "Mute");
    await row(page, "Boris").getByRole("img", { name: "Muted" }).waitFor();
    await choose(page, "Boris", "Archive");
    await page.getByRole("button", { name: "Archived (1)" }).waitFor();
    assertEquals(await rows(page), ["Dora", "Clara"]);
    assertEquals(backend.contacts.get(boris)!.options.pinned, false);
    await choose(page, "Clara", "Close (to Spam and closed)");
    await page.getByRole("button", { name: "Spam and closed (1)" }).click();
    assertEquals(await rows(page), ["Clara"]);
    backend.receive([...backend.contacts.keys()][1], "buy this");
    await row(page, "Clara").locator(".badge").waitFor();
    await choose(page, "Clara", "Open again");
    await row(page, "Dora").waitFor(); // the part is empty: the whole list is back
    await page.getByRole("button", { name: "Archived (1)" }).click();
    await page.getByRole("button", { name: "Back to all conversations" }).press("Enter");
    await page.getByRole("button", { name: "Archived (1)" }).press("Enter");
    await choose(page, "Boris", "Take out of the archive");
    await row(page, "Clara").waitFor();
    assertEquals((await rows(page)).toSorted(), ["Boris", "Clara", "Dora"]);
  }],
  ["finds archived and closed people by searching, also by folder", {
    prepare: (backend) => {
      person(backend, "Clara", { archived: true, folder: "Lab" });
      person(backend, "Dora", { closed: true });
    },
  }, async ({ page }) => {
    const search = page.getByRole("textbox", { name: /^Search/ });
    await search.fill("lab");
    await row(page, "Clara").waitFor();
    await search.fill("dor");
    await row(page, "Dora").waitFor();
    assertEquals(await rows(page), ["Dora"]);
  }],
  ["renames in place by double click and by F2; Esc takes it back, nothing written is their own name", {
    prepare: (backend) => backend.person("Clara"),
  }, async ({ page, backend, boris }) => {
    await row(page, "Boris").locator(".contact-name").dblclick();
    const field = page.locator(".name-field");
    await field.waitFor();
    await page.keyboard.type("Borja");
    await page.keyboard.press("Enter");
    await row(page, "Borja").waitFor();
    await page.keyboard.press("F2");
    await field.fill("Nobody");
    await page.keyboard.press("Escape");
    await field.waitFor({ state: "detached" });
    assertEquals(backend.contacts.get(boris)!.name, "Borja");
    await page.waitForFunction(() => document.activeElement?.matches("button.contact"));
    await page.keyboard.press("F2");
    await field.fill("");
    await page.keyboard.press("Enter");
    await row(page, "Boris").waitFor();
    assertEquals(backend.calls.filter(({ method }) => method === "contact_rename").length, 2);
  }],
  ["keeps every letter of a name that is typed at once after F2", {}, async ({ page }) => {
    await row(page, "Boris").focus();
    await page.evaluate(() => {
      const press = (key: string) =>
        document.activeElement!.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
      press("F2");
      // The first moment in which there is a field: a key of somebody fast comes here.
      return new Promise<void>((resolve) => {
        new MutationObserver((_, observer) => {
          if (document.querySelector(".name-field") === null) return;
          observer.disconnect();
          document.execCommand("insertText", false, "B");
          resolve();
        }).observe(document.body, { childList: true, subtree: true });
      });
    });
    await page.keyboard.type("orja");
    await page.keyboard.press("Enter");
    await row(page, "Borja").waitFor();
  }],
  ["opens the menu by keyboard, moves through it with arrows, and is back on the row after Esc", {
    prepare: (backend) => backend.person("Clara"),
  }, async ({ page }) => {
    await row(page, "Clara").focus();
    await page.keyboard.press("Shift+F10");
    await page.getByRole("menu", { name: "Actions for Clara" }).waitFor();
    await page.keyboard.press("End");
    await page.waitForFunction(() => document.activeElement?.textContent === "Remove");
    await page.keyboard.press("Escape");
    await page.getByRole("menu").waitFor({ state: "detached" });
    await page.waitForFunction(() => document.activeElement?.matches("button.contact"));
    await page.keyboard.press("ArrowUp");
    await page.waitForFunction(() => document.activeElement?.textContent?.includes("Boris"));
    await row(page, "Boris").hover();
    await page.getByRole("button", { name: "Actions for Boris" }).click();
    await page.getByRole("menu", { name: "Actions for Boris" }).waitFor();
    await page.mouse.click(900, 500);
    await page.getByRole("menu").waitFor({ state: "detached" });
  }],
  ["sees who wants to reach them, by name, number and authority, and accepts, ignores or blocks", {
    prepare: (backend) => {
      for (const [name, id] of [["Viktor", "17"], ["Wanda", "18"], ["Xaver", "19"]]) {
        backend.person(name, { ...ASKING, id, root: TEAM.root });
      }
    },
  }, async ({ page, backend }) => {
    assertEquals(await rows(page), ["Boris"]);
    await page.getByRole("button", { name: /^Requests/ }).click();
    const request = (name: string) => page.getByRole("listitem", { name });
    await request("Viktor").getByText("Lab 4").waitFor();
    await request("Viktor").getByText("17").waitFor();
    await request("Wanda").getByRole("button", { name: "Ignore" }).click();
    await request("Wanda").waitFor({ state: "detached" });
    await request("Xaver").getByRole("button", { name: "Block" }).click();
    await request("Xaver").waitFor({ state: "detached" });
    await request("Viktor").getByRole("button", { name: "Accept" }).click();
    await composer(page).waitFor();
    await row(page, "Viktor").waitFor();
    const states = [...backend.contacts.values()].map(({ name, state }) => [name, state]);
    assertEquals(states, [["Boris", "active"], ["Viktor", "active"], ["Xaver", "blocked"]]);
    await page.getByRole("button", { name: "Spam and closed (1)" }).waitFor(); // a blocked stranger is out of sight
  }],
  ["is not told that an invite worked when a stranger asks", {}, async ({ page, backend }) => {
    await page.getByRole("button", { name: "Add a person" }).click();
    await page.getByRole("img", { name: "QR code of the invite" }).waitFor();
    backend.push({ type: "contact", contact: backend.person("Viktor", { ...ASKING, id: "17" }) });
    await page.locator(".part-requests").waitFor();
    assertEquals(await page.getByRole("dialog").getByText("is here").count(), 0);
  }],
  ["tells two people of one number apart by their authorities, of one name by their numbers", {
    prepare: (backend) => {
      backend.person("Clara", { id: "77" });
      backend.person("Klara", { id: "77", root: TEAM.root });
      backend.person("boris", { id: "78" });
    },
  }, async ({ page }) => {
    await row(page, "Klara").getByText("Lab 4").waitFor();
    await row(page, "Clara").getByText("Anna Weber's authority").waitFor();
    await row(page, "boris").getByText("78", { exact: true }).waitFor();
  }],
  ["reads in words why something did not work", {}, async ({ page, backend }) => {
    backend.handlers.contact_options = () => {
      throw Object.assign(new Error("disk"), { toJSON: () => ({ code: "disk-full", message: "disk" }) });
    };
    await choose(page, "Boris", "Mute");
    await page.locator(".banner", { hasText: "That did not work: The disk is full" }).waitFor();
    await page.getByRole("button", { name: "Dismiss" }).click();
    await page.locator(".banner").waitFor({ state: "detached" });
  }],
  ["on a phone opens the menu of a person by a long press", { options: PHONE }, async ({ page }) => {
    await row(page, "Boris").dispatchEvent("contextmenu", { button: 0, bubbles: true, cancelable: true });
    await page.getByRole("menuitem", { name: "Archive", exact: true }).click();
    await page.getByRole("button", { name: "Archived (1)" }).click();
    await open(page, "Boris");
    await composer(page).waitFor();
  }],
]);
