/**
 * The paragraphs of a Markdown page, including its code blocks, because they show output of the program.
 *
 * @module
 */
import { type Text, textOf } from "./text.ts";

/** Matches the beginning of a new paragraph: an item of a list, a row of a table, a heading, a quotation, a fence. */
const BEGINS = /^\s*([-*+] |\d+\. |\||#|>|```|<!--|<\w)/;

/** Returns all paragraphs of a page. A link is reduced to its text, without the target. */
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

/** Returns a line without link targets and list marks. */
function readable(line: string): string {
  return line.replaceAll(/\]\([^)]*\)/g, "]").replace(/^\s*([-*+]|\d+\.|#+|>)\s+/, "");
}
