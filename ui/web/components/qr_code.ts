import { html } from "../html.ts";

/** Light modules around the code that ISO/IEC 18004 asks for. */
const QUIET = 4;

/** Always dark on white, also in the dark theme: many readers do not know inverted codes. */
export function QrCode({ rows, label }: { rows: readonly string[]; label: string }) {
  const quiet = rows[0]?.includes("1") ? QUIET : 0; // without a dark module in its first row it brings its own
  const size = rows.length + 2 * quiet;
  return html`
    <svg class="qr" viewBox="0 0 ${size} ${size}" role="img" aria-label=${label} shape-rendering="crispEdges">
      <rect width=${size} height=${size} fill="#fff" />
      <path d=${modules(rows, quiet)} fill="#000" />
    </svg>
  `;
}

/** One rectangle per run of dark modules. */
function modules(rows: readonly string[], quiet: number): string {
  return rows.map((row, y) =>
    Array.from(
      row.matchAll(/1+/g),
      ({ index, 0: run }) => `M${index + quiet} ${y + quiet}h${run.length}v1h-${run.length}z`,
    ).join("")
  ).join("");
}
