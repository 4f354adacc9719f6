/**
 * What a run of `extract` could not capture, and why: each reason is printed one time, with the items concerned.
 *
 * @module
 */
import type { RenderOptions } from "./render_options.ts";
import { sanitize } from "../base/log.ts";
import type { ErrorSummary, ExtractSummary } from "../extract/summary.ts";
import { reason } from "./announce.ts";
import { truncate, wrap } from "./cell.ts";
import { count, counted } from "./format.ts";

const MOST_LINES = 20;
const MOST_IDS = 5;

/** Returns at most `MOST_LINES` lines of what is missing, then the number of the rest and how to see it. */
export function errorLines(
  summary: Pick<ExtractSummary, "errors" | "types">,
  options: RenderOptions,
): string[] {
  const reasons = [...errorReasons(summary.errors), ...notes(summary)];
  if (reasons.length === 0) return [];
  const title = options.palette.bold("Not captured:");
  const lines: string[] = [title];
  for (const [at, { text }] of reasons.entries()) {
    const wrapped = fold(text, options.width);
    if (lines.length + wrapped.length > MOST_LINES) {
      const left = reasons.slice(at).reduce((sum, group) => sum + group.items, 0);
      return [...lines, ...fold(`and ${count(left)} more: see all with --json`, options.width)];
    }
    lines.push(...wrapped);
  }
  return lines;
}

/** A reason, and the number of errors with this reason. */
export interface Reason {
  text: string;
  items: number;
}

/** Groups errors by reason. */
export function errorReasons(errors: readonly ErrorSummary[]): Reason[] {
  const groups = Map.groupBy(
    errors,
    (error) => JSON.stringify([error.type, error.id === null, reason(error)]),
  );
  return [...groups.values()].flatMap((group) => {
    const first = group[0];
    if (first === undefined) return [];
    return [{ text: `${who(first.type, group)}: ${reason(first)}`, items: group.length }];
  });
}

function who(type: string, group: readonly ErrorSummary[]): string {
  const ids = group.flatMap(({ id }) => id === null ? [] : [id]);
  if (ids.length === 0) return group.length > 1 ? `${type} (${counted(group.length, "time")})` : type;
  const more = ids.length > MOST_IDS ? ` and ${count(ids.length - MOST_IDS)} more` : "";
  return `${type} ${ids.slice(0, MOST_IDS).join(", ")}${more}`;
}

/** Returns incomplete types without an error: those with a note one by one, the others in one line. */
export function notes({ types, errors }: Pick<ExtractSummary, "errors" | "types">): Reason[] {
  const named = new Set(errors.map(({ type }) => type));
  const open = types.filter(({ type, complete }) => !complete && !named.has(type));
  const noted = open.flatMap(({ type, note }) =>
    note === null ? [] : [{ text: `${type}: ${note}`, items: 1 }]
  );
  const silent = open.filter(({ note }) => note === null).map(({ type }) => type);
  return silent.length === 0
    ? noted
    : [...noted, { text: `not finished: ${silent.join(", ")}`, items: silent.length }];
}

function fold(text: string, width: number | null): string[] {
  const clean = truncate(sanitize(text), 600);
  return (width === null ? [clean] : wrap(clean, Math.max(10, width - 4))).map((line, i) =>
    (i === 0 ? "  " : "    ") + line
  );
}
