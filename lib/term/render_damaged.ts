/**
 * The result of `cleanup --damaged`.
 *
 * @module
 */
import { withArgs } from "../base/command_text.ts";
import type { DamagedReport, DamagedVersion } from "../inspect/damaged.ts";
import { counted } from "./format.ts";
import type { RenderOptions } from "./render_options.ts";
import { type Column, renderTable } from "./table.ts";

const COLUMNS: readonly Column[] = [
  { title: "type", min: 8 },
  { title: "id", min: 8 },
  { title: "version" },
  { title: "what" },
  { title: "problem", min: 20 },
];

/** Returns the damaged versions, and what happened to each of them. */
export function renderDamaged(report: DamagedReport, options: RenderOptions): string[] {
  const { damaged, totals, from } = report, planned = report.status === "planned";
  if (damaged.length === 0) return ["No former version is damaged."];
  const words: Record<DamagedVersion["action"], string> = {
    drop: planned ? "would be removed" : "removed",
    bring: planned ? "would be replaced" : "replaced",
    none: "cannot be removed",
  };
  const rows = damaged.map((
    { type, id, version, action, problem },
  ) => [type, id ?? "", version ?? "", words[action], problem]);
  const parts = [
    ...totals.brought > 0 ? [`${counted(totals.brought, "version")} ${words.bring} from ${from}`] : [],
    ...totals.dropped > 0 ? [`${counted(totals.dropped, "version")} ${words.drop}`] : [],
    ...totals.left > 0
      ? [`${counted(totals.left, "version")} ${words.none}: see \`lookervault verify\``]
      : [],
  ];
  const ending = withArgs(`${parts.join(", ")}.`, options.args);
  return [...renderTable(COLUMNS, rows, options), "", ending];
}
