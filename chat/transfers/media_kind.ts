/**
 * What the window may show by itself, by the ending of the name. A short list of what browsers decode and do not run: never
 * SVG, HTML or PDF.
 */
import type { TransferRow } from "../../store/history_types.ts";
import type { Transfer } from "../../ui/api.ts";

/** Bytes of a picture, sound or video of ours that was handed over and stays to be shown; larger ones would lie on the disk twice. */
const MAX_KEPT_MEDIA = 32 * 1024 * 1024;

interface Media {
  readonly kind: NonNullable<Transfer["media"]>;
  /** Media type. */
  readonly type: string;
}

const picture = (type: string): Media => ({ kind: "picture", type: `image/${type}` });
const sound = (type: string): Media => ({ kind: "sound", type: `audio/${type}` });
const video = (type: string): Media => ({ kind: "video", type: `video/${type}` });

const ENDINGS: ReadonlyMap<string, Media> = new Map([
  ["png", picture("png")],
  ["jpg", picture("jpeg")],
  ["jpeg", picture("jpeg")],
  ["gif", picture("gif")],
  ["webp", picture("webp")],
  ["avif", picture("avif")],
  ["bmp", picture("bmp")],
  ["mp3", sound("mpeg")],
  ["ogg", sound("ogg")],
  ["oga", sound("ogg")],
  ["opus", sound("ogg")],
  ["m4a", sound("mp4")],
  ["wav", sound("wav")],
  ["flac", sound("flac")],
  ["mp4", video("mp4")],
  ["webm", video("webm")],
  ["mov", video("quicktime")],
  ["m4v", video("mp4")],
]);

/** Undefined: nothing the window shows. */
export function mediaOf(name: string): Media | undefined {
  const dot = name.lastIndexOf(".");
  return dot < 0 ? undefined : ENDINGS.get(name.slice(dot + 1).toLowerCase());
}

/** A window handed it over, and when it has arrived it stays in the profile all the same: our user looks at it as well. */
export function staysShown({ name, offer, final }: Pick<TransferRow, "name" | "offer" | "final">): boolean {
  return final === "completed" && offer.type === "file" && offer.size <= MAX_KEPT_MEDIA && mediaOf(name) !== undefined;
}
