/** FILE-1 FILE-2 FILE-5 FILE-6 FILE-7 FILE-8: two people, each before a real window, send each other files. */
import { assert, assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { launchBrowser } from "../support/browser.ts";
import { linked, pair, type Person } from "../support/node_process.ts";
import { drawnPicture } from "../support/pictures.ts";
import { Folders } from "../support/profiles.ts";

const MEBIBYTE = 1_048_576;
const card = (page: Page, name: string) => page.locator(".bubble", { hasText: name });
const chooser = (page: Page) => page.locator(".attach input[type=file]").first();
const send = (page: Page) => page.getByRole("dialog").getByRole("button", { name: "Send", exact: true }).click();

async function windowOf(browser: Browser, person: Person, other: string, problems: string[]): Promise<Page> {
  const context = await browser.newContext({ locale: "en-GB", timezoneId: "UTC" });
  const page = await context.newPage();
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
  const [{ ui_url }] = await person.json<{ ui_url: string }>("status");
  await page.goto(ui_url);
  await page.locator(".contact", { hasText: other }).first().click();
  await page.locator(".composer textarea").waitFor();
  return page;
}

Deno.test("two people send each other files in their windows, and see the same of them", async () => {
  await using folders = new Folders();
  await using anna = await folders.person("Anna");
  await using boris = await folders.person("Boris");
  await anna.start();
  await boris.start();
  await pair(anna, boris);
  await linked(anna, boris);
  await using browser = await launchBrowser();
  const problems: string[] = [];
  const hers = await windowOf(browser, anna, "Boris", problems);
  const his = await windowOf(browser, boris, "Anna", problems);
  const downloads = join(folders.path("Boris"), "downloads");

  const picture = drawnPicture(320, 240, 200);
  await chooser(hers).setInputFiles({ name: "lake.png", mimeType: "image/png", buffer: Buffer.from(picture) });
  await hers.locator(".media-open img").waitFor();
  await card(his, "lake.png").getByText(/^Takes .* on your disk$/).waitFor();
  await card(his, "lake.png").getByRole("button", { name: "Accept" }).click();
  await his.waitForFunction(() => document.querySelector<HTMLImageElement>(".media-open img")?.naturalWidth === 320);
  assertEquals(await Deno.readFile(join(downloads, "lake.png")), picture);

  const bytes = crypto.getRandomValues(new Uint8Array(60_000));
  const large = new Uint8Array(20 * MEBIBYTE + 17).map((_, i) => bytes[i % bytes.length] ^ (i >> 13));
  await chooser(hers).setInputFiles({ name: "large.bin", mimeType: "", buffer: Buffer.from(large) });
  await hers.getByText(/^It takes 21 file packets of the \d[\d,]* you have left for Boris\.$/).waitFor();
  await send(hers);
  await card(hers, "large.bin").getByText("Waiting for Boris to accept").first().waitFor();
  await card(his, "large.bin").getByRole("button", { name: "Accept" }).click();
  await card(his, "large.bin").getByText(/^20 MB · .*\/s$/).waitFor();
  await card(hers, "large.bin").getByText(/^20 MB · .*\/s$/).waitFor();
  assertEquals(await Deno.readFile(join(downloads, "large.bin")), large);

  await chooser(hers).setInputFiles({ name: "unwanted.txt", mimeType: "", buffer: Buffer.from("no") });
  await card(his, "unwanted.txt").getByRole("button", { name: "Decline" }).click();
  await card(his, "unwanted.txt").getByText("You declined").first().waitFor();
  await card(hers, "unwanted.txt").getByText("Boris declined").first().waitFor();

  const from = folders.path("source");
  await Deno.mkdir(join(from, "trip", "empty"), { recursive: true });
  await Deno.writeTextFile(join(from, "trip", "день.txt"), "first");
  await Deno.writeTextFile(join(from, "trip", "b.txt"), "second");
  await hers.getByRole("button", { name: "Attach" }).click();
  await hers.getByRole("menuitem", { name: /^Without a copy/ }).click();
  await hers.getByRole("textbox", { name: "Find, or paste a path" }).fill(join(from, "trip"));
  await hers.keyboard.press("Enter");
  await hers.getByRole("button", { name: /^день\.txt/ }).waitFor();
  await hers.getByRole("navigation").locator("button").nth(-2).click();
  await hers.getByRole("checkbox", { name: "Choose the whole folder trip" }).check();
  await send(hers);
  await card(his, "trip").getByText("2 files, 11 bytes").waitFor();
  await card(his, "trip").getByRole("button", { name: "Accept" }).click();
  await card(his, "trip").getByRole("button", { name: "Show in folder" }).waitFor();
  assertEquals(await Deno.readTextFile(join(downloads, "trip", "день.txt")), "first");
  assert((await Deno.stat(join(downloads, "trip", "empty"))).isDirectory);
  assertEquals(problems, []);
});
