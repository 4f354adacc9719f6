/**
 * What a document shows: its fenced blocks, with the heading they stand under and the marks before them.
 *
 * @module
 */
import { assert } from "@std/assert";

const ROOT = new URL("../../", import.meta.url);

/** A fenced block. */
export interface Block {
  /** The document, such as `docs/playbooks.md`. */
  file: string;
  /** The line of its fence, counted from 1. */
  line: number;
  /** The word behind the fence. */
  language: string;
  text: string;
  /** The nearest heading of the second level. */
  section: string;
  marks: Marks;
}

/** What HTML comments directly before a block say of it. */
export interface Marks {
  /** `<!-- exit: 4 -->`: how its one command ends. */
  exit: number;
  /** `<!-- not run: why -->` */
  notRun: string | null;
  /** `<!-- needs: jq -->`: run only where that program is installed. */
  needs: string | null;
}

/** The documents for users, as paths from the root. */
export function documents(): string[] {
  const names = [...Deno.readDirSync(new URL("docs/", ROOT))].map(({ name }) => `docs/${name}`);
  const found = ["README.md", "SECURITY.md", ...names.filter((name) => name.endsWith(".md")).sort()];
  assert(found.length > 8, `only ${found.length} documents were found`);
  return found;
}

/** The text of a document. */
export function textOf(file: string): string {
  return Deno.readTextFileSync(new URL(file, ROOT));
}

/** All blocks of a document, in their order. */
export function blocksOf(file: string, text: string = textOf(file)): Block[] {
  const blocks: Block[] = [];
  let section = "",
    comments: string[] = [],
    open: { line: number; indent: string; language: string } | null = null;
  let content: string[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    const fence = /^(\s*)```(.*)$/.exec(line);
    if (open !== null) {
      if (fence === null) content.push(line.startsWith(open.indent) ? line.slice(open.indent.length) : line);
      else {
        const { line: number, language } = open;
        const marks = marksOf(comments);
        blocks.push({ file, line: number, language, text: content.join("\n"), section, marks });
        [open, content, comments] = [null, [], []];
      }
    } else if (fence !== null) {
      open = { line: index + 1, indent: fence[1] ?? "", language: fence[2]?.trim() ?? "" };
    } else if (line.trim() !== "") {
      section = /^## (.+)$/.exec(line)?.[1] ?? section;
      const comment = /^\s*<!-- (.+) -->$/.exec(line)?.[1];
      comments = comment === undefined ? [] : [...comments, comment];
    }
  }
  assert(open === null, `${file}: a block is not closed`);
  return blocks;
}

/** Where a block stands, for messages. */
export function placeOf({ file, line }: Block): string {
  return `${file}:${line}`;
}

function marksOf(comments: readonly string[]): Marks {
  const said = (key: string): string | null =>
    comments.find((one) => one.startsWith(`${key}: `))?.slice(key.length + 2) ?? null;
  return { exit: Number(said("exit") ?? 0), notRun: said("not run"), needs: said("needs") };
}
