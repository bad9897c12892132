/** ID-10, NET-9, LIM-2: what the window shows of trust, and how one deals with a person. */
import { assertEquals, assertMatch } from "@std/assert";
import type { Page } from "playwright-core";
import { FAKE_OPTIONS } from "../../support/fake/values.ts";
import { FakeRefusal } from "../../support/fake_backend.ts";
import { composer, open, PHONE, takesFocus, testWindow } from "../../support/window.ts";

const bar = (page: Page) => page.locator(".bar-alarm");
const panel = (page: Page) => page.getByRole("complementary");

async function openPanel(page: Page): Promise<void> {
  await open(page, "Boris");
  const at_once = await takesFocus(
    page,
    ".contact-panel",
    () => page.getByRole("button", { name: "Boris", exact: true }).click(),
  );
  assertEquals(at_once, true, "later it would take the focus from what somebody fast has gone to");
}

async function shownDigits(page: Page): Promise<string> {
  return (await page.getByRole("group", { name: "Safety number" }).innerText()).replace(/\D/g, "");
}

testWindow("whom one talks with: a person", [
  ["compares the safety number, marks it as compared, sees the mark everywhere, and takes it away", {}, async (
    { page, backend, boris },
  ) => {
    await openPanel(page);
    await panel(page).getByRole("button", { name: /Safety number.*Not compared yet/ }).click();
    const digits = await shownDigits(page);
    assertEquals(digits.length, 60);
    assertEquals(await page.locator(".safety-digits span").count(), 12);
    await page.getByRole("img", { name: "QR code of the safety number" }).waitFor();
    const field = page.getByRole("textbox", { name: "Or paste the number they see" });
    await field.fill(digits.slice(0, 12));
    await page.getByText("12 of 60 digits").waitFor();
    await field.fill(`9${digits.slice(1)}`.replace(/^99/, "89"));
    await page.getByText("The numbers differ").waitFor();
    assertEquals(await page.getByRole("button", { name: "Mark as compared" }).isDisabled(), true, "not by a slip");
    await field.fill(` ${digits.replace(/(.{5})/g, "$1 \n")}`);
    await page.getByText("The numbers are the same").waitFor();
    assertEquals(backend.contacts.get(boris)!.verified, false, "comparing alone marks nothing");
    await page.getByRole("button", { name: "Mark as compared" }).click();
    await page.getByText("You have compared this number with Boris").waitFor();
    await page.keyboard.press("Escape");
    for (const place of [".contact", ".chat-header", ".contact-panel"]) {
      await page.locator(place).getByRole("img", { name: "Safety number compared" }).waitFor();
    }
    await panel(page).getByRole("button", { name: /You have compared it/ }).click();
    await page.getByRole("button", { name: "Take the mark away" }).click();
    await page.getByRole("button", { name: "Mark as compared" }).waitFor();
    assertEquals(backend.contacts.get(boris)!.verified, false);
  }],
  ["cannot write to somebody whose key has changed before answering; compares it first, then trusts it", {
    prepare: (backend, boris) => backend.changeContact(boris, { verified: true }),
  }, async ({ page, backend, boris }) => {
    await open(page, "Boris");
    await composer(page).waitFor();
    backend.changeContact(boris, { key_changed: true, verified: false });
    await bar(page).getByText("Boris shows a new key.").waitFor();
    await composer(page).waitFor({ state: "detached" });
    await page.locator(".contact").getByRole("img", { name: "The key has changed" }).waitFor();
    await bar(page).getByRole("button", { name: "Compare" }).click();
    await page.getByText("This is the number that belongs to it").waitFor();
    const digits = await shownDigits(page);
    assertEquals(await page.getByRole("button", { name: "Mark as compared" }).count(), 0, "trusting comes first");
    await page.getByRole("dialog").getByRole("button", { name: "Trust the new key" }).click();
    await page.getByRole("button", { name: "Mark as compared" }).waitFor();
    assertEquals(backend.calls.find(({ method }) => method === "key_answer")?.params, {
      conversation: boris,
      accept: true,
      digits,
    });
    await page.keyboard.press("Escape");
    await composer(page).waitFor();
    assertEquals(await bar(page).count(), 0);
  }],
  ["is told when yet another key has come while they compared", {
    prepare: (backend, boris) => backend.changeContact(boris, { key_changed: true }),
  }, async ({ page, backend }) => {
    backend.handlers.key_answer = () => {
      throw new FakeRefusal("key-changed");
    };
    await open(page, "Boris");
    await bar(page).getByRole("button", { name: "Trust the new key" }).click();
    await page.locator(".banner", { hasText: "Their key has changed" }).waitFor();
    await bar(page).waitFor();
  }],
  ["blocks whoever shows a key that does not fit", {
    prepare: (backend, boris) => backend.changeContact(boris, { key_changed: true }),
  }, async ({ page, backend, boris }) => {
    await open(page, "Boris");
    await bar(page).getByRole("button", { name: "Block" }).click();
    await page.getByText("You blocked Boris").waitFor();
    assertEquals(backend.contacts.get(boris)!.state, "blocked");
  }],
  ["reads that there is nothing to compare before the first connection", {
    prepare: (backend, boris) => backend.changeContact(boris, { presence: "pairing", transport: null, since: null }),
  }, async ({ page }) => {
    await openPanel(page);
    await panel(page).getByRole("button", { name: /Safety number/ }).click();
    await page.getByRole("alert").filter({ hasText: "nothing to compare before Boris" }).waitFor();
  }],
  ["sees number, authority and way; sets options; history is not kept only after a question", {}, async (
    { page, backend, boris },
  ) => {
    await openPanel(page);
    await panel(page).getByText("Anna Weber's authority").waitFor();
    await panel(page).getByText("direct").waitFor();
    const keep = panel(page).getByRole("switch", { name: "Keep messages on this computer" });
    await keep.click();
    await page.getByRole("dialog", { name: "Keep nothing said with Boris?" }).waitFor();
    await page.getByRole("button", { name: "Cancel" }).click();
    assertEquals(await keep.isChecked(), true, "it shows what is so");
    await keep.click();
    await page.getByRole("button", { name: "Keep nothing" }).click();
    await page.waitForFunction(() => !document.querySelector<HTMLInputElement>(".toggle input")!.checked);
    await page.locator(".chat-header").getByText("not kept").waitFor();
    await keep.click(); // turning it on takes nothing away: no question
    await page.waitForFunction(() => document.querySelector<HTMLInputElement>(".toggle input")!.checked);
    assertEquals(await page.locator(".chat-header").getByText("not kept").count(), 0);
    for (const name of ["Tell what I have read", "Tell when I am typing", "No notifications"]) {
      await panel(page).getByRole("switch", { name }).click();
    }
    await page.locator(".contact").getByRole("img", { name: "Muted" }).waitFor();
    assertEquals(backend.contacts.get(boris)!.options, {
      ...FAKE_OPTIONS,
      read_receipts: false,
      typing: false,
      muted: true,
    });
    await page.keyboard.press("Escape");
    await panel(page).waitFor({ state: "detached" });
    await page.waitForFunction(() => document.activeElement?.className === "who-button");
    await composer(page).waitFor(); // the conversation stays: one key closes one thing
  }],
  ["tops up a budget, lifts it, and cannot write letters into it", {}, async ({ page, backend, boris }) => {
    await openPanel(page);
    await panel(page).getByText("1,000 packets left").first().waitFor();
    const field = panel(page).getByRole("textbox", { name: "Messages" });
    await field.pressSequentially("2x5 0");
    assertEquals(await field.inputValue(), "250");
    await field.press("Enter");
    await panel(page).getByText("250 packets left").waitFor();
    assertEquals(backend.contacts.get(boris)!.messages_left, 250);
    await panel(page).getByRole("button", { name: "No limit: Files" }).click();
    await panel(page).getByText("no limit", { exact: true }).waitFor();
    assertEquals(backend.contacts.get(boris)!.files_left, null);
  }],
  ["saves what was said as a file", {}, async ({ page }) => {
    await openPanel(page);
    const download = page.waitForEvent("download");
    await panel(page).getByRole("button", { name: "Save for programs (JSON)" }).click();
    assertMatch((await download).suggestedFilename(), /\.json$/);
  }],
  ["reads whose certificate has ended", {
    prepare: (backend, boris) =>
      backend.changeContact(boris, { presence: "refused", presence_reason: "certificate-expired", transport: null }),
  }, async ({ page, backend }) => {
    await open(page, "Boris");
    await page.locator(".strip", { hasText: "The certificate of Boris has ended" }).waitFor();
    backend.push({ type: "me", me: { ...backend.me, expiry: "expired" } });
    await page.locator(".strip", { hasText: "Your certificate has ended" }).waitFor();
  }],
  ["takes a closed conversation back", {
    prepare: (backend, boris) => backend.changeContact(boris, { options: { ...FAKE_OPTIONS, closed: true } }),
  }, async ({ page, backend, boris }) => {
    await page.getByRole("button", { name: "Spam and closed (1)" }).click();
    await open(page, "Boris");
    await page.locator(".bar").getByRole("button", { name: "Open again" }).click();
    await page.locator(".bar").waitFor({ state: "detached" });
    assertEquals(backend.contacts.get(boris)!.options.closed, false);
  }],
  ["on a phone sees the person in place of the conversation, and comes back to it", { options: PHONE }, async (
    { page },
  ) => {
    await openPanel(page);
    assertEquals(await composer(page).isVisible(), false);
    assertEquals(await page.evaluate(() => document.documentElement.scrollWidth), 390);
    await page.getByRole("button", { name: "Close what is known of this person" }).click();
    await composer(page).waitFor();
    await page.getByRole("button", { name: "Back to the list" }).click();
    await open(page, "Boris");
    assertEquals(await panel(page).count(), 0);
  }],
]);
