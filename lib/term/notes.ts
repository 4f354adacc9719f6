/**
 * Remarks on a result: its size, and how to see the rest. On a terminal, a remark is below the result. If stdout is a
 * pipe, it goes to stderr, so that the pipe contains only the table.
 *
 * @module
 */
import { sanitize } from "../base/log.ts";
import { wrap } from "./cell.ts";
import { counted } from "./format.ts";
import type { RenderOptions } from "./render_options.ts";

/** A remark that is not part of the result. */
export interface Note {
  note: string;
}

/** A line of the result, or a remark. */
export type Line = string | Note;

/** Returns a remark: wrapped and dim on a terminal, separate from the result on a pipe. Sanitizes the text. */
export function note(text: string, { width, palette }: RenderOptions): Line[] {
  const clean = sanitize(text);
  return width === null ? [{ note: clean }] : wrap(clean, width).map(palette.dim);
}

/** A result with more lines than this does not fit on a screen. */
export const LONG = 100;

/** Returns how to narrow a long result or to write it to a file, because lookervault has no pager. */
export function longNote(
  lines: number,
  { command, ...options }: RenderOptions & { command: string | undefined },
): Line[] {
  const narrow = command === undefined
    ? ""
    : `\`lookervault ${command} --help\` lists options to narrow it. `;
  return note(`${counted(lines, "line")}. ${narrow}To write it to a file, add \`> FILE\`.`, options);
}

/** Returns lines below a result after an empty line, or as remarks if the result goes to a pipe. */
export function beside(lines: readonly string[], { width }: Pick<RenderOptions, "width">): Line[] {
  if (width === null) return lines.map((text) => ({ note: text }));
  return lines.length === 0 ? [] : ["", ...lines];
}

/** Separates the lines for stdout from the remarks. */
export function apart(lines: readonly Line[]): { result: string[]; notes: string[] } {
  return {
    result: lines.filter((line) => typeof line === "string"),
    notes: lines.flatMap((line) => typeof line === "string" ? [] : [line.note]),
  };
}
