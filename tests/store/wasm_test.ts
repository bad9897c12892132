/** The compiled executable hands the WebAssembly over; nothing is looked for beside the source then. */

import { assertEquals } from "@std/assert";

Deno.test("SQLite starts from bytes that are handed over", async () => {
  const program = `
    import { createRequire } from "node:module";
    import { openDatabase } from ${JSON.stringify(new URL("../../store/mod.ts", import.meta.url).href)};
    import { SimDisk } from ${JSON.stringify(new URL("../support/sim_disk.ts", import.meta.url).href)};
    const file = createRequire(${JSON.stringify(import.meta.url)}).resolve("sql.js/dist/sql-wasm.wasm");
    const wasm = Deno.readFileSync(file);
    const open = (bytes) => openDatabase({ path: "/p/x", migrations: [], files: new SimDisk(), wasm: bytes });
    if (Deno.args[0] === "damaged") wasm.fill(0, 0, 8);
    const db = await open(wasm);
    console.log(JSON.stringify(db.get("SELECT 6 * 7 AS n")));
    await db.close();
  `;
  const run = async (kind: string) => {
    const args = ["eval", "--no-check", program, kind];
    const { stdout, success } = await new Deno.Command(Deno.execPath(), { args, stderr: "null" }).output();
    return [success, new TextDecoder().decode(stdout).trim()];
  };
  assertEquals(await run("good"), [true, '{"n":42}']);
  assertEquals((await run("damaged"))[0], false);
});
