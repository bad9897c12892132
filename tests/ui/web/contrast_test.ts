import { assert, assertEquals } from "@std/assert";

const WEB = new URL("../../../ui/web/", import.meta.url);
const BASE = await Deno.readTextFile(new URL("styles/base.css", WEB));
const AVATARS = await Deno.readTextFile(new URL("components/avatar.css", WEB));
const CHAT = await Deno.readTextFile(new URL("components/chat.css", WEB));

/** Text on what it stands on. */
const PAIRS = [
  ["text", "bg"],
  ["text", "bg-soft"],
  ["text", "bg-active"],
  ["text", "bubble-in"],
  ["text", "bubble-out"],
  ["text-soft", "bg"],
  ["text-soft", "bg-soft"],
  ["text-soft", "bg-active"],
  ["danger", "bubble-in"],
  ["error-text", "bubble-out"],
  ["accent", "bg"],
  ["accent", "bg-active"],
  ["accent", "bg-chat"],
  ["accent", "bubble-in"],
  ["accent", "bubble-out"],
  ...Array.from({ length: 8 }, (_, at) => [`author-${at}`, "bubble-in"] as const),
  ["text", "named-bg"],
  ["text", "named-me-bg"],
  ["on-accent", "accent-fill"],
  ["text", "found-bg"],
  ["meta-in", "bubble-in"],
  ["meta-out", "bubble-out"],
  ["read", "bubble-out"],
  ["pill", "bg-chat"],
  ["green-text", "bg"],
  ["green-text", "bg-active"],
  ["pale-red-text", "bg"],
  ["pale-red-text", "bg-active"],
  ["amber-text", "bg"],
  ["amber-text", "bg-active"],
  ["danger", "bg"],
  ["danger", "bg-chat"],
  ["warning-text", "warning-bg"],
  ["error-text", "error-bg"],
  ["info-text", "info-bg"],
] as const;

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** WCAG 2.2, "contrast ratio". */
function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

function token(name: string, theme: "light" | "dark"): string {
  const both = new RegExp(`--${name}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`).exec(BASE);
  if (both !== null) return both[theme === "light" ? 1 : 2];
  const one = new RegExp(`--${name}: (#[0-9a-f]{6});`).exec(BASE);
  assert(one !== null, `no colour --${name}`);
  return one[1];
}

for (const theme of ["light", "dark"] as const) {
  Deno.test(`in the ${theme} theme every text has a contrast of at least 4.5 to what it stands on`, () => {
    const weak = PAIRS
      .map(([text, ground]) => ({ text, ground, ratio: contrast(token(text, theme), token(ground, theme)) }))
      .filter(({ ratio }) => ratio < 4.5)
      .map(({ text, ground, ratio }) => `${text} on ${ground}: ${ratio.toFixed(2)}`);
    assertEquals(weak, []);
  });

  Deno.test(`in the ${theme} theme words on the conversation's background are readable everywhere on it`, () => {
    const stops = Array.from(CHAT.matchAll(/light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g));
    assertEquals(stops.length, 3);
    for (const [, light, dark] of stops) {
      const ground = theme === "light" ? light : dark;
      for (const text of ["pill", "accent", "danger", "text"]) {
        const ratio = contrast(token(text, theme), ground);
        assert(ratio >= 4.5, `${text} on ${ground}: ${ratio.toFixed(2)}`);
      }
    }
  });
}

Deno.test("initials are readable on every avatar colour", () => {
  const colours = Array.from(AVATARS.matchAll(/linear-gradient\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g));
  assertEquals(colours.length, 8);
  // Initials are large, bold text: 3 : 1 is asked for at the lighter end (WCAG 2.2, 1.4.3), 4.5 : 1 at the darker one.
  for (const [, top, bottom] of colours) {
    assert(contrast("#ffffff", top) >= 3, top);
    assert(contrast("#ffffff", bottom) >= 4.5, bottom);
  }
});
