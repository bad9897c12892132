/** How the values of a message are stored where the plain way would be large or lossy. */

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** What is stored for an id: a UUID as its 16 bytes (40 MB less in a million messages), anything else as it is. */
export function packId(id: string): Uint8Array | string {
  return UUID.test(id) ? Uint8Array.fromHex(id.replaceAll("-", "")) : id;
}

/** The id that was stored. */
export function unpackId(stored: Uint8Array | string): string {
  if (typeof stored === "string") return stored;
  const hex = stored.toHex();
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** sql.js reads text with a decoder that swallows a leading byte order mark; such a text is stored as bytes. */
export function packText(text: string): Uint8Array | string {
  return text.startsWith("\ufeff") ? new TextEncoder().encode(text) : text;
}

/** The text that was stored. */
export function unpackText(stored: Uint8Array | string): string {
  return typeof stored === "string" ? stored : new TextDecoder("utf-8", { ignoreBOM: true }).decode(stored);
}
