/** The picture in the tab: with a dot while something is unread. */
import { unreadTotal } from "./store.ts";

const DOT = '<circle cx="49" cy="15" r="14" fill="#e0383e" stroke="#fff" stroke-width="4"/></svg>';

const plain = "icon.svg";
let dotted: Promise<string> | undefined;

/** Run as an effect. */
export function keepFavicon(): void {
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]')!;
  const unread = unreadTotal.value > 0;
  if (!unread) {
    link.href = plain;
    return;
  }
  dotted ??= fetch(plain).then((answer) => answer.text()).then((svg) =>
    `data:image/svg+xml,${encodeURIComponent(svg.replace("</svg>", DOT))}`
  );
  // Read meanwhile, or the program is gone: the plain one stays.
  dotted.then((href) => unreadTotal.peek() > 0 && (link.href = href), () => dotted = undefined);
}
