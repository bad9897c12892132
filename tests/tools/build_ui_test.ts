import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { uiAssets } from "../../assets.ts";
import { buildUi, styleOrder } from "../../tools/build_ui.ts";

Deno.test("the base style sheet is first and the others follow by name, on every system", () => {
  assertEquals(styleOrder(["b/z.css", "a/x.ts", "styles/base.css", "a/y.css"]), [
    "styles/base.css",
    "a/y.css",
    "b/z.css",
  ]);
  assertEquals(styleOrder(["a\\y.css", "styles\\base.css"])[0], "styles\\base.css");
});

Deno.test("a window that is built is not built again, and is whole", async () => {
  await buildUi();
  assertEquals(await buildUi(), false);
  const assets = uiAssets();
  const text = async (name: string) => new TextDecoder().decode(await assets.read(name));
  assertStringIncludes(await text("index.html"), `src="app.js"`);
  assert((await text("app.js")).length > 10_000);
  assert((await text("app.css")).length > 0);
  assertStringIncludes(await text("icon.svg"), "<svg");
});

Deno.test("nothing in the window's page is loaded from elsewhere or written inline", async () => {
  await buildUi();
  const page = new TextDecoder().decode(await uiAssets().read("index.html"));
  assertEquals(page.match(/(?:src|href)="(?:https?:)?\/\//g), null);
  assertEquals(page.match(/<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=/g), null);
  const styles = new TextDecoder().decode(await uiAssets().read("app.css"));
  assertEquals(styles.match(/url\(\s*["']?(?:https?:)?\/\//g), null);
  assertEquals(styles.match(/@import/g), null);
});
