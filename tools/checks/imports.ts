/**
 * Import direction: who may know whom. The table is ARCHITECTURE.md's picture as a program.
 *
 * Another part is entered by its door (`mod.ts`) or by the files that only hold what both sides agreed on.
 */
import { posix } from "node:path";
import { findAll, importsOf, type Problem, type Rule, type SourceFile } from "./source.ts";

/** The parts of the program. A file belongs to the longest one that its path begins with. */
const PARTS = [
  "crypto",
  "store",
  "files",
  "net",
  "chat",
  "hub",
  "ui",
  "ui/server",
  "ui/web",
  "cli",
  "stand_ins",
] as const;
type Part = typeof PARTS[number];

/** What each part may import beside itself; parts and files not named here may import everything. */
const MAY_IMPORT: Partial<Record<Part, readonly (Part | `${string}.ts`)[]>> = {
  crypto: [],
  store: [],
  files: [],
  net: ["crypto"],
  chat: ["store", "files", "net", "crypto", "ui/api.ts"],
  hub: ["net", "crypto"],
  ui: [],
  "ui/server": ["chat", "ui/api.ts", "net/errors.ts"],
  "ui/web": ["ui/api.ts"],
  stand_ins: [],
};

/** Beside `mod.ts` and agreements: `ui/server/client.ts`, so that a short command need not load the server. */
const DOORS = /^(mod|types|[a-z_]+_types|errors|limits|api|client)\.ts$/;
/** Tests, measurements and tools look behind the doors on purpose. */
const MAY_LOOK_INSIDE = /^(tests|bench|tools)\//;

/** What a part may not touch at all, beside its imports. */
const FORBIDDEN: Partial<Record<Part, { packages: RegExp; code?: RegExp; why: string }>> = {
  chat: {
    packages: /^(node:|npm:|sql\.js|node-forge)/,
    code: /\bDeno\.|\bnew WebSocket\b|\bfetch\(/g,
    why: "chat/ is handed its disk, network and clock",
  },
  "ui/web": { packages: /^(node:|npm:|sql\.js|node-forge)/, code: /\bDeno\./g, why: "ui/web runs in a browser" },
};

/** Finds imports that go the wrong way, or into another part past its door. */
export const importDirection: Rule = (files) =>
  files.filter(({ path }) => path.endsWith(".ts")).flatMap((file) => [...wrongImports(file), ...forbiddenUse(file)]);

function wrongImports({ path, text }: SourceFile): Problem[] {
  const from = partOf(path);
  return importsOf(text).filter(({ specifier }) => specifier.startsWith(".")).flatMap(({ specifier, line }) => {
    const target = posix.normalize(posix.join(posix.dirname(path), specifier));
    const to = partOf(target);
    if (from === to && from !== undefined) return [];
    const why = directionProblem(from, to, target) ?? doorProblem(path, to, target);
    return why === undefined ? [] : [{ path, line, text: why }];
  });
}

function directionProblem(from: Part | undefined, to: Part | undefined, target: string): string | undefined {
  const allowed = from === undefined ? undefined : MAY_IMPORT[from];
  if (allowed === undefined) return undefined;
  if ((to !== undefined && allowed.includes(to)) || allowed.includes(target as `${string}.ts`)) return undefined;
  return `${from}/ may not import "${target}"`;
}

function doorProblem(path: string, to: Part | undefined, target: string): string | undefined {
  if (to === undefined || MAY_LOOK_INSIDE.test(path)) return undefined;
  const inside = target.slice(to.length + 1);
  if (DOORS.test(inside)) return undefined;
  return `"${target}" is entered past the door of ${to}/: import its mod.ts`;
}

function forbiddenUse(file: SourceFile): Problem[] {
  const part = partOf(file.path);
  const rule = part && FORBIDDEN[part];
  if (!rule) return [];
  const packages = importsOf(file.text).filter(({ specifier }) => rule.packages.test(specifier))
    .map(({ specifier, line }) => ({ path: file.path, line, text: `"${specifier}" is not for here: ${rule.why}` }));
  return [...packages, ...(rule.code ? findAll(file, rule.code, `not for here: ${rule.why}`) : [])];
}

function partOf(path: string): Part | undefined {
  return [...PARTS].sort((a, b) => b.length - a.length).find((part) => path.startsWith(`${part}/`));
}
