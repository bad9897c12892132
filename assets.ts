/**
 * The files the program needs beside its code: the window and SQLite's WebAssembly. One module in the repository's root,
 * because in a compiled executable the bundled code stands in the root of the embedded files, so that the same relative
 * paths hold in both.
 */
import { fileURLToPath } from "node:url";
import type { AssetSource } from "./ui/server/mod.ts";

/** Where `deno task compile` puts SQLite's WebAssembly, from which the executable embeds it. */
export const EMBEDDED_SQL_WASM = "build/embedded/sql-wasm.wasm";

/** Where `deno task bundle` puts the window. */
export const UI_FOLDER = "ui/dist";

/** The WebAssembly of sql.js: embedded in the executable, in the npm package when run from source. */
export async function sqlWasm(): Promise<Uint8Array<ArrayBuffer>> {
  const url = Deno.build.standalone
    ? new URL(`./${EMBEDDED_SQL_WASM}`, import.meta.url).href
    : import.meta.resolve("sql.js/dist/sql-wasm.wasm");
  return await Deno.readFile(fileURLToPath(url));
}

/** The window's files, as `deno task bundle` made them. */
export function uiAssets(): AssetSource {
  return { read: (name) => Deno.readFile(new URL(`./${UI_FOLDER}/${encodeURIComponent(name)}`, import.meta.url)) };
}
