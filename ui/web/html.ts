/** Preact's `h` bound to htm once, for all components. */
import htm from "htm";
import { h, type VNode } from "preact";

type Template = (strings: TemplateStringsArray, ...values: unknown[]) => VNode;

// htm's own types describe a CommonJS module, whose default export Deno's checker does not see as callable.
export const html = (htm as unknown as { bind(make: typeof h): Template }).bind(h);
