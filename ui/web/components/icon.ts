/** Line icons, drawn on a 24 × 24 grid. Decoration only: the control around them has the label. */
import { html } from "../html.ts";

const PATHS = {
  back: "M15 5l-7 7 7 7",
  check: "M5 12.500l4.500 4.500L19 7.500",
  close: "M6 6l12 12M18 6L6 18",
  copy: "M9 9h10v11H9zM5 15V4h10",
  down: "M6 9.500l6 6 6-6",
  file: "M13 3H6v18h12V8zM13 3v5h5",
  gear:
    "M12 15.200a3.200 3.200 0 100-6.400 3.200 3.200 0 000 6.400zM19.400 13.500l1.800 1.300-1.900 3.300-2.100-.8a7.600 7.600 0 01-2.300 1.300L14.500 21h-3.800l-.4-2.400A7.600 7.600 0 018 17.300l-2.100.8L4 14.800l1.800-1.300a7.500 7.500 0 010-2.700L4 9.500l1.900-3.300 2.100.8a7.600 7.600 0 012.300-1.300l.4-2.500h3.800l.4 2.500A7.600 7.600 0 0117.200 7l2.100-.8 1.900 3.300-1.800 1.300a7.500 7.500 0 010 2.700z",
  lock: "M6 11h12v9H6zM8.500 11V8a3.500 3.500 0 017 0v3",
  more: "M12 6v.01M12 12v.01M12 18v.01",
  person_add:
    "M10 11a3.500 3.500 0 100-7 3.500 3.500 0 000 7zM3.500 20c0-3.600 2.900-6 6.500-6 1.300 0 2.500.3 3.500.9M18 14v6M15 17h6",
  search: "M11 18a7 7 0 100-14 7 7 0 000 14zM20.500 20.500L16 16",
  send: "M4 12l16-7.500-5.500 16-3-6.500zM11.500 14L20 4.500",
  ticket: "M4 7h16v3.500a1.800 1.800 0 000 3.500V17.500H4V14a1.800 1.800 0 000-3.500zM14 7v10.500",
  warning: "M12 4l9 16H3zM12 10v4.500M12 17.300v.01",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return html`
    <svg class="icon icon-${name}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d=${PATHS[name]} />
    </svg>
  `;
}
