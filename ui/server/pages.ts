/** The few pages beside the window. Nothing in them comes from a request. */

/**
 * Keeps the window's folder for this origin, port included (unlike a cookie), so that a used launch link or the bare address
 * still leads to the window; goes there. Where it cannot, the browser's language is moved to the top.
 */
export const GATE_SCRIPT = `"use strict";
const folder = document.documentElement.dataset.folder;
if (folder) localStorage.setItem("parley-folder", folder);
const stay = "stay" in document.documentElement.dataset;
const target = stay ? "" : folder || localStorage.getItem("parley-folder");
if (/^\\/w\\/[0-9a-f]{32}\\/$/.test(target)) location.replace(target);
const language = navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase()).find((tag) => tag === "en" || tag === "ru");
if (language === "ru" && document.querySelector("main")) {
  document.documentElement.lang = "ru";
  document.querySelector("h1").after(document.querySelector("section[lang=ru]"));
}
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

/** The window's address in a browser that has no cookie for it: going there again would lead here again. */
export function closedPage(): string {
  return page("Parley", HOW_TO_OPEN, " data-stay", `<script src="/gate.js" defer></script>`);
}

/** In the look of the window, light or dark as the system says. The reader's language stands first, and out. */
export const PAGE_STYLE = `
:root {
  color-scheme: light dark;
  background: light-dark(#e7edf5, #0f1720);
  color: light-dark(#16202b, #e8eef5);
  font: 16px/1.5 -apple-system, "Segoe UI", Roboto, Ubuntu, Cantarell, "Noto Sans", "Liberation Sans", system-ui, sans-serif;
}
body { display: grid; min-height: 100vh; margin: 0; padding: 20px; box-sizing: border-box; }
main {
  width: min(520px, 100%); margin: auto; padding: 32px; box-sizing: border-box; border-radius: 28px;
  background: light-dark(#ffffff, #17202b); box-shadow: 0 1px 2px rgb(38 57 84 / 0.15);
}
h1 { margin: 0 0 16px; color: light-dark(#2255bf, #8cb6ff); font-size: 17px; }
h2 { margin: 0 0 8px; font-size: 21px; line-height: 1.3; }
p, ul { margin: 0 0 8px; }
ul { padding-inline-start: 22px; }
section + section {
  margin-top: 24px; padding-top: 20px; border-top: 1px solid light-dark(#e3e8ee, #243140);
  color: light-dark(#556373, #9fb0c1); font-size: 14px;
}
section + section h2 { font-size: 15px; }
code { padding: 2px 6px; border-radius: 6px; background: light-dark(#f1f4f8, #212d3b); }
`;

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
<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><style>${PAGE_STYLE}</style>${head}</head>
<body>${body}</body></html>
`;
}
