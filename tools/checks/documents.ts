/** Rules about documents and recorded files. */
import { posix } from "node:path";
import { lineAt, type Problem, type Rule, type SourceFile } from "./source.ts";

/** Vectors without a specification, two decisions under one number, links that lead nowhere. */
export const documents: Rule = (files) => [...lonelyVectors(files), ...decisionNumbers(files), ...deadLinks(files)];

function lonelyVectors(files: readonly SourceFile[]): Problem[] {
  const specs = new Set(files.map(({ path }) => /^docs\/specs\/(.+)\.md$/.exec(path)?.[1]));
  return files.flatMap(({ path }) => {
    const name = /^tests\/vectors\/([^/]+-v\d+)\.json$/.exec(path)?.[1];
    if (name === undefined || specs.has(name) || name.startsWith("invite-")) return [];
    return [{ path, line: 1, text: `there is no docs/specs/${name}.md for these vectors` }];
  });
}

function decisionNumbers(files: readonly SourceFile[]): Problem[] {
  const seen = new Map<string, string>();
  return files.filter(({ path }) => path.startsWith("docs/decisions/")).flatMap(({ path }) => {
    const number = /^docs\/decisions\/(\d{4})-[a-z0-9-]+\.md$/.exec(path)?.[1];
    if (number === undefined) return [{ path, line: 1, text: "a decision is named NNNN-title.md" }];
    const other = seen.get(number);
    seen.set(number, path);
    return other === undefined ? [] : [{ path, line: 1, text: `"${other}" has this number already` }];
  });
}

function deadLinks(files: readonly SourceFile[]): Problem[] {
  const there = new Set(files.flatMap(({ path }) => [path, ...foldersOf(path)]));
  return files.filter(({ path }) => path.endsWith(".md")).flatMap(({ path, text }) =>
    [...text.matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)[^)]*\)/g)].flatMap(({ index, 1: link }) => {
      const target = posix.normalize(posix.join(posix.dirname(path), link)).replace(/\/$/, "");
      return there.has(target) ? [] : [{ path, line: lineAt(text, index), text: `the link "${link}" leads nowhere` }];
    })
  );
}

function foldersOf(path: string): string[] {
  const parts = path.split("/");
  return parts.slice(1).map((_, i) => parts.slice(0, i + 1).join("/"));
}

/** Names of one machine or one registry do not belong into a repository: it is built elsewhere too. */
export const noMachineNames: Rule = (files) =>
  files.filter(({ path }) => !/^tests\/tools\//.test(path)).flatMap(({ path, text }) =>
    [...text.matchAll(/\bregistry\.[a-z]+|(?<![\w.~-])\/(?:root|work)\/[\w.-]+/g)].map((
      { index, 0: found },
    ) => ({
      path,
      line: lineAt(text, index),
      text: `"${found}" names one machine or one registry`,
    }))
  );
