/**
 * The layout of the columns of a list in a table.
 *
 * @module
 */
import type { FactValue, ItemRow, ListColumn } from "../inspect/list.ts";
import { webAddress } from "../looker/web_address.ts";
import { bytes, count } from "./format.ts";
import type { RenderOptions } from "./render_options.ts";
import { shownTime } from "./shown_time.ts";
import type { CellValue, Column } from "./table.ts";

/** A column of the table, with a function that returns the cell of an item. */
export interface ItemCell {
  column: Column;
  text: (item: ItemRow) => CellValue;
}

/** The options for rendering cells. */
export interface CellOptions extends Pick<RenderOptions, "zone"> {
  /** The address of the vault's instance, which names link to. */
  instance: string | null;
  /** Whether the user requested the columns. None is omitted then. */
  chosen: boolean;
}

/** On a narrow terminal, the column with the highest number is dropped first. Columns without a number stay. */
const DROPS: Readonly<Record<string, number>> = {
  content_size: 9,
  parents: 8,
  database: 8,
  hidden: 8,
  user_values: 8,
  group_values: 7,
  sections: 7,
  folder_id: 7,
  owner_id: 7,
  official: 6,
  updated_at: 5,
  owner: 4,
  folder: 3,
  email: 3,
  built_in: 3,
  what: 2,
};

/** The minimum widths of columns, in cells. */
const LEAST: Readonly<Record<string, number>> = {
  // The length of the slugs that Looker generates.
  id: 24,
  name: 18,
  type: 12,
  owner: 16,
  email: 18,
  owner_email: 18,
  folder: 16,
  when: 16,
  web: 24,
};

/** Columns whose values users type again. Values are wrapped as often as necessary, and never cut. */
const WHOLE = ["id", "owner", "owner_email", "email", "folder", "web", "type"];

/** Columns whose values are numbers. */
const NUMBERS = [
  "content_size",
  "members",
  "holders",
  "items",
  "sections",
  "explores",
  "fields",
  "tiles",
  "group_values",
  "user_values",
];

const SHORT: Readonly<Record<string, string>> = { updated_at: "updated", content_size: "size" };

/** Returns a column as it is in a table. */
export function cellOf({ name, value }: ListColumn, { chosen, instance, zone }: CellOptions): ItemCell {
  const drop = chosen ? undefined : DROPS[name], isNumber = NUMBERS.includes(name), isTime = TIMES.test(name);
  const leads = name === "id" || name === "name";
  return {
    column: {
      // A requested column has the title with which it was requested.
      title: chosen ? name : SHORT[name] ?? name,
      ...(isNumber ? { align: "right" as const } : isTime ? {} : { min: LEAST[name] ?? 14 }),
      ...(WHOLE.includes(name) && { lines: Infinity }),
      ...(name === "folder" && { isPath: true as const }),
      ...(drop !== undefined && { drop }),
      ...(name === "deleted_at" && { style: (text, palette) => palette.red(text) }),
      ...(name === "relation" && { style: (text, palette) => palette.dim(text) }),
    },
    text(item) {
      const cell = cellText(name, value(item), zone);
      const trashed = name === "name" && item.trashed && zone !== undefined;
      if (!leads) return cell;
      return {
        ...typeof cell === "string" ? { text: cell } : cell,
        ...(trashed && { text: `${textOf(cell)} (in the trash)` }),
        url: webAddress(instance, item.type, item.id),
      };
    },
  };
}

const TIMES = /(?:_at|_login)$/;

function cellText(name: string, value: FactValue, zone: string | undefined): CellValue {
  if (value === null) return "";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "number") {
    return name === "content_size" ? { text: bytes(value), exact: String(value) } : count(value);
  }
  if (typeof value !== "string") return value.join(", ");
  return TIMES.test(name) ? shownTime(value, zone) : value;
}

function textOf(cell: CellValue): string {
  return typeof cell === "string" ? cell : cell.text;
}
