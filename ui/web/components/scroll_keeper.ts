/**
 * Keeps what is read where it is while the list changes around it. Browsers' own scroll anchoring is switched off for the
 * list: Safari has none, and it does not know of "stay at the end".
 */
export class ScrollKeeper {
  /** The reader is at the newest message, and stays there. */
  at_end = true;
  /** First and last message in sight: values of `data-row`; null before anything was looked at. */
  first: string | null = null;
  last: string | null = null;
  #anchor: { readonly row: string; readonly offset: number } | null = null;
  /** Where the list stood then. The browser tells of scrolling later than it scrolls: the difference is the reader's. */
  #top = 0;
  /** The reader scrolled, and nobody has looked since. */
  #unseen = false;
  /** Where the list stood right before it was changed; null when that is not known. */
  #before: number | null = null;

  /** The list is about to be rendered. Afterwards the browser may have moved it, because it has become shorter. */
  prepare(element: HTMLElement | null): void {
    this.#before = element?.scrollTop ?? null;
  }

  /** Whether a scroll event tells of the reader: what was moved here to keep things in place makes events, too. */
  wasScrolled(element: HTMLElement): boolean {
    return this.#unseen || Math.abs(element.scrollTop - this.#top) >= 1;
  }

  /** Remember what is in sight, after the reader scrolled. `whole`: the newest message is in the list. */
  look(element: HTMLElement, whole: boolean): void {
    this.at_end = whole && distanceToEnd(element) < NEAR_END;
    this.#top = element.scrollTop;
    this.#unseen = false;
    const rows = element.getElementsByClassName("item");
    const { top, bottom } = element.getBoundingClientRect();
    const first = firstFrom(rows, (box) => box.bottom > top);
    const row = rows[first] as HTMLElement | undefined;
    if (row === undefined) return;
    this.#anchor = { row: row.dataset.row!, offset: row.getBoundingClientRect().top - top };
    this.first = row.dataset.row!;
    const below = firstFrom(rows, (box) => box.bottom > bottom + 1);
    this.last = (rows[below - 1] as HTMLElement | undefined)?.dataset.row ?? null;
  }

  /** Start at this row instead of the end; a little of what is before it stays in sight. */
  anchorAt(element: HTMLElement, row: string | null): void {
    this.at_end = row === null;
    this.#top = element.scrollTop;
    if (row !== null) this.#anchor = { row, offset: 96 };
  }

  /** After the list has changed. */
  keep(element: HTMLElement, whole: boolean): void {
    const moved = (this.#before ?? element.scrollTop) - this.#top;
    // What became shorter by itself, a bubble that goes, was not foreseen: the browser's moving looks like this.
    const scrolled = this.#before === null && moved < 0 && distanceToEnd(element) < 1 ? 0 : moved;
    this.#before = null;
    this.#unseen ||= scrolled !== 0;
    const left_end = scrolled < -1 && distanceToEnd(element) >= NEAR_END;
    if (this.at_end && whole && !left_end) {
      element.scrollTop = element.scrollHeight;
      this.#top = element.scrollTop;
      return;
    }
    if (this.#anchor === null) return;
    const row = element.querySelector(`[data-row="${CSS.escape(this.#anchor.row)}"]`);
    if (row === null) return this.look(element, whole);
    const wanted = this.#anchor.offset - scrolled;
    const offset = row.getBoundingClientRect().top - element.getBoundingClientRect().top;
    if (Math.abs(offset - wanted) >= 1) element.scrollTop += offset - wanted;
    this.#anchor = { row: this.#anchor.row, offset: wanted };
    this.#top = element.scrollTop;
    this.at_end = whole && distanceToEnd(element) < NEAR_END;
  }
}

/** Pixels from the end that still count as the end. */
const NEAR_END = 24;

function distanceToEnd(element: HTMLElement): number {
  return element.scrollHeight - element.scrollTop - element.clientHeight;
}

/** Rows stand one below the other: halving finds the first one of which `is` holds, or their number. */
function firstFrom(rows: HTMLCollectionOf<Element>, is: (box: DOMRect) => boolean): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (is(rows[middle].getBoundingClientRect())) high = middle;
    else low = middle + 1;
  }
  return low;
}
