import { html } from "../html.ts";

/** How far something has come, 0 … 1. Without words: they stand beside it. */
export function FileBar({ part, label, text }: { part: number; label: string; text: string }) {
  return html`
    <div class="file-bar" role="progressbar" aria-label=${label} aria-valuemin="0" aria-valuemax="100"
      aria-valuenow=${Math.floor(part * 100)} aria-valuetext=${text}>
      <span style=${{ transform: `scaleX(${part})` }}></span>
    </div>
  `;
}
