/** OPS-3 UI-7 TXT-7: the real program behind the window: locked, killed, found again, restored. */
import { assert, assertEquals } from "@std/assert";
import type { Browser, Page } from "playwright-core";
import { connectToNode } from "../../ui/server/mod.ts";
import { launchBrowser } from "../support/browser.ts";
import { linked, pair, type Person } from "../support/node_process.ts";
import { Folders } from "../support/profiles.ts";

const PASSPHRASE = "profile pass-phrase";

async function windowOf(browser: Browser, person: Person, problems: string[]): Promise<Page> {
  const page = await (await browser.newContext({ locale: "en-GB" })).newPage();
  page.setDefaultTimeout(30_000);
  page.on("pageerror", (error) => problems.push(String(error)));
  const [{ ui_url }] = await person.json<{ ui_url: string }>("status");
  await page.goto(ui_url);
  await page.locator(".me").waitFor();
  return page;
}

async function open(page: Page): Promise<void> {
  await page.locator("input[type=password]").fill(PASSPHRASE);
  await page.getByRole("button", { name: "Unlock" }).click();
  await page.locator(".contact", { hasText: "Boris" }).waitFor();
}

const said = async (person: Person, text: string) =>
  assertEquals((await person.cli(["send", "Anna", text, "--wait", "30"])).code, 0);

Deno.test("a window is locked, hears nothing, opens again, and survives a kill as a lock screen", async () => {
  await using folders = new Folders();
  await using anna = await folders.person("Anna");
  await using boris = await folders.person("Boris");
  const { port } = await anna.start();
  await boris.start();
  await pair(anna, boris);
  await linked(anna, boris);
  await using browser = await launchBrowser();
  const problems: string[] = [];
  const page = await windowOf(browser, anna, problems);
  await said(boris, "the pelican is in the wardrobe");
  await page.locator(".contact", { hasText: "pelican" }).click();
  await page.locator(".bubble", { hasText: "pelican" }).waitFor();

  const client = (await connectToNode(anna.dataDir))!;
  await client.call("passphrase_set", { next: PASSPHRASE });
  client.close();
  await page.getByRole("button", { name: "Lock now" }).click();
  await page.getByRole("heading", { name: "Locked" }).waitFor();
  await said(boris, "a zebra came by");
  const left = await page.content();
  for (const word of ["pelican", "zebra", "Boris"]) assert(!left.includes(word), `"${word}" is in the locked page`);
  await page.locator("input[type=password]").fill("not this one");
  await page.getByRole("button", { name: "Unlock" }).click();
  await page.getByRole("alert").filter({ hasText: "The pass-phrase is wrong" }).waitFor();
  await open(page);
  await page.locator(".contact", { hasText: "zebra" }).waitFor();

  await page.keyboard.press("Control+KeyK");
  await page.keyboard.type("pelic");
  await page.locator(".found-message", { hasText: "wardrobe" }).click();
  await page.locator(".bubble", { hasText: "wardrobe" }).waitFor();

  const ui = new URL(anna.ready!.ui_url).port;
  await anna.kill();
  await page.getByText("does not answer").waitFor();
  await anna.start("--port", String(port), "--ui-port", ui);
  await page.getByRole("heading", { name: "Unlock Parley" }).waitFor();
  assert(!(await page.content()).includes("pelican"));
  await open(page);
  await anna.unlocked();
  assertEquals(problems, []);
});

Deno.test("a newcomer's window restores a backup and shows who and what was there", async () => {
  await using folders = new Folders();
  await using anna = await folders.person("Anna");
  await using boris = await folders.person("Boris");
  await anna.start();
  await boris.start();
  await pair(anna, boris);
  await linked(anna, boris);
  await said(boris, "kept in the backup");
  const secret = folders.path("passphrase");
  await Deno.writeTextFile(secret, PASSPHRASE);
  const file = folders.path("anna.parley-backup");
  const made = await anna.cli(["backup", file, "--passphrase-file", secret]);
  assertEquals(made.code, 0, made.stderr);
  await anna.kill();

  await using anew = folders.newcomer("Somebody");
  await anew.start();
  await using browser = await launchBrowser();
  const problems: string[] = [];
  const page = await windowOf(browser, anew, problems);
  await page.getByRole("button", { name: "Restore from a backup" }).first().click();
  await page.locator("dialog input[type=file]").setInputFiles(file);
  await page.locator("dialog input[type=password]").fill("not this one");
  await page.keyboard.press("Enter");
  await page.locator("dialog").getByRole("alert").filter({ hasText: "The pass-phrase is wrong" }).waitFor();
  await page.locator("dialog input[type=password]").fill(PASSPHRASE);
  await page.keyboard.press("Enter");
  await page.locator(".contact", { hasText: "kept in the backup" }).waitFor();
  await page.locator("dialog").waitFor({ state: "detached" });
  assertEquals(await page.locator(".me strong").textContent(), "Anna");
  await page.locator(".presence-online").first().waitFor(); // Boris, linked again
  assertEquals(problems, []);
});
