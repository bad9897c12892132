/** How an exported page looks: light or dark as the reader's system is, and on paper. */
export const PAGE_STYLE = `
:root{color-scheme:light dark;--page:#fff;--ink:#1c1e21;--quiet:#65696f;--in:#eef0f3;--out:#dcf0e2;--line:#d5d8dc;--bad:#b3261e}
@media(prefers-color-scheme:dark){:root{--page:#16181b;--ink:#e6e7e9;--quiet:#9a9fa6;--in:#24282d;--out:#1d3a2a;--line:#33383e;--bad:#ff8a80}}
*{box-sizing:border-box}
body{margin:0 auto;padding:1.5rem 1rem 4rem;max-width:46rem;background:var(--page);color:var(--ink);font:16px/1.45 system-ui,sans-serif}
h1{margin:0;font-size:1.4rem}h2{margin:3rem 0 0;font-size:1.2rem}a{color:inherit}
header p,.number{margin:.2rem 0;color:var(--quiet)}
.day{margin:1.6rem 0 .6rem;text-align:center;color:var(--quiet);font-size:.9rem;font-weight:600}
article{margin:.35rem 0;padding:.5rem .75rem;width:fit-content;max-width:88%;border-radius:.9rem;background:var(--in);break-inside:avoid}
article.out{margin-left:auto;background:var(--out)}
article:target{outline:2px solid var(--quiet)}
.who{font-weight:600}.who,.text,blockquote{unicode-bidi:plaintext}
.text{margin:.1rem 0;white-space:pre-wrap;overflow-wrap:anywhere}
.mark{font-style:italic;color:var(--quiet)}
blockquote{margin:.2rem 0;padding-left:.6rem;border-left:3px solid var(--line);color:var(--quiet);white-space:pre-wrap;overflow-wrap:anywhere}
footer{color:var(--quiet);font-size:.85rem}.failed{color:var(--bad)}.reactions{margin-right:.5rem}
@media print{article{border:1px solid var(--line)}}
`.trim().replaceAll("\n", "");
