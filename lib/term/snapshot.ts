/**
 * The output of snapshot commands: the list, and the result for one snapshot.
 *
 * @module
 */
import type { CopyReport } from "../snapshot/report.ts";
import { wrap } from "./cell.ts";
import { bytes, count, counted } from "./format.ts";
import { beside, type Line, note } from "./notes.ts";
import type { RenderOptions } from "./render_options.ts";
import { shownTime } from "./shown_time.ts";
import { type Column, headings, renderTable } from "./table.ts";

const COLUMNS: readonly Column[] = [
  { title: "#", align: "right" },
  { title: "time" },
  { title: "instance", min: 16, lines: Infinity, drop: 2 },
  { title: "items", align: "right", drop: 3 },
  { title: "size", align: "right" },
  { title: "encrypted", drop: 4 },
  { title: "locked until", drop: 1 },
  { title: "state", min: 10 },
];

/** Returns the list of snapshots. */
export function renderCopies(
  copies: readonly CopyReport[],
  { location, warnings }: { location: string; warnings: readonly string[] },
  options: RenderOptions,
): Line[] {
  if (copies.length === 0) {
    return [
      ...headings(COLUMNS, options),
      ...note(`No snapshot at ${location}.`, options),
      ...beside(warned(warnings, options), options),
    ];
  }
  const rows = copies.map((copy) => [
    String(copy.index ?? ""),
    timeOf(copy, options),
    copy.instance.replace(/^https?:\/\//, ""),
    count(copy.items),
    bytes(copy.bytes),
    copy.encrypted ? "yes" : "no",
    copy.locked_until === null ? "" : shownTime(copy.locked_until, options.zone),
    copy.fault ?? "",
  ]);
  return [...renderTable(COLUMNS, rows, options), ...beside(warned(warnings, options), options)];
}

/** Returns the snapshots that were pushed. */
export function renderPushed(
  copies: readonly (CopyReport & { interrupted?: boolean })[],
  { warnings }: { warnings: readonly string[] },
  options: RenderOptions,
): string[] {
  const { palette } = options;
  return [
    ...copies.flatMap((copy) => {
      const what = `${copy.interrupted ? "Resumed and finished" : "Pushed"} ${copy.ref}: ${
        counted(copy.items, "item")
      }, ${bytes(copy.bytes)}${copy.encrypted ? ", encrypted" : ""}${
        copy.locked_until === null ? "" : `, locked until ${shownTime(copy.locked_until, options.zone)}`
      }`;
      return [...folded(`✓ ${what}`, options).map(palette.green), ...folded(copy.location, options)];
    }),
    ...warned(warnings, options),
  ];
}

/** A snapshot with the action that a prune chose for it. */
export interface JudgedCopy extends CopyReport {
  action: "keep" | "remove";
  reasons: readonly string[];
}

/** Returns what a prune removes, and why the rest is kept. */
export function renderPrune(
  copies: readonly JudgedCopy[],
  { planned, warnings, failures }: { planned: boolean; warnings: readonly string[]; failures: number },
  options: RenderOptions,
): string[] {
  const { palette } = options, going = copies.filter(({ action }) => action === "remove");
  const columns: Column[] = [
    { title: "time" },
    { title: "instance", min: 16, lines: Infinity, drop: 2 },
    { title: "size", align: "right", drop: 1 },
    { title: "action" },
    { title: "why", min: 10 },
  ];
  const rows = copies.map(({ at, instance, bytes: size, action, reasons }) => [
    timeOf({ at }, options),
    instance.replace(/^https?:\/\//, ""),
    bytes(size),
    action,
    reasons.join(", "),
  ]);
  const size = bytes(going.reduce((sum, one) => sum + one.bytes, 0));
  const what = `${count(going.length - failures)} of ${counted(copies.length, "snapshot")} (${size})`;
  return [
    ...copies.length === 0 ? [] : [...renderTable(columns, rows, options), ""],
    going.length === 0
      ? "Nothing to remove."
      : planned
      ? palette.yellow(`Would remove ${what}.`)
      : palette.green(`✓ Removed ${what}.`),
    ...warned(warnings, options),
  ];
}

/** Returns the time of a snapshot to the second, so that the commands accept it as a reference. */
function timeOf({ at }: Pick<CopyReport, "at">, { zone }: RenderOptions): string {
  return shownTime(at, zone, "second");
}

function warned(warnings: readonly string[], options: RenderOptions): string[] {
  return warnings.flatMap((text) => folded(`Warning: ${text}`, options).map(options.palette.yellow));
}

function folded(text: string, { width }: RenderOptions): string[] {
  return width === null ? [text] : wrap(text, width);
}
