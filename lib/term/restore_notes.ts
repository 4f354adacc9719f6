/**
 * Notes on items: each text is printed one time, with the items that it applies to.
 *
 * @module
 */
import { withArgs } from "../base/command_text.ts";
import type { RenderOptions } from "./render_options.ts";
import { sanitize } from "../base/log.ts";
import { truncate, wrap } from "./cell.ts";
import { count } from "./format.ts";

/** A note on an item, or on an entire type if the id is null. */
export interface Note {
  type: string | null;
  id: string | null;
  text: string;
}

const MOST_LINES = 20;
const MOST_IDS = 5;
/** The maximum length of a message, in characters. */
const LONGEST = 600;

/**
 * Returns a title and at most `MOST_LINES` lines of notes, then the number of the rest; nothing if there are no notes.
 */
export function noteLines(title: string, notes: readonly Note[], options: RenderOptions): string[] {
  if (notes.length === 0) return [];
  const groups = [...Map.groupBy(notes, ({ type, text }) => JSON.stringify([type, text])).values()];
  const lines = hanging(title, { prefix: "", indent: 0 }, options).map(options.palette.bold);
  for (const [at, group] of groups.entries()) {
    const folded = indented(withArgs(groupText(group), options.args), options);
    if (lines.length + folded.length > MOST_LINES) {
      const left = groups.slice(at).reduce((sum, { length }) => sum + length, 0);
      return [...lines, ...indented(`and ${count(left)} more: see all with --json`, options)];
    }
    lines.push(...folded);
  }
  return lines;
}

function groupText(group: readonly Note[]): string {
  const { type, text } = group[0] ?? { type: null, text: "" };
  const ids = group.flatMap(({ id }) => id === null ? [] : [id]);
  const more = ids.length > MOST_IDS ? ` and ${count(ids.length - MOST_IDS)} more` : "";
  const who = [type ?? "", ids.slice(0, MOST_IDS).join(", ") + more].filter((part) => part !== "").join(" ");
  return who === "" ? text : `${who}: ${text}`;
}

function indented(text: string, { width }: RenderOptions): string[] {
  const clean = truncate(sanitize(text), LONGEST);
  const lines = width === null ? [clean] : wrap(clean, Math.max(10, width - 4));
  return lines.map((line, i) => (i === 0 ? "  " : "    ") + line);
}

/** Returns a text after a styled prefix of `indent` cells. Further lines have the same indent. */
export function hanging(
  text: string,
  { prefix, indent }: { prefix: string; indent: number },
  { width }: RenderOptions,
): string[] {
  const clean = sanitize(text);
  const lines = width === null ? [clean] : wrap(clean, Math.max(10, width - indent));
  return lines.map((line, i) => (i === 0 ? prefix : " ".repeat(indent)) + line);
}

/** Joins blocks of lines with an empty line between them. Empty blocks are omitted. */
export function sections(blocks: readonly (readonly string[])[]): string[] {
  return blocks.filter((block) => block.length > 0).flatMap((block, i) => i === 0 ? block : ["", ...block]);
}
