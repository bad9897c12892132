import { assertEquals } from "@std/assert";
import type { Browser } from "playwright-core";
import { launchBrowser } from "../../support/browser.ts";
import { withServer } from "../server/support.ts";

/** What somebody reads at an address of the program that opens nothing, in their browser's language. */
async function readAt(browser: Browser, address: string, locale: string) {
  const context = await browser.newContext({ locale });
  try {
    const page = await context.newPage();
    const troubles: string[] = [];
    page.on("pageerror", (error) => troubles.push(String(error)));
    page.on("console", (message) => message.text().includes("401") || troubles.push(message.text()));
    await page.goto(address);
    await page.getByRole("main").getByRole("heading", { level: 1 }).waitFor();
    const headings = await page.getByRole("main").getByRole("heading", { level: 2 }).allTextContents();
    const languages = await page.locator("main section").evaluateAll((all) =>
      all.map((each) => (each as HTMLElement).lang)
    );
    assertEquals(troubles, [], "the page keeps to its own policy");
    assertEquals(await page.evaluate(() => document.documentElement.lang), locale.startsWith("ru") ? "ru" : "en");
    const styled = await page.evaluate(() => getComputedStyle(document.querySelector("main")!).borderRadius);
    assertEquals(styled, "28px", "the style is let in by its hash");
    return { headings, languages };
  } finally {
    await context.close();
  }
}

const EN = "This link no longer opens Parley";
const RU = "Эта ссылка больше не открывает Parley";

Deno.test("a link that no longer opens says so in the reader's language first, and what to do", () =>
  withServer(async ({ port }) => {
    const browser = await launchBrowser();
    try {
      const used = `http://127.0.0.1:${port}/launch?token=${"A".repeat(43)}`;
      assertEquals(await readAt(browser, used, "ru-RU"), { headings: [RU, EN], languages: ["ru", "en"] });
      assertEquals(await readAt(browser, used, "en-GB"), { headings: [EN, RU], languages: ["en", "ru"] });
      assertEquals(await readAt(browser, used, "de-DE"), { headings: [EN, RU], languages: ["en", "ru"] });
      const foreign = `http://127.0.0.1:${port}/w/${"0".repeat(32)}/`;
      assertEquals(await readAt(browser, foreign, "en-GB"), { headings: [EN, RU], languages: ["en", "ru"] });
      assertEquals(await readAt(browser, foreign, "ru-RU"), { headings: [RU, EN], languages: ["ru", "en"] });
    } finally {
      await browser.close();
    }
  }));
