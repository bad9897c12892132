/**
 * Pictures of every screen, wide and on a phone, light and dark, in both languages, into `screenshots/`:
 * `deno run -A tools/screenshots.ts [part of a name…]`. To be looked at, not compared by a machine.
 */
import { launchBrowser } from "../tests/support/browser.ts";
import { onScreen, SCREENS } from "../tests/support/window_screens.ts";

const FOLDER = new URL("../screenshots/", import.meta.url);
const LANGUAGES = ["en", "ru"] as const;
const THEMES = ["light", "dark"] as const;

async function main(wanted: readonly string[]): Promise<void> {
  await Deno.mkdir(FOLDER, { recursive: true });
  const browser = await launchBrowser();
  try {
    for (const [name, screen] of Object.entries(SCREENS)) {
      for (const size of ["wide", "phone"] as const) {
        for (const theme of THEMES) {
          for (const language of LANGUAGES) {
            const label = `${name}-${size}-${theme}-${language}`;
            if (wanted.length > 0 && !wanted.some((part) => label.includes(part))) continue;
            await onScreen(browser, screen, { language, theme, size }, async (page) => {
              await Deno.writeFile(new URL(`${label}.png`, FOLDER), await page.screenshot({ animations: "disabled" }));
            });
            console.log(label);
          }
        }
      }
    }
  } finally {
    await browser.close();
  }
}

if (import.meta.main) await main(Deno.args);
