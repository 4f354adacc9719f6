/**
 * The result of `verify`.
 *
 * @module
 */
import { withArgs } from "../base/command_text.ts";
import type { RenderOptions } from "./render_options.ts";
import { sanitize } from "../base/log.ts";
import type { Problem, VerifyResult } from "../inspect/verify/report.ts";
import { bytes, count, counted } from "./format.ts";
import { type Column, renderTable } from "./table.ts";

const COLUMNS: readonly Column[] = [
  { title: "type" },
  { title: "checked", align: "right" },
  { title: "damaged", align: "right", style: (text, { red }) => text === "0" ? text : red(text) },
  { title: "size", align: "right", drop: 1 },
];

/** The maximum number of problems that are shown; `--json` contains all. */
const SHOWN = 50;

/** Returns what was checked, each problem with what to do about it, and the verdict as the last line. */
export function renderVerify(result: VerifyResult, options: RenderOptions): string[] {
  const { problems, problems_omitted: omitted, warnings } = result;
  return [
    ...renderTable(COLUMNS, rowsOf(result), { ...options, totals: true }),
    "",
    ...problems.slice(0, SHOWN).flatMap((problem) => problemLines(problem, options)),
    ...(problems.length > SHOWN
      ? [
        `... and ${count(problems.length - SHOWN + omitted)} more: ${
          omitted === 0
            ? "--json names them all"
            : `--json names ${count(problems.length)}, --verbose names all`
        }`,
      ]
      : []),
    ...warnings.map((warning) => `${options.palette.yellow("warning:")} ${sanitize(warning)}`),
    verdict(result, options),
  ];
}

function rowsOf({ types, checked, invalid, bytes: size }: VerifyResult): string[][] {
  return [
    ...types.map((one) => [one.type, count(one.checked), count(one.invalid), bytes(one.bytes)]),
    ["all", count(checked), count(invalid), bytes(size)],
  ];
}

function problemLines(
  { type, id, problem, version, hint }: Problem,
  { palette, args }: RenderOptions,
): string[] {
  const what = id === null ? type : `${type} ${id}`;
  const when = version === null ? "" : ` (version of ${version})`;
  return [
    `${palette.red(sanitize(what))}${sanitize(`${when}: ${problem}`)}`,
    `  ${palette.dim(sanitize(withArgs(hint, args)))}`,
  ];
}

function verdict(
  { db, checked, problems, problems_omitted: omitted, sample }: VerifyResult,
  { palette }: RenderOptions,
): string {
  const all = counted(checked, "item", "items and versions");
  const what = sample < 100 ? `${all} chosen at random (${sample} %)` : all;
  return problems.length === 0
    ? palette.green(`${sanitize(db)} is intact: ${what} checked`)
    : palette.red(`${sanitize(db)} is damaged: ${counted(problems.length + omitted, "problem")} in ${what}`);
}
