import { assertEquals } from "@std/assert";
import { inRoot } from "../../tools/repository.ts";

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

Deno.test("icon.ico holds a picture of each size Windows asks for, where its table says", async () => {
  const bytes = await Deno.readFile(inRoot("assets", "icon.ico"));
  const view = new DataView(bytes.buffer);
  assertEquals([view.getUint16(0, true), view.getUint16(2, true)], [0, 1]);
  const sizes = Array.from({ length: view.getUint16(4, true) }, (_, i) => {
    const entry = 6 + 16 * i;
    const at = view.getUint32(entry + 12, true);
    assertEquals([...bytes.subarray(at, at + 8)], PNG);
    const width = view.getUint32(at + 16); // IHDR, big-endian
    assertEquals(bytes[entry], width % 256);
    return width;
  });
  assertEquals(sizes, [16, 24, 32, 48, 64, 256]);
});
