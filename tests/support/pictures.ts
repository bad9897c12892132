/** Pictures for tests, made on the spot: PNG (RFC 2083) with a gradient. */
import { crc32, deflateSync } from "node:zlib";

/** @param hue of its colours, 0…360 */
export function drawnPicture(width: number, height: number, hue: number): Uint8Array<ArrayBuffer> {
  const rows = new Uint8Array((width * 3 + 1) * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * (width * 3 + 1) + 1 + x * 3;
      const hill = height * (0.62 + 0.12 * Math.sin(x / width * 7) + 0.05 * Math.sin(x / width * 23));
      rows.set(
        y > hill ? colour(hue + 120, 0.3, 0.35 + 0.2 * y / height) : colour(hue, 0.55, 0.85 - 0.4 * y / height),
        at,
      );
    }
  }
  const head = new Uint8Array(13);
  new DataView(head.buffer).setUint32(0, width);
  new DataView(head.buffer).setUint32(4, height);
  head.set([8, 2], 8); // eight bits each of red, green, blue
  const parts = [
    new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    part("IHDR", head),
    part("IDAT", deflateSync(rows)),
    part("IEND", new Uint8Array()),
  ];
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  parts.reduce((at, bytes) => (all.set(bytes, at), at + bytes.length), 0);
  return all;
}

function part(name: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(data.length + 12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  bytes.set(new TextEncoder().encode(name), 4);
  bytes.set(data, 8);
  view.setUint32(data.length + 8, crc32(bytes.subarray(4, data.length + 8)));
  return bytes;
}

/** From hue, saturation and lightness (CSS Color 4, section 7). */
function colour(hue: number, saturation: number, light: number): number[] {
  const range = saturation * Math.min(light, 1 - light);
  return [0, 8, 4].map((n) => {
    const k = (n + hue / 30) % 12;
    return Math.round(255 * (light - range * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
  });
}
