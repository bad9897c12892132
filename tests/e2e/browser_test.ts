/** UI-1 UI-2 UI-7 NET-2 TXT-2: two people, each with a window of their own, meet by an invite and talk. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import type { BrowserContext, Page } from "playwright-core";
import { launchBrowser } from "../support/browser.ts";
import type { Person } from "../support/node_process.ts";
import { Folders } from "../support/profiles.ts";

/** What every page must be: free of errors, and loading nothing from elsewhere. */
interface Watched {
  readonly page: Page;
  readonly problems: string[];
}

async function open(context: BrowserContext, person: Person): Promise<Watched> {
  const page = await context.newPage();
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
  page.on("request", (request) => {
    const { hostname } = new URL(request.url());
    if (hostname !== "127.0.0.1") problems.push(`loaded from ${hostname}`);
  });
  const [{ ui_url }] = await person.json<{ ui_url: string }>("status");
  await page.goto(ui_url);
  await page.getByRole("heading", { name: new RegExp(`Welcome to Parley, ${person.name}`) }).waitFor();
  return { page, problems };
}

async function say(page: Page, to: string, text: string): Promise<void> {
  const composer = page.getByRole("textbox", { name: `Message to ${to}` });
  await composer.fill(text);
  await composer.press("Enter");
}

Deno.test("two people swap an invite in their windows and talk, and a killed program comes back by itself", async () => {
  await using folders = new Folders();
  await using anna = await folders.person("Anna");
  await using boris = await folders.person("Boris");
  const { port } = await anna.start();
  await boris.start();
  await using browser = await launchBrowser();
  const options = { locale: "en-GB", timezoneId: "UTC" };
  const [hers, his] = [await browser.newContext(options), await browser.newContext(options)];
  const annas = await open(hers, anna);
  const boriss = await open(his, boris);

  await annas.page.getByRole("button", { name: "Invite someone" }).first().click();
  const invite = annas.page.getByLabel("Invite text");
  await invite.waitFor();
  const text = await invite.inputValue();
  await annas.page.keyboard.press("Escape");

  await boriss.page.getByRole("button", { name: "I have an invite" }).first().click();
  await boriss.page.getByLabel("Paste the invite you were sent").fill(`Come to Parley! ${text}`);
  await boriss.page.getByRole("button", { name: "Connect with Anna" }).click();
  await boriss.page.getByRole("button", { name: "Write to Anna" }).click();
  await say(boriss.page, "Anna", "Привет! 👋");

  await annas.page.getByRole("option", { name: /Boris/ }).or(annas.page.getByRole("button", { name: /Boris/ })).first()
    .click();
  await annas.page.getByRole("log").getByText("Привет! 👋").waitFor();
  await say(annas.page, "Boris", "and hello to you");
  await boriss.page.getByRole("log").getByText("and hello to you").waitFor();
  await boriss.page.getByRole("log").getByLabel(/^Read/).first().waitFor();

  assertEquals([annas.problems, boriss.problems], [[], []]);
  await anna.kill();
  await annas.page.getByText("The Parley program does not answer", { exact: false }).first().waitFor();
  await say(annas.page, "Boris", "written while the program was gone");
  const ui = new URL(anna.ready!.ui_url).port;
  await anna.start("--port", String(port), "--ui-port", ui);
  await boriss.page.getByRole("log").getByText("written while the program was gone").waitFor({ timeout: 60_000 });
  const history = await anna.json<{ text: string }>("history", "Boris");
  assertEquals(history.map(({ text }) => text), [
    "Привет! 👋",
    "and hello to you",
    "written while the program was gone",
  ]);
});

Deno.test("the window opens with a link that works once", async () => {
  await using folders = new Folders();
  await using anna = await folders.person("Anna");
  const { ui_url } = await anna.start();
  await using browser = await launchBrowser();
  const first = await (await browser.newContext({ locale: "en-GB" })).newPage();
  await first.goto(ui_url);
  await first.getByRole("heading", { name: /Welcome to Parley, Anna/ }).waitFor();
  const second = await (await browser.newContext({ locale: "en-GB" })).newPage();
  await second.goto(ui_url);
  assertStringIncludes(await second.locator("body").innerText(), "Parley");
  assertEquals(await second.getByRole("heading", { name: /Welcome/ }).count(), 0);
});
