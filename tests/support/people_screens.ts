/** Screens about people and the program: list, requests, trust, settings. Part of `window_screens.ts`. */
import type { Page } from "playwright-core";
import type { Contact, ContactOptions } from "../../ui/api.ts";
import { TEAM } from "./fake/people.ts";
import { FAKE_OPTIONS } from "./fake/values.ts";
import { FAKE_NOW, type FakeBackend } from "./fake_backend.ts";
import type { Screen } from "./window_screens.ts";

const DAY = 86_400_000;

/** Folders, somebody pinned, muted, archived, closed, and two who want to be let in. */
function sortedPeople(backend: FakeBackend): void {
  const options: Partial<ContactOptions>[] = [
    { pinned: true, folder: "Lab 4" },
    { muted: true, folder: "Lab 4" },
    {},
    { folder: "Family" },
    { archived: true },
    { closed: true },
    { folder: "Family" },
  ];
  [...backend.contacts.values()].forEach((contact, i) => {
    const changed = { ...contact, verified: i === 0, options: { ...contact.options, ...options[i] } };
    backend.contacts.set(contact.key, changed);
  });
  const twin = [...backend.contacts.values()][3];
  backend.person(twin.name, { id: twin.id, root: TEAM.root, added_at: FAKE_NOW - 20 * DAY });
  const asking = { state: "request", presence: "refused", presence_reason: "not-allowed", transport: null } as const;
  backend.person("Viktor Lange", { ...asking, id: "17", root: TEAM.root });
  backend.person("Екатерина Преображенская-Долгорукая", { ...asking, id: "998877665544", root: TEAM.root });
}

function changeFirst(backend: FakeBackend, change: Partial<Contact>): void {
  const [key] = backend.contacts.keys();
  backend.contacts.set(key, { ...backend.contacts.get(key)!, ...change });
}

const first = (page: Page) => page.locator(".contact").first().click();

async function panel(page: Page): Promise<void> {
  await first(page);
  await page.locator(".who-button").click();
  await page.locator(".contact-panel").waitFor();
}

async function safety(page: Page): Promise<void> {
  await panel(page);
  await page.locator(".trust-button").click();
  await page.locator(".safety .qr").waitFor();
}

async function settings(page: Page, section: number): Promise<void> {
  await page.locator(".me > .icon-button").last().click();
  await page.getByRole("tab").nth(section).click();
}

async function byNumber(page: Page, number: string): Promise<void> {
  await page.locator(".add").click();
  await page.locator("dialog .segment").nth(2).click();
  await page.locator(".number-field").fill(number);
}

async function personMenu(page: Page): Promise<void> {
  const row = page.locator(".contact").nth(1);
  await row.dispatchEvent("contextmenu", { button: 2, clientX: 140, clientY: 300 });
  await page.getByRole("menu").waitFor();
}

export const PEOPLE_SCREENS: Record<string, Screen> = {
  panel: { show: panel },
  panel_forget: {
    show: async (page) => {
      await panel(page);
      await page.getByRole("switch").first().click();
      await page.locator("dialog").waitFor();
    },
  },
  safety: {
    show: async (page) => {
      await safety(page);
      await page.locator("#their-number").fill(await page.locator(".safety-digits").innerText());
    },
  },
  key_changed: { prepare: (backend) => changeFirst(backend, { key_changed: true }), show: first },
  key_compare: {
    prepare: (backend) => changeFirst(backend, { key_changed: true }),
    show: async (page) => {
      await safety(page);
      await page.locator("#their-number").fill("12345".repeat(12));
    },
  },
  number: { show: (page) => byNumber(page, "1x") },
  number_unknown: {
    show: async (page) => {
      await byNumber(page, "731 904 658 210");
      await page.locator("dialog form").waitFor();
    },
  },
  number_known: {
    show: async (page, backend) => {
      await byNumber(page, [...backend.contacts.values()][0].id);
      await page.locator(".inviter").waitFor();
    },
  },
  expired: {
    prepare: (backend) => {
      const past = { expiry: "expired", valid_until: FAKE_NOW - 5 * DAY, renewal: "request" } as const;
      backend.me = { ...backend.me, ...past, clock_offset: 3 * 3_600_000 };
    },
    show: first,
  },
  certificate_request: {
    prepare: (backend) => backend.me = { ...backend.me, expiry: "soon", renewal: "request" },
    show: async (page) => {
      await page.locator(".banner .button").click();
      await page.locator("dialog").waitFor();
    },
  },
  settings_privacy: {
    prepare: (backend) => backend.me = { ...backend.me, passphrase: true },
    show: (page) => settings(page, 1),
  },
  settings_passphrase: {
    show: async (page) => {
      await settings(page, 1);
      await page.locator(".row-actions .button").click();
      await page.locator(".passphrases .primary").click();
      await page.locator(".problem").waitFor();
    },
  },
  settings_limits: { show: (page) => settings(page, 3) },
  settings_network: {
    show: async (page, backend) => {
      await backend.call("address_add", { address: "lab.example:7420" });
      await settings(page, 4);
    },
  },
  settings_certificate: { show: (page) => settings(page, 5) },
  settings_history: {
    show: async (page) => {
      await settings(page, 6);
      await page.locator(".danger-text").click();
    },
  },
  settings_about: { show: (page) => settings(page, 7) },
  closed: {
    prepare: (backend) => changeFirst(backend, { options: { ...FAKE_OPTIONS, closed: true } }),
    show: async (page) => {
      await page.locator(".part-closed").click();
      await first(page);
    },
  },
  their_certificate: {
    prepare: (backend) =>
      changeFirst(backend, { presence: "refused", presence_reason: "certificate-expired", transport: null }),
    show: first,
  },
  folders: { prepare: sortedPeople },
  requests: {
    prepare: sortedPeople,
    show: async (page) => {
      await page.locator(".part-requests").click();
      await page.locator(".request").first().waitFor();
    },
  },
  archived: { prepare: sortedPeople, show: (page) => page.locator(".part-archived").click() },
  person_menu: { prepare: sortedPeople, show: personMenu },
  folder: {
    prepare: sortedPeople,
    show: async (page) => {
      await personMenu(page);
      await page.getByRole("menuitem").nth(1).click();
      await page.locator("dialog").waitFor();
    },
  },
  rename_in_place: {
    show: async (page) => {
      await page.locator(".contact").nth(1).focus();
      await page.keyboard.press("F2");
      await page.locator(".name-field").waitFor();
    },
  },
};
