/**
 * The differences between the vault and Looker.
 *
 * @module
 */
import { itemWords } from "../looker/item_ref.ts";
import type { RenderOptions } from "./render_options.ts";
import { sanitize } from "../base/log.ts";
import type { LiveDifference, LiveResult } from "../live/compare_live.ts";
import { unreadLines } from "./diff_live.ts";
import { count, counted } from "./format.ts";
import { type Column, renderTable } from "./table.ts";

const COLUMNS: readonly Column[] = [
  { title: "type" },
  { title: "same", align: "right" },
  { title: "changed", align: "right" },
  { title: "deleted", align: "right" },
  { title: "new", align: "right" },
  { title: "note", min: 10, drop: 1 },
];

/** The maximum number of differences that are shown; `--json` contains all. */
const SHOWN = 50;

/** Returns a line per type, a line per difference, and the verdict as the last line. */
export function renderLive(
  { live, live_types, differences, errors, calls, warnings }: LiveResult,
  options: RenderOptions,
): string[] {
  const rows = live_types.map((one) => [
    one.type,
    ...[one.same, one.changed, one.missing, one.extra].map(count),
    one.note ?? (one.complete ? "" : "some could not be read"),
  ]);
  rows.push(["all", ...[live.same, live.changed, live.missing, live.extra].map(count), ""]);
  const { palette } = options;
  const unread = [
    ...unreadLines(errors),
    ...live_types.some(({ complete }) => !complete) && errors.length === 0 ? ["some could not be read"] : [],
  ];
  const differ = live.changed + live.missing + live.extra;
  return [
    ...renderTable(COLUMNS, rows, { ...options, totals: true }),
    "",
    ...differences.slice(0, SHOWN).map((one) => differenceLine(one, options)),
    ...(differences.length > SHOWN
      ? [`... and ${count(differences.length - SHOWN)} more: --json names them all`]
      : []),
    ...[...warnings, ...unread].map((warning) => `${palette.yellow("warning:")} ${sanitize(warning)}`),
    differ === 0 && unread.length > 0
      ? palette.yellow(
        `Everything that could be read equals the vault: ${counted(live.same, "item")} (${
          counted(calls, "call")
        })`,
      )
      : differ === 0
      ? palette.green(`Looker equals the vault: ${counted(live.same, "item")} (${counted(calls, "call")})`)
      : `Since the backup: ${count(live.changed)} changed, ${count(live.missing)} deleted, ${
        count(live.extra)
      } new; ${count(live.same)} unchanged (${
        counted(calls, "call")
      }). Run \`lookervault extract\` to back them up.`,
  ];
}

const WORDS = { changed: "changed", missing: "deleted", extra: "new" } as const;

function differenceLine({ type, id, name, what, paths }: LiveDifference, { palette }: RenderOptions): string {
  const where = paths.length === 0 ? "" : `: ${sanitize(paths.join(", "))}`;
  return `${palette.yellow(WORDS[what])} ${sanitize(itemWords({ type, id }, name))}${palette.dim(where)}`;
}
