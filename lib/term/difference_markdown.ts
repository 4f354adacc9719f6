/**
 * The differences of one item as a nested list of Markdown, for `diff` and for the plan of a restore.
 *
 * @module
 */
import type { Difference } from "../live/diff/difference.ts";
import { type Phrase, phrasesOf } from "./diff_phrase.ts";
import { codeSpan } from "./markdown.ts";

/** Returns the differences as list items, indented by two. No text of Looker is rendered as markup. */
export function differencesMarkdown(
  differences: readonly Difference[],
  { most = Infinity, longest = Infinity }: MarkdownBounds = {},
): string[] {
  const phrases = phrasesOf(differences), left = phrases.length - most;
  const cut = (text: string): string =>
    codeSpan(text.length > longest ? `${text.slice(0, longest).toWellFormed()}…` : text);
  const lines = phrases.slice(0, most).map((phrase) => differenceLine(phrase, cut));
  return left > 0 ? [...lines, `  - and ${left} more`] : lines;
}

/** The limits of the list. */
export interface MarkdownBounds {
  /** The maximum number of differences. */
  most?: number;
  /** The maximum number of characters of a text. */
  longest?: number;
}

function differenceLine(
  { part: parts, phrase }: { part: string[]; phrase: Phrase },
  cut: (text: string) => string,
): string {
  const { sign, what, from, to } = phrase;
  const part = parts.map(cut).join(" › ");
  const word = { "+": "added", "-": "removed", "~": "changed" }[sign];
  if (what === "") return `  - ${part} ${word}`;
  const head = `  - ${part === "" ? "" : `${part}: `}${cut(what)}`;
  if (from === undefined && to === undefined) return head;
  if (from === undefined || to === undefined) return `${head}: ${word} ${cut(from ?? to ?? "")}`;
  return `${head}: ${cut(from)} → ${cut(to)}`;
}
