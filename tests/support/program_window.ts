/** The window of a whole program, in a real browser, and what a person does in it. */
import type { Browser, Page } from "playwright-core";
import type { Person } from "./node_process.ts";

export const bubble = (page: Page, text: string) => page.locator(".bubble", { hasText: text });
export const composer = (page: Page) => page.locator(".composer textarea");
/** What was written is with the program: before, it is shown from the page alone. */
export const sent = (page: Page, text: string) => bubble(page, text).and(page.locator(":not([data-status=queued])"));

/** @param problems errors of the page are put there */
export async function windowOf(browser: Browser, person: Person, problems: string[]): Promise<Page> {
  const context = await browser.newContext({ locale: "en-GB", timezoneId: "UTC" });
  const page = await context.newPage();
  page.on("pageerror", (error) => problems.push(String(error)));
  const [{ ui_url }] = await person.json<{ ui_url: string }>("status");
  await page.goto(ui_url);
  return page;
}

/** Writes it and presses Enter. */
export async function say(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await composer(page).press("Enter");
}

/** An item of the menu of a message. */
export async function choose(page: Page, text: string, item: string): Promise<void> {
  await bubble(page, text).click({ button: "right" });
  await page.getByRole("menuitem", { name: item, exact: true }).click();
}
