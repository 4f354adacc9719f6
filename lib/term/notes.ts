/**
 * What is said beside a result: how much there is, how to see the rest. On a terminal it is under the result; where
 * stdout is a pipe it goes to stderr, so that what is piped is nothing but the table.
 *
 * @module
 */
import { sanitize } from "../base/log.ts";
import { wrap } from "./cell.ts";
import { counted } from "./format.ts";
import type { RenderOptions } from "./render_options.ts";

/** A remark that is no part of the result. */
export interface Note {
  note: string;
}

/** A line of the result, or a remark. */
export type Line = string | Note;

/** A remark: folded and dim on a terminal, apart from the result on a pipe. The text is sanitized here. */
export function note(text: string, { width, palette }: RenderOptions): Line[] {
  const clean = sanitize(text);
  return width === null ? [{ note: clean }] : wrap(clean, width).map(palette.dim);
}

/** More lines than this scroll away: no window shows them. */
export const LONG = 100;

/** How to narrow a long result or to put it into a file: there is no pager. */
export function longNote(
  lines: number,
  { command, ...options }: RenderOptions & { command: string | undefined },
): Line[] {
  const narrow = command === undefined
    ? ""
    : `\`lookervault ${command} --help\` lists options to narrow it. `;
  return note(`${counted(lines, "line")}. ${narrow}To write it to a file, add \`> FILE\`.`, options);
}

/** Lines under a result, an empty line before them; beside it where the result goes to a pipe. */
export function beside(lines: readonly string[], { width }: Pick<RenderOptions, "width">): Line[] {
  if (width === null) return lines.map((text) => ({ note: text }));
  return lines.length === 0 ? [] : ["", ...lines];
}

/** What belongs on stdout, and what is said beside it. */
export function apart(lines: readonly Line[]): { result: string[]; notes: string[] } {
  return {
    result: lines.filter((line) => typeof line === "string"),
    notes: lines.flatMap((line) => typeof line === "string" ? [] : [line.note]),
  };
}
