/**
 * The paragraphs of a page of Markdown, those of its blocks of code included: they show what the program prints.
 *
 * @module
 */
import { type Text, textOf } from "./text.ts";

/** What begins a paragraph of its own: an item of a list, a row of a table, a heading, a quotation, a fence. */
const BEGINS = /^\s*([-*+] |\d+\. |\||#|>|```|<!--|<\w)/;

/** Returns all paragraphs of a page. A link is reduced to its words, without the target. */
export function paragraphsOf(file: string, page: string): Text[] {
  const found: Text[] = [];
  let pieces: { text: string; line: number }[] = [], inBlock = false;
  const end = (): void => {
    if (pieces.length > 0) found.push(textOf(file, "prose", pieces));
    pieces = [];
  };
  for (const [index, raw] of page.split("\n").entries()) {
    const isFence = /^\s*```/.test(raw);
    if (isFence) inBlock = !inBlock;
    if (inBlock || isFence || raw.trim() === "" || BEGINS.test(raw)) end();
    if (isFence || raw.trim() === "") continue;
    pieces.push({ text: inBlock ? raw : readable(raw), line: index + 1 });
  }
  end();
  return found.filter(({ words }) => /\p{L}/u.test(words));
}

/** A line without targets of links and marks of lists. */
function readable(line: string): string {
  return line.replaceAll(/\]\([^)]*\)/g, "]").replace(/^\s*([-*+]|\d+\.|#+|>)\s+/, "");
}
