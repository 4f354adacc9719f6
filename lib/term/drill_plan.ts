/**
 * The dry run of a drill: the sample, and where the copies would be.
 *
 * @module
 */
import type { RestoreSummary } from "../restore/restore_summary.ts";
import { counted } from "./format.ts";
import type { RenderOptions } from "./render_options.ts";
import { hanging, sections } from "./restore_notes.ts";
import { type Column, renderTable } from "./table.ts";

const COLUMNS: readonly Column[] = [
  { title: "type" },
  { title: "id", min: 8, lines: Infinity },
  { title: "name", min: 14 },
];

/** Returns the lines of a dry run. */
export function drillPlanLines(
  { sampled = [], scratch, destination, planned_calls: calls }: RestoreSummary,
  options: RenderOptions,
): string[] {
  const rows = sampled.map(({ type, id, name }) => [type, id, name ?? ""]);
  const where = scratch === undefined
    ? ""
    : ` into ${
      scratch.id === null ? "a new folder" : `the folder ${scratch.id}`
    } "${scratch.name}" of ${destination}`;
  const text = sampled.length === 0
    ? "The backup has no dashboard and no look to copy."
    : `A drill would copy ${
      counted(sampled.length, "item")
    }${where}, compare the copies, and move them to the trash: ` +
      `about ${counted(calls, "request")}. It chooses at random, and will copy other items than these.`;
  return sections([
    rows.length === 0 ? [] : renderTable(COLUMNS, rows, options),
    hanging(text, { prefix: "", indent: 0 }, options).map(options.palette.bold),
  ]);
}
