import axe from "axe-core";
import { assertEquals, assertMatch } from "@std/assert";
import type { Page } from "playwright-core";
import { launchBrowser } from "../../support/browser.ts";
import { onScreen, PHONE_SIZE, SCREENS } from "../../support/window_screens.ts";

/** What axe-core finds in the page as it is now: the serious and critical, one line each. */
async function violations(page: Page): Promise<string[]> {
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: typeof axe }).axe.run(document, { resultTypes: ["violations"] })
  );
  return violations.filter(({ impact }) => impact === "serious" || impact === "critical").flatMap((violation) =>
    violation.nodes.map(({ target, failureSummary }) => `${violation.id}: ${target.join(" ")}: ${failureSummary}`)
  );
}

Deno.test("on every screen whoever cannot see, hear or point finds their way", async (t) => {
  const browser = await launchBrowser();
  try {
    for (const [name, screen] of Object.entries(SCREENS)) {
      await t.step(
        name,
        () =>
          onScreen(browser, screen, { language: "en", theme: "light", size: "wide" }, async (page) => {
            await page.emulateMedia({ reducedMotion: "reduce" }); // a colour on its way to another is neither of them
            await page.evaluate(axe.source); // not held back by the page's policy, which forbids scripts of others
            assertEquals(await violations(page), [], "wide, light");
            // Colours do not depend on the width, nor names on the theme: two of the four show what all four would.
            await page.setViewportSize(PHONE_SIZE);
            await page.evaluate(() => document.documentElement.dataset.theme = "dark");
            assertEquals(await violations(page), [], "phone, dark");
          }),
      );
    }
    await t.step(
      "and a control that loses its name would be noticed",
      () =>
        onScreen(browser, SCREENS.list, { language: "en", theme: "light", size: "wide" }, async (page) => {
          await page.evaluate(axe.source);
          await page.locator(".me > .icon-button").last().evaluate((button) => {
            button.removeAttribute("aria-label");
            button.removeAttribute("title");
          });
          assertMatch((await violations(page)).join("\n"), /^button-name: /);
        }),
    );
  } finally {
    await browser.close();
  }
});
