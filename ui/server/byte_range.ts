/** The `Range` header (RFC 9110, section 14.1.2), as far as a player needs it: one range of bytes. Pure. */

/** A part of a file; `to` is excluded. */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

/**
 * @param value of the header; undefined when there is none
 * @param size of the whole file, bytes
 * @returns undefined for the whole file: also when the header is not one range we understand, which section 14.2 lets a
 * server ignore; "beyond" when nothing of it is in the file
 */
export function byteRangeOf(value: string | undefined, size: number): ByteRange | "beyond" | undefined {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/i.exec(value ?? "") ?? [];
  if (first === undefined || first + last === "") return undefined;
  if (first === "") {
    return Number(last) === 0 || size === 0 ? "beyond" : rangeOf(Math.max(0, size - Number(last)), size);
  }
  const from = Number(first);
  if (last !== "" && Number(last) < from) return undefined;
  if (from >= size) return "beyond";
  return rangeOf(from, last === "" ? size : Math.min(size, Number(last) + 1));
}

function rangeOf(from: number, to: number): ByteRange {
  return { from, to };
}
