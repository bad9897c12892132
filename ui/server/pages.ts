/** The few pages beside the window. Nothing in them comes from a request. */

/**
 * Keeps the window's folder for this origin, port included (unlike a cookie), so that a used launch link or the bare address
 * still leads to the window; goes there. Where it cannot, the browser's language is moved to the top.
 */
export const GATE_SCRIPT = `"use strict";
const folder = document.documentElement.dataset.folder;
if (folder) localStorage.setItem("parley-folder", folder);
const target = folder || localStorage.getItem("parley-folder");
if (/^\\/w\\/[0-9a-f]{32}\\/$/.test(target)) location.replace(target);
const language = navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase()).find((tag) => tag === "en" || tag === "ru");
if (language === "ru") document.querySelector("main")?.querySelector("h1").after(document.querySelector("section[lang=ru]"));
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

/** Without style: the policy of these pages allows none, and what a browser makes of headings and lists reads well. */
const HOW_TO_OPEN = `<main>
<h1>Parley</h1>
<section lang="en">
<h2>This link no longer opens Parley</h2>
<p>Each link works once, for five minutes. Nothing is lost. To open the window again:</p>
<ul>
<li>Start Parley again</li>
<li>or run <code>parley status</code> in a terminal and open the address it shows.</li>
</ul>
</section>
<section lang="ru">
<h2>Эта ссылка больше не открывает Parley</h2>
<p>Каждая ссылка работает один раз, в течение пяти минут. Ничего не пропало. Чтобы снова открыть окно:</p>
<ul>
<li>Запустите Parley ещё раз</li>
<li>или выполните в терминале <code>parley status</code> и откройте показанный адрес.</li>
</ul>
</section>
</main>`;

function page(title: string, body: string, attributes = "", head = ""): string {
  return `<!doctype html>
<html lang="en"${attributes}><head><meta charset="utf-8"><title>${title}</title>
<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">${head}</head>
<body>${body}</body></html>
`;
}
