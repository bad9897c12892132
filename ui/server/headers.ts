/** Headers of every answer. */
import { createHash } from "node:crypto";

const COMMON: Readonly<Record<string, string>> = {
  "Cache-Control": "no-store",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
};

/** Texts, which need nothing. */
export function plainHeaders(): Record<string, string> {
  return {
    ...COMMON,
    "Content-Security-Policy":
      "default-src 'none'; script-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  };
}

/**
 * What was received and is shown. "sandbox": a tab that is led to it has no origin and no script (CSP3, section 6.4.1),
 * should a browser ever find something to run in it.
 */
export function mediaHeaders(): Record<string, string> {
  return {
    ...COMMON,
    "Accept-Ranges": "bytes",
    "Content-Security-Policy":
      "sandbox; default-src 'none'; script-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  };
}

/**
 * The pages beside the window.
 * @param style what stands in their `<style>`, and nothing else may: it is known by its hash (CSP3, section 2.3.1)
 */
export function pageHeaders(style: string): Record<string, string> {
  const hash = createHash("sha256").update(style).digest("base64");
  return {
    ...COMMON,
    "Content-Security-Policy":
      `default-src 'none'; script-src 'self'; style-src 'sha256-${hash}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`,
  };
}

/**
 * Headers of the window.
 * @param host the request's Host, checked: Safari before 16 does not count `ws:` as 'self', so it is named. An IPv6
 * address cannot be written in a policy (CSP3, section 2.3.1), there 'self' has to do
 */
export function windowHeaders(host: string): Record<string, string> {
  const socket = host.startsWith("[") ? "" : ` ws://${host}`;
  return {
    ...COMMON,
    "Content-Security-Policy": [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' data: blob:",
      "media-src 'self' blob:",
      `connect-src 'self'${socket}`,
      "frame-ancestors 'none'",
      "base-uri 'none'",
      "form-action 'none'",
    ].join("; "),
  };
}
