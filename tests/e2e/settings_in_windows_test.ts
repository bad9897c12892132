/** UI-4 ID-9 ID-10 ID-11 TXT-11 UI-6: what the window's list, panel and settings do in the real program. */
import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { launchBrowser } from "../support/browser.ts";
import { pair, type Person } from "../support/node_process.ts";
import { Folders } from "../support/profiles.ts";

const PASSPHRASE = "correct horse battery";

async function saved(page: Page, press: () => Promise<void>): Promise<{ name: string; bytes: Uint8Array }> {
  const download = page.waitForEvent("download");
  await press();
  const file = await download;
  return { name: file.suggestedFilename(), bytes: await Deno.readFile((await file.path())!) };
}

async function section(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: "Settings" }).click();
  await page.getByRole("tab", { name, exact: true }).click();
}

async function sealedFile(page: Page, button: string) {
  await page.getByRole("button", { name: button }).click();
  await page.getByLabel("Pass-phrase for this file").fill(PASSPHRASE);
  await page.getByLabel("Once more").fill(PASSPHRASE);
  return await saved(page, () => page.locator(".passphrases").getByRole("button", { name: button }).click());
}

Deno.test("two people compare their number, sort, save and renew in their windows, and the programs do it", async () => {
  await using folders = new Folders();
  await using anna = await folders.person("Anna");
  await using boris = await folders.person("Boris");
  await anna.start();
  await boris.start();
  await pair(anna, boris);
  assertEquals((await boris.cli(["send", "Anna", "what was said", "--wait", "30"])).code, 0);
  await using browser = await launchBrowser();
  const problems: string[] = [];
  const open = async (person: Person, other: string): Promise<Page> => {
    const page = await (await browser.newContext({ locale: "en-GB" })).newPage();
    page.on("pageerror", (error) => problems.push(String(error)));
    page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
    const [{ ui_url }] = await person.json<{ ui_url: string }>("status");
    await page.goto(ui_url);
    await page.locator("button.contact", { hasText: other }).click();
    await page.getByRole("button", { name: other, exact: true }).click();
    return page;
  };
  const hers = await open(anna, "Boris");
  const his = await open(boris, "Anna");

  const digits = async (page: Page) => {
    await page.getByRole("button", { name: /Not compared yet/ }).click();
    return await page.getByRole("group", { name: "Safety number" }).innerText();
  };
  const number = await digits(hers);
  assertEquals(await digits(his), number);
  await hers.getByRole("textbox", { name: "Or paste the number they see" }).fill(number);
  await hers.getByText("The numbers are the same").waitFor();
  await hers.getByRole("button", { name: "Mark as compared" }).click();
  await hers.getByText("You have compared this number").waitFor();
  await hers.keyboard.press("Escape");
  await hers.locator(".contact").getByRole("img", { name: "Safety number compared" }).waitFor();

  const panel = hers.getByRole("complementary");
  const page_of_words = await saved(hers, () => panel.getByRole("button", { name: /HTML/ }).click());
  assert(new TextDecoder().decode(page_of_words.bytes).includes("what was said"));
  await panel.getByRole("textbox", { name: "Messages" }).fill("25");
  await panel.getByRole("button", { name: "Set: Messages" }).click();
  await panel.getByText("25 packets left").waitFor();
  await panel.getByRole("switch", { name: "No notifications" }).click();
  await hers.locator(".contact").getByRole("img", { name: "Muted" }).waitFor();
  await panel.getByRole("button", { name: "No folder" }).click();
  await hers.getByRole("textbox", { name: "New folder" }).fill("Work");
  await hers.getByRole("button", { name: "Save", exact: true }).click();
  await hers.getByRole("tab", { name: "Work" }).waitFor();

  await hers.getByRole("button", { name: "Add a person" }).click();
  await hers.getByRole("radio", { name: "By number" }).check();
  await hers.getByRole("textbox", { name: "Their Parley number" }).fill(boris.ready!.id);
  await hers.getByText("Already in your list").waitFor();
  await hers.keyboard.press("Escape");

  await section(hers, "Profile and backup");
  const backup = await sealedFile(hers, "Save a backup");
  assert(backup.bytes.length > 1_000 && !new TextDecoder("latin1").decode(backup.bytes).includes("what was said"));
  const p12 = await sealedFile(hers, "Save the identity (.p12)");
  assert(p12.name.endsWith(".p12") && p12.bytes.length > 1_000);
  await hers.getByRole("textbox", { name: "Your name, as others see it" }).fill("Anna Neumann");
  await hers.getByRole("button", { name: "Change my name" }).click();
  await hers.locator(".me strong", { hasText: "Anna Neumann" }).waitFor();
  await his.locator("button.contact", { hasText: "Anna Neumann" }).waitFor();
  await his.locator("button.contact").getByText("online").waitFor();
  assertEquals(await his.locator(".trust-changed").count(), 0, "the keys are the same: no warning");

  await hers.getByRole("tab", { name: "Privacy" }).click();
  await hers.getByRole("button", { name: "Set a pass-phrase" }).click();
  await hers.getByLabel("New pass-phrase").fill(PASSPHRASE);
  await hers.getByLabel("Once more").fill(PASSPHRASE);
  await hers.locator(".passphrases").getByRole("button", { name: "Set a pass-phrase" }).click();
  await hers.getByRole("button", { name: "Take it off" }).waitFor();
  assertEquals(problems, []);
});
