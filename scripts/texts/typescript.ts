/**
 * The texts of a TypeScript file: string literals, joined if `+` concatenates them, and comments.
 *
 * @module
 */
import ts from "typescript";
import { type Kind, type Text, textOf } from "./text.ts";

/** The placeholder for a value in a message. */
const VALUE = "…";

type Piece = { text: string; line: number };

/** Returns all messages and comments of a file. A message is a literal that contains a space. */
export function textsOfCode(file: string, code: string): Text[] {
  const source = ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true);
  const lineOf = (at: number): number => source.getLineAndCharacterOfPosition(at).line + 1;
  return [...messages(source, file, lineOf), ...comments(source, file, code, lineOf)];
}

/** Returns the names of the tests of a file. */
export function testNames(file: string, code: string): Text[] {
  const source = ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true);
  const names: Text[] = [];
  const visit = (node: ts.Node): void => {
    if (
      ts.isCallExpression(node) && /^(Deno\.test(\.\w+)?|\w+\.step)$/.test(node.expression.getText(source))
    ) {
      const [first] = node.arguments;
      const pieces = first === undefined ? null : piecesOf(first, (at) => lineIn(source, at));
      if (pieces !== null) names.push(textOf(file, "test name", pieces, { tight: true }));
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return names;
}

function lineIn(source: ts.SourceFile, at: number): number {
  return source.getLineAndCharacterOfPosition(at).line + 1;
}

type LineOf = (at: number) => number;

function messages(source: ts.SourceFile, file: string, lineOf: LineOf): Text[] {
  const found: Text[] = [];
  const take = (node: ts.Node, kind: Kind): void => {
    const pieces = piecesOf(node, lineOf);
    if (pieces === null) return;
    const text = textOf(file, kind, pieces, { tight: true });
    if (text.words.includes(" ")) found.push(text);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return;
    if (isText(node)) {
      take(node, "message");
      // Values in a message may contain messages.
      valuesOf(node).forEach(visit);
    } else ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isText(node: ts.Node): boolean {
  if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) return true;
  return isSum(node) && (isText(node.left) || isText(node.right));
}

function isSum(node: ts.Node): node is ts.BinaryExpression {
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken;
}

/** Returns the words of a text with the line of each part; null if the node is not a text. */
function piecesOf(node: ts.Node, lineOf: LineOf): Piece[] | null {
  if (ts.isStringLiteralLike(node)) return [{ text: node.text, line: lineOf(node.getStart()) }];
  if (ts.isTemplateExpression(node)) {
    return [
      { text: node.head.text, line: lineOf(node.head.getStart()) },
      ...node.templateSpans.map(({ literal }) => ({
        text: `${VALUE}${literal.text}`,
        line: lineOf(literal.getStart()),
      })),
    ];
  }
  if (!isSum(node)) return null;
  const value = (side: ts.Node): Piece[] =>
    piecesOf(side, lineOf) ?? [{ text: VALUE, line: lineOf(side.getStart()) }];
  return isText(node) ? [...value(node.left), ...value(node.right)] : null;
}

/** Returns the values that are inserted into a text. */
function valuesOf(node: ts.Node): ts.Node[] {
  if (ts.isTemplateExpression(node)) return node.templateSpans.map(({ expression }) => expression);
  if (!isSum(node)) return [];
  return [node.left, node.right].flatMap((side) => isText(side) ? valuesOf(side) : [side]);
}

/** Returns the comments. Consecutive line comments are one text. */
function comments(source: ts.SourceFile, file: string, code: string, lineOf: LineOf): Text[] {
  const ranges = new Map<number, number>();
  const visit = (node: ts.Node): void => {
    const about = [
      ...ts.getLeadingCommentRanges(code, node.getFullStart()) ?? [],
      ...ts.getTrailingCommentRanges(code, node.getEnd()) ?? [],
    ];
    for (const { pos, end } of about) ranges.set(pos, end);
    if (!ts.isTemplateLiteral(node) || ts.isTemplateExpression(node)) node.getChildren(source).forEach(visit);
  };
  visit(source);
  const groups: Piece[][] = [];
  let last = { line: -1, single: false };
  for (const [pos, end] of [...ranges].sort(([a], [b]) => a - b)) {
    const raw = code.slice(pos, end), line = lineOf(pos), single = raw.startsWith("//");
    const pieces = raw.split("\n").map((text, index) => ({ text: unmarked(text), line: line + index }));
    const group = groups.at(-1);
    if (single && last.single && last.line === line - 1 && group !== undefined) group.push(...pieces);
    else groups.push(pieces);
    last = { line: lineOf(end), single };
  }
  return groups.map((pieces) => textOf(file, "comment", pieces)).filter(({ words }) => /\p{L}/u.test(words));
}

function unmarked(line: string): string {
  return line.replace(/^\s*(\/\*\*?|\*\/|\*|\/\/)/, "").replace(/\*\/\s*$/, "");
}
