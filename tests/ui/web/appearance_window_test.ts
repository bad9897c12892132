import { assertEquals, assertMatch } from "@std/assert";
import { bubble, composer, fill, open, PHONE, testWindow } from "../../support/window.ts";

testWindow("whoever they are and whatever they use, a person", [
  ["does all of it by keyboard alone", {
    prepare: (backend) => backend.person("Clara", { id: "77" }),
  }, async ({ page, backend }) => {
    await page.keyboard.press("Control+KeyK");
    await page.keyboard.type("clar");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.keyboard.type("by keyboard");
    await page.keyboard.press("Enter");
    await bubble(page, "by keyboard").and(page.locator("[data-status=sent]")).waitFor();
    assertEquals([...backend.messages.values()].flat().map(({ text }) => text), ["by keyboard"]);
    await page.keyboard.press("Control+KeyK");
    await page.keyboard.press("Escape");
    assertEquals(await page.locator(".search input").inputValue(), "");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("End");
    const last = await page.evaluate(() => document.activeElement?.textContent ?? "");
    assertMatch(last, /Boris/);
    await page.getByRole("button", { name: "More for Clara" }).press("Enter");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Escape");
    assertEquals(await page.getByRole("menu").count(), 0);
    await page.keyboard.press("Enter");
    const items = await page.getByRole("menuitem").allTextContents();
    for (let i = 0; i < items.indexOf("Rename"); i++) await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog", { name: "Rename Clara" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
  }],
  ["switches to Russian and back, and the program remembers it", {}, async ({ page, backend }) => {
    await page.getByRole("button", { name: "Settings" }).click();
    await page.getByRole("radio", { name: "Русский" }).check();
    await page.getByRole("heading", { name: "Настройки" }).waitFor();
    assertEquals(await page.evaluate(() => document.documentElement.lang), "ru");
    await page.keyboard.press("Escape");
    await page.locator(".contact .presence", { hasText: "в сети" }).waitFor();
    await backend.until(() => backend.settings.language === "ru");
    await page.reload();
    await page.getByRole("button", { name: "Настройки" }).waitFor();
  }],
  ["sees Russian at once in a Russian browser", {
    options: { locale: "ru-RU" },
    prepare: (backend) => backend.settings.language = null,
  }, async ({ page }) => {
    await page.getByRole("button", { name: "Настройки" }).waitFor();
  }],
  ["on a phone has the list and the conversation as two pages", { options: PHONE }, async ({ page }) => {
    assertEquals(await page.locator(".chat").isVisible(), false);
    await open(page, "Boris");
    assertEquals(await page.locator(".sidebar").isVisible(), false);
    await composer(page).waitFor();
    await page.getByRole("button", { name: "Back to the list" }).click();
    await page.locator(".contact").waitFor();
    assertEquals(await page.evaluate(() => document.documentElement.scrollWidth), 390);
  }],
  [
    "on a phone goes from the conversation to the list with the browser's own Back",
    { options: PHONE },
    async (world) => {
      const { page } = world;
      const at_start = await page.evaluate(() => history.length);
      await open(page, "Boris");
      await composer(page).waitFor();
      await page.goBack();
      await page.locator(".contact").waitFor();
      assertEquals(await page.locator(".chat").isVisible(), false);
      await page.goForward();
      await composer(page).waitFor();
      // Back and forth within the page leaves nothing behind that Back would have to go through.
      for (let i = 0; i < 3; i++) {
        const gone = await page.evaluateHandle(() => {
          const { promise, resolve } = Promise.withResolvers<void>();
          addEventListener("popstate", () => resolve(), { once: true });
          return { promise };
        });
        await page.getByRole("button", { name: "Back to the list" }).click();
        await open(page, "Boris");
        await composer(page).waitFor();
        await gone.evaluate(({ promise }) => promise); // until then Back would lead out of the window
      }
      assertEquals(await page.evaluate(() => history.length), at_start + 1);
      await page.goBack();
      await page.locator(".contact").waitFor();
      assertEquals(await page.locator(".chat").isVisible(), false);
    },
  ],
  ["whose contact is gone does not come to it with Back or Forward", {
    options: PHONE,
    prepare: (backend) => backend.person("Clara"),
  }, async ({ page, backend, boris }) => {
    await open(page, "Boris");
    await composer(page).waitFor();
    await backend.call("contact_remove", { conversation: boris });
    await page.locator(".contact", { hasText: "Boris" }).waitFor({ state: "detached" });
    await page.waitForFunction(() => history.state === null);
    await page.goForward();
    await page.locator(".contact", { hasText: "Clara" }).waitFor();
    assertEquals(await page.locator(".chat").isVisible(), false);
  }],
  ["has a dark window when the system is dark, unless told otherwise", {
    options: { colorScheme: "dark" },
  }, async ({ page }) => {
    const ground = () => page.evaluate(() => getComputedStyle(document.querySelector(".sidebar")!).backgroundColor);
    assertEquals(await ground(), "rgb(23, 32, 43)");
    await page.getByRole("button", { name: "Settings" }).click();
    await page.getByRole("radio", { name: "Light" }).check();
    await page.waitForFunction(() => document.documentElement.dataset.theme === "light");
    assertEquals(await ground(), "rgb(255, 255, 255)");
  }],
  ["copies their own number as plain digits", {}, async ({ page, backend }) => {
    await page.getByRole("button", { name: "Copy your number" }).click();
    await page.locator("[aria-live=polite]", { hasText: "Copied" }).waitFor({ state: "attached" });
    assertEquals(await page.evaluate(() => navigator.clipboard.readText()), backend.me.id);
  }],
  ["finds every control named for a screen reader", {
    prepare: (backend, boris) => fill(backend, boris, 3),
  }, async ({ page }) => {
    await open(page, "Boris");
    await bubble(page, "line 3").waitFor();
    const nameless = await page.locator("button, input, textarea, [role=img]").evaluateAll((all) =>
      all.filter((control) => {
        const labels = (control as HTMLInputElement).labels?.[0]?.textContent ?? "";
        return ((control.getAttribute("aria-label") ?? "") + control.textContent + labels).trim() === "";
      }).map((control) => control.outerHTML)
    );
    assertEquals(nameless, []);
  }],
]);
