/** Promises that nobody waits for: what they do goes on behind the back of who began it, and their errors are lost. */
import ts from "typescript";
import { join } from "node:path";
import type { Problem, SourceFile } from "./source.ts";

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  allowImportingTsExtensions: true,
  noEmit: true,
  strict: true,
  skipLibCheck: true,
  lib: ["lib.esnext.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
  types: [],
};

const TYPES = "deno.d.ts";

/**
 * Statements that are a promise and no more. Meant are `await`, `void` in front of what nobody needs to wait for, and
 * `then` or `catch` with what happens when it fails. Modules of packages are not looked into: what they return counts as
 * no promise.
 * @param root folder of the files
 * @param denoTypes what `deno types` says
 */
export function floatingPromises(files: readonly SourceFile[], root: string, denoTypes: string): Problem[] {
  const texts = new Map(files.map(({ path, text }) => [join(root, path), text]));
  texts.set(join(root, TYPES), denoTypes);
  const host = ts.createCompilerHost(OPTIONS);
  const { getSourceFile, fileExists } = host;
  host.directoryExists = () => true; // of files that are only here, too
  host.fileExists = (path) => texts.has(path) || fileExists(path);
  host.getSourceFile = (path, version, ...more) => {
    const text = texts.get(path);
    return text === undefined ? getSourceFile(path, version, ...more) : ts.createSourceFile(path, text, version);
  };
  const program = ts.createProgram([...texts.keys()], OPTIONS, host);
  const checker = program.getTypeChecker();
  return files.flatMap(({ path }) => {
    const source = program.getSourceFile(join(root, path))!;
    return statementsOf(source).filter(({ expression }) => isFloating(expression, checker)).map((statement) => ({
      path,
      line: source.getLineAndCharacterOfPosition(statement.getStart(source)).line + 1,
      text: "nobody waits for this promise: await it, or say void",
    }));
  });
}

function statementsOf(source: ts.SourceFile): ts.ExpressionStatement[] {
  const found: ts.ExpressionStatement[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isExpressionStatement(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isFloating(expression: ts.Expression, checker: ts.TypeChecker): boolean {
  if (ts.isAwaitExpression(expression) || ts.isVoidExpression(expression) || isKept(expression)) return false;
  return !isTakenCareOf(expression) && isPromise(checker.getTypeAtLocation(expression));
}

/** An assignment: whoever reads it may wait. */
function isKept(expression: ts.Expression): boolean {
  if (!ts.isBinaryExpression(expression)) return false;
  const { kind } = expression.operatorToken;
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

/** `.catch(…)`, or `.then(…, …)` with the case of failure. */
function isTakenCareOf(expression: ts.Expression): boolean {
  if (!ts.isCallExpression(expression) || !ts.isPropertyAccessExpression(expression.expression)) return false;
  const name = expression.expression.name.text;
  return name === "catch" || name === "then" && expression.arguments.length > 1;
}

function isPromise(type: ts.Type): boolean {
  return type.isUnion() ? type.types.some(isPromise) : /^Promise(Like)?$/.test(type.symbol?.name ?? "");
}
