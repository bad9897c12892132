/** FILE-1 CLI-1: what Tab makes of the line in `parley chat`. */
import { assertEquals } from "@std/assert";
import { complete } from "../../cli/chat/completion.ts";

Deno.test("CLI-1: Tab completes the name of a command as far as it is clear, in both languages", async () => {
  assertEquals(await complete("/acc"), { line: "/accept ", choices: [] });
  assertEquals(await complete("/отв"), { line: "/ответ ", choices: [] });
  assertEquals(await complete("/de"), { line: "/de", choices: ["decline", "delete"] });
  assertEquals(await complete("/fi"), { line: "/fi", choices: ["file", "files", "find"] });
  for (const line of ["", "hello", "//acc", "/nothing", "/reply te", "a /acc"]) {
    assertEquals(await complete(line), undefined, line);
  }
});

Deno.test("FILE-1: Tab completes a path behind /file: folders with a slash, spaces, quotes, and in any case", async () => {
  const dir = await Deno.makeTempDir();
  try {
    for (const name of ["one file.txt", "other.txt", "Верх.txt", ".hidden"]) {
      await Deno.writeTextFile(`${dir}/${name}`, "");
    }
    await Deno.mkdir(`${dir}/sub`);
    assertEquals(await complete(`/file ${dir}/su`), { line: `/file ${dir}/sub/`, choices: [] });
    assertEquals(await complete(`/file ${dir}/one`), { line: `/file ${dir}/one file.txt`, choices: [] });
    assertEquals(await complete(`/файл '${dir}/one f`), { line: `/файл '${dir}/one file.txt`, choices: [] });
    assertEquals(await complete(`/file ${dir}/o`), {
      line: `/file ${dir}/o`,
      choices: ["one file.txt", "other.txt"],
    });
    assertEquals(await complete(`/file ${dir}/верх`), { line: `/file ${dir}/Верх.txt`, choices: [] });
    assertEquals((await complete(`/file ${dir}/`))?.choices.includes(".hidden"), false);
    assertEquals(await complete(`/file ${dir}/.h`), { line: `/file ${dir}/.hidden`, choices: [] });
    for (const path of [`${dir}/x`, `${dir}/no/such`]) assertEquals(await complete(`/file ${path}`), undefined);
    assertEquals(await complete("/file ~"), { line: "/file ~/", choices: [] });
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
