/** UUIDs of items: version 7 (RFC 9562, section 5.7), in lower case as text. */

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
export const UUID_BYTES = 16;

export function isUuid(value: unknown): value is string {
  return typeof value === "string" && UUID_V7.test(value);
}

/** @param id passed {@link isUuid} */
export function uuidToBytes(id: string): Uint8Array {
  return Uint8Array.fromHex(id.replaceAll("-", ""));
}

/** @returns undefined when the first 16 bytes are no UUIDv7 */
export function uuidFromBytes(bytes: Uint8Array): string | undefined {
  const id = bytes.subarray(0, UUID_BYTES).toHex().replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  return isUuid(id) ? id : undefined;
}
