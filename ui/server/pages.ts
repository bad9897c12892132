/** The few pages beside the window. Nothing in them comes from a request. */

/**
 * Keeps the window's folder for this origin, port included (unlike a cookie), so that a used launch link or the bare address
 * still leads to the window; goes there.
 */
export const GATE_SCRIPT = `"use strict";
const folder = document.documentElement.dataset.folder;
if (folder) localStorage.setItem("parley-folder", folder);
const target = folder || localStorage.getItem("parley-folder");
if (/^\\/w\\/[0-9a-f]{32}\\/$/.test(target)) location.replace(target);
`;

/**
 * After a good launch link. A page and not a redirect: a SameSite=Strict cookie is not sent along a redirect that another
 * site began (RFC 6265bis, section 5.2), but it is when our own page goes on.
 */
export function enterPage(folder: string): string {
  return page(
    "Parley",
    `<p><a href="${folder}">Parley</a></p>`,
    ` data-folder="${folder}"`,
    `<script src="/gate.js" defer></script><noscript><meta http-equiv="refresh" content="0;url=${folder}"></noscript>`,
  );
}

/** No launch link, or one that is used up. The script goes on to the window if this browser has been there. */
export function gatePage(): string {
  return page("Parley", HOW_TO_OPEN, "", `<script src="/gate.js" defer></script>`);
}

/** The window's address in a browser that has no cookie for it. */
export function closedPage(): string {
  return page("Parley", HOW_TO_OPEN);
}

const HOW_TO_OPEN = `<h1 lang="en">This link no longer opens Parley</h1>
<p lang="en">Each link works once, for five minutes. Start Parley again, or run <code>parley status</code> in a terminal
and open the address it shows: the window opens, and nothing is lost.</p>
<h1 lang="ru">Эта ссылка больше не открывает Parley</h1>
<p lang="ru">Каждая ссылка работает один раз, в течение пяти минут. Запустите Parley ещё раз или выполните в терминале
<code>parley status</code> и откройте показанный адрес: окно откроется, и ничего не пропадёт.</p>`;

function page(title: string, body: string, attributes = "", head = ""): string {
  return `<!doctype html>
<html lang="en"${attributes}><head><meta charset="utf-8"><title>${title}</title>
<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">${head}</head>
<body>${body}</body></html>
`;
}
