/**
 * The result of `extract --dry-run`.
 *
 * @module
 */
import type { RenderOptions } from "./render_options.ts";
import { sanitize } from "../base/log.ts";
import type { Estimate } from "../extract/estimate.ts";
import { wrap } from "./cell.ts";
import { count, counted } from "./format.ts";
import { renderTable } from "./table.ts";

/** Returns the estimated requests of a run of `extract`, line by line. */
export function renderEstimate(estimate: Estimate, options: RenderOptions): string[] {
  const columns = [
    { title: "type" },
    { title: "listed", align: "right" },
    { title: "requests", align: "right" },
    { title: "note", min: 8, drop: 1 },
  ] as const;
  const { types, total_calls, calls, instance, looker_version } = estimate;
  const listed = types.reduce((sum, type) => sum + type.listed, 0);
  const rows = types.map((type) => [type.type, count(type.listed), count(type.calls), type.note ?? ""]);
  const version = looker_version === null ? "" : ` (Looker ${looker_version})`;
  const text = sanitize(
    `Nothing was written. A backup of ${instance}${version} would send about ${
      counted(total_calls, "request")
    }; this estimate sent ${count(calls)}.`,
  );
  return [
    ...renderTable(columns, [...rows, ["total", count(listed), count(total_calls), ""]], {
      ...options,
      totals: true,
    }),
    "",
    ...(options.width === null ? [text] : wrap(text, options.width)),
  ];
}
