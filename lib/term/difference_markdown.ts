/**
 * The differences of one item as an inner list of Markdown: for `diff`, and for the plan of a restore.
 *
 * @module
 */
import type { Difference } from "../live/diff/difference.ts";
import { type Phrase, phrasesOf } from "./diff_phrase.ts";
import { codeSpan } from "./markdown.ts";

/** The differences, a list item each, indented by two. Nothing of Looker's is read as markup. */
export function differencesMarkdown(differences: readonly Difference[]): string[] {
  return phrasesOf(differences).map(differenceLine);
}

function differenceLine({ part: parts, phrase }: { part: string[]; phrase: Phrase }): string {
  const { sign, what, from, to } = phrase;
  const part = parts.map(codeSpan).join(" › ");
  const word = { "+": "added", "-": "removed", "~": "changed" }[sign];
  if (what === "") return `  - ${part} ${word}`;
  const head = `  - ${part === "" ? "" : `${part}: `}${codeSpan(what)}`;
  if (from === undefined && to === undefined) return head;
  if (from === undefined || to === undefined) return `${head}: ${word} ${codeSpan(from ?? to ?? "")}`;
  return `${head}: ${codeSpan(from)} → ${codeSpan(to)}`;
}
