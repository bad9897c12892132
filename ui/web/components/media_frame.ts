import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { Transfer } from "../../api.ts";
import { fileKind } from "../format/file_kind.ts";
import { safeName } from "../format/file_name.ts";
import { html } from "../html.ts";
import { openDialog } from "../state/dialogs.ts";
import { isHere, isOpen, mediaAddress } from "../state/file_actions.ts";
import { t } from "../state/store.ts";
import { Icon } from "./icon.ts";

/** Those the program or the browser could not show: from now on they are files like others. */
const broken = new Set<string>();

/** Bytes. A larger picture would take seconds and hundreds of megabytes to show: it is a file like others. */
const MAX_PICTURE = 40_000_000;

/** Its place is kept while it is on the way, so that nothing jumps when it is there. What never comes has none. */
export function hasFrame(file: Transfer): boolean {
  if (file.media !== "picture" && file.media !== "video" || broken.has(file.id)) return false;
  if (file.media === "picture" && file.size > MAX_PICTURE) return false;
  return file.direction === "out" ? file.path !== null : isOpen(file) || file.state === "completed";
}

interface Props {
  readonly file: Transfer;
  /** The card: over the lower part of it until it is whole. */
  readonly children: ComponentChildren;
}

/** A picture or a video in its place. Shown by the program's own address, so that the page's rights are none of its. */
export function MediaFrame({ file, children }: Props) {
  const [is_broken, setBroken] = useState(false);
  if (is_broken) return html`<div class="file" data-file=${file.state}>${children}</div>`;
  const fail = () => {
    broken.add(file.id);
    setBroken(true);
  };
  const done = file.state === "completed";
  return html`
    <div class="file framed ${isHere(file) ? "here" : ""}" data-file=${file.state}>
      <div class="media-frame">
        ${isHere(file) ? html`<${Shown} file=${file} onBroken=${fail} />` : html`<${Placeholder} file=${file} />`}
      </div>
      ${done ? html`<span class="unseen" id=${`words-${file.id}`}>${safeName(file.name)}</span>` : children}
    </div>
  `;
}

function Placeholder({ file }: { file: Transfer }) {
  return html`
    <span class="media-soon" aria-hidden="true"><${Icon} name=${fileKind(file) === "video"
      ? "play"
      : "picture"} /></span>
  `;
}

function Shown({ file, onBroken }: { file: Transfer; onBroken: () => void }) {
  const name = safeName(file.name);
  if (file.media === "video") {
    return html`
      <video controls preload="metadata" playsinline src=${mediaAddress(file)} aria-label=${name}
        onError=${onBroken}></video>
    `;
  }
  return html`
    <button class="media-open" type="button" aria-label=${t("media.open", { file: name })}
      onClick=${() => openDialog({ kind: "viewer", of: file })}>
      <img src=${mediaAddress(file)} alt=${name} loading="lazy" decoding="async" draggable=${false}
        onLoad=${fit} onError=${onBroken} />
    </button>
  `;
}

/** How much wider than its place a picture is shown whole: of a screenshot the words at the edges would be cut. */
const WIDE = 1.2;

/** A small one is not blown up, and a wide one not cut. */
function fit({ currentTarget }: Event): void {
  const image = currentTarget as HTMLImageElement;
  const { naturalWidth, naturalHeight, classList } = image;
  const { width, height } = image.parentElement!.getBoundingClientRect();
  classList.toggle("small", naturalWidth < width && naturalHeight < height);
  classList.toggle("wide", naturalWidth / naturalHeight > WIDE * width / height);
}

/** Below the card; its place is kept like that of a picture. */
export function SoundPlayer({ file }: { file: Transfer }) {
  const [is_broken, setBroken] = useState(broken.has(file.id));
  if (is_broken) return null;
  if (!isHere(file)) return isOpen(file) && html`<div class="media-sound soon"></div>`;
  const fail = () => {
    broken.add(file.id);
    setBroken(true);
  };
  return html`
    <audio class="media-sound" controls preload="metadata" src=${mediaAddress(file)} aria-label=${safeName(file.name)}
      onError=${fail}></audio>
  `;
}
