/**
 * What an extraction could not capture, and why: the same reason once, with the items it struck.
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

/** At most 20 lines of what is missing, then how many more there are and how to see them. */
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

/** A reason, said once, and how many errors it stands for. */
export interface Reason {
  text: string;
  items: number;
}

/** Each reason once. */
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

/** Types that are not complete and have no error that says why: with their note, the others in one line. */
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
