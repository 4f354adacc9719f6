/**
 * The counts and sizes of each type in the vault, as a table.
 *
 * @module
 */
import type { RenderOptions } from "./render_options.ts";
import type { TypeRow } from "../inspect/list.ts";
import { bytes, count } from "./format.ts";
import { shownTime } from "./shown_time.ts";
import { type Column, renderTable } from "./table.ts";

const COLUMNS: readonly Column[] = [
  { title: "type" },
  { title: "items", align: "right" },
  { title: "deleted", align: "right" },
  { title: "size", align: "right" },
  { title: "last captured", drop: 1 },
];

/** Returns the types as a table. */
export function typeLines(types: readonly TypeRow[], options: RenderOptions): string[] {
  const sum = (of: (row: TypeRow) => number): number => types.reduce((total, row) => total + of(row), 0);
  const rows = types.map(({ type, items, deleted, bytes: size, captured }) => [
    type,
    count(items),
    count(deleted),
    bytes(size),
    captured === null ? "never complete" : shownTime(captured, options.zone),
  ]);
  const total = [
    "total",
    count(sum(({ items }) => items)),
    count(sum(({ deleted }) => deleted)),
    bytes(sum((type) => type.bytes)),
  ];
  return renderTable(COLUMNS, [...rows, total], { ...options, totals: true });
}
