/** The settings as a test finds its way in them. */
import type { Page } from "playwright-core";
import type { ApiMethod } from "../../ui/api.ts";
import type { FakeBackend } from "./fake_backend.ts";

/** Opens a section. */
export async function section(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: "Settings" }).click();
  await page.getByRole("tab", { name, exact: true }).click();
}

/** What the window gave to a method, each time. */
export const paramsOf = (backend: FakeBackend, method: ApiMethod) =>
  backend.calls.filter((call) => call.method === method).map(({ params }) => params);

export const switchOf = (page: Page, name: string) => page.getByRole("switch", { name });
export const field = (page: Page, name: string) => page.getByRole("textbox", { name, exact: true });
export const banner = (page: Page, text: string | RegExp) => page.locator(".banner", { hasText: text });

export async function passphrases(page: Page, one: string, two: string): Promise<void> {
  await page.getByLabel(/^(New pass-phrase|Pass-phrase for this file)$/).fill(one);
  await page.getByLabel("Once more").fill(two);
}
