/**
 * Keeps what is read where it is while the list changes around it. Browsers' own scroll anchoring is switched off for the
 * list: Safari has none, and it does not know of "stay at the end".
 */
export class ScrollKeeper {
  /** The reader is at the newest message, and stays there. */
  at_end = true;
  #anchor: { readonly row: string; readonly offset: number } | null = null;

  /** Remember the first row in sight, after the reader scrolled. Lines between messages come and go: they hold nothing. */
  look(element: HTMLElement, whole: boolean): void {
    this.at_end = whole && distanceToEnd(element) < 24;
    const top = element.getBoundingClientRect().top;
    for (const row of element.querySelectorAll<HTMLElement>("[data-row]:not([data-row=new])")) {
      const box = row.getBoundingClientRect();
      if (box.bottom <= top) continue;
      this.#anchor = { row: row.dataset.row!, offset: box.top - top };
      return;
    }
  }

  /** Start at this row instead of the end; a little of what is before it stays in sight. */
  anchorAt(row: string | null): void {
    this.at_end = row === null;
    if (row !== null) this.#anchor = { row, offset: 96 };
  }

  /** After the list has changed. `whole`: the newest message is in the page. */
  keep(element: HTMLElement, whole: boolean): void {
    if (this.at_end && whole) {
      element.scrollTop = element.scrollHeight;
      return;
    }
    if (this.#anchor === null) return;
    const row = element.querySelector(`[data-row="${CSS.escape(this.#anchor.row)}"]`);
    if (row === null) return this.look(element, whole);
    const offset = row.getBoundingClientRect().top - element.getBoundingClientRect().top;
    if (Math.abs(offset - this.#anchor.offset) >= 1) element.scrollTop += offset - this.#anchor.offset;
    this.at_end = whole && distanceToEnd(element) < 24;
  }
}

function distanceToEnd(element: HTMLElement): number {
  return element.scrollHeight - element.scrollTop - element.clientHeight;
}
