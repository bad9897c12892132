/**
 * Draws the application's icon files from the window's `icon.svg`: run by hand when that changes, with the path of a
 * Chromium: `deno run -q -P=tools tools/make_icon.ts /usr/bin/chromium`. Gives assets/icon.png and assets/icon.ico.
 */
import { chromium } from "playwright-core";
import { inRoot } from "./repository.ts";

/** The sizes Windows asks for, in pixels; PNG inside an ICO is read since Windows Vista. */
const SIZES = [16, 24, 32, 48, 64, 256];

/** Joins PNG pictures to an ICO file: a 6-byte head, 16 bytes for each picture, the pictures. */
export function icoOf(pictures: readonly { size: number; png: Uint8Array }[]): Uint8Array {
  const head = 6 + 16 * pictures.length;
  const bytes = new Uint8Array(pictures.reduce((total, { png }) => total + png.length, head));
  const view = new DataView(bytes.buffer);
  view.setUint16(2, 1, true);
  view.setUint16(4, pictures.length, true);
  let at = head;
  pictures.forEach(({ size, png }, i) => {
    const entry = 6 + 16 * i;
    bytes[entry] = bytes[entry + 1] = size % 256; // 0 stands for 256
    view.setUint16(entry + 4, 1, true);
    view.setUint16(entry + 6, 32, true);
    view.setUint32(entry + 8, png.length, true);
    view.setUint32(entry + 12, at, true);
    bytes.set(png, at);
    at += png.length;
  });
  return bytes;
}

async function draw(executablePath: string): Promise<void> {
  const svg = await Deno.readTextFile(inRoot("ui", "web", "icon.svg"));
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  const pictures = [];
  for (const size of SIZES) {
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    await page.setContent(
      `<style>html,body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`,
    );
    pictures.push({ size, png: new Uint8Array(await page.screenshot({ omitBackground: true })) });
    await page.close();
  }
  await browser.close();
  await Deno.writeFile(inRoot("assets", "icon.ico"), icoOf(pictures));
  await Deno.writeFile(inRoot("assets", "icon.png"), pictures[pictures.length - 1].png);
}

if (import.meta.main) await draw(Deno.args[0]);
