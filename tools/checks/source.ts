/** What the house rules look at: a file's text without its comments, and the modules it imports. */

/** A file of the repository; `path` is relative, with `/`. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** A rule that is broken, and where. */
export interface Problem {
  readonly path: string;
  readonly line: number;
  readonly text: string;
}

/** A rule: a pure function from files to what is wrong with them. */
export type Rule = (files: readonly SourceFile[]) => Problem[];

/** One import, export-from or dynamic import. */
export interface Import {
  readonly specifier: string;
  readonly line: number;
  /** Nothing of it is left when the program runs. */
  readonly typeOnly: boolean;
}

const COMMENT_OR_TEXT = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\[\s\S]|[^`\\])*`/g;
const STATEMENT = /(?:^|[;}\n])\s*(import|export)\s+(type\s+)?((?:[\w$*\s,]|\{[^{}]*\})*?\bfrom\s*)?"([^"\n]+)"/g;
const DYNAMIC = /\bimport\(\s*["'`]([^"'`\n]+)["'`]/g;

/** The source with its comments blanked out; lines and columns stay. */
export function withoutComments(source: string): string {
  return source.replace(COMMENT_OR_TEXT, (found) => found.startsWith("/") ? found.replace(/[^\n]/g, " ") : found);
}

/** The source with its comments and the inside of its texts blanked out; lines and columns stay. */
export function codeOnly(source: string): string {
  return source.replace(COMMENT_OR_TEXT, (found) => found.replace(/[^\n]/g, " "));
}

/** The line an offset is on, counted from 1. */
export function lineAt(source: string, offset: number): number {
  let line = 1;
  for (let i = 0; i < offset; i++) if (source.charCodeAt(i) === 10) line++;
  return line;
}

/** Every module a source names, in order. */
export function importsOf(source: string): Import[] {
  const code = withoutComments(source);
  const statements = [...code.matchAll(STATEMENT)].map((found) => ({
    specifier: found[4],
    offset: found.index + found[0].length - 1,
    typeOnly: found[2] !== undefined || isAllTypes(found[3]),
  }));
  const dynamic = [...code.matchAll(DYNAMIC)].map((found) => ({
    specifier: found[1],
    offset: found.index,
    typeOnly: false,
  }));
  return [...statements, ...dynamic].sort((a, b) => a.offset - b.offset)
    .map(({ specifier, offset, typeOnly }) => ({ specifier, line: lineAt(code, offset), typeOnly }));
}

/** `{ type A, type B } from`. */
function isAllTypes(clause: string | undefined): boolean {
  const names = clause?.match(/^\s*\{([^}]*)\}\s*from\s*$/)?.[1].split(",").map((name) => name.trim()).filter(Boolean);
  return names !== undefined && names.length > 0 && names.every((name) => /^type\s/.test(name));
}

/** Every match of an expression in the code of a file (not in its comments and texts), as problems. */
export function findAll({ path, text }: SourceFile, what: RegExp, problem: string): Problem[] {
  const code = codeOnly(text);
  return [...code.matchAll(what)].map(({ index }) => ({ path, line: lineAt(code, index), text: problem }));
}
