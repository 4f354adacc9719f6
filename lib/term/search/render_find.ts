/**
 * What was found, as a table.
 *
 * @module
 */
import { sanitize } from "../../base/log.ts";
import type { Found } from "../../inspect/search/find.ts";
import { singular } from "../../looker/content_type_names.ts";
import { count, counted } from "../format.ts";
import type { RenderOptions } from "../render_options.ts";
import { type Column, renderTable } from "../table.ts";

const COLUMNS: readonly Column[] = [
  { title: "type" },
  { title: "id" },
  { title: "name", min: 16 },
  { title: "folder", min: 8, drop: 2 },
  { title: "owner", min: 8, drop: 3 },
  { title: "place", min: 8, drop: 1 },
  { title: "found", min: 12, drop: 4 },
];

/** The hits, and how many there are. */
export function findLines({ items, total, suggestions }: Found, options: RenderOptions): string[] {
  const { palette } = options;
  if (items.length === 0) {
    const near = suggestions.map((text) => sanitize(`Did you mean "${text}"?`));
    return [palette.dim("nothing found"), ...near];
  }
  const rows = items.map(({ type, id, name, folder, owner, path, snippet, state }) => [
    singular(type),
    id,
    `${name ?? ""}${state === "trash" ? " (in the trash)" : state === "gone" ? " (gone)" : ""}`,
    folder ?? "",
    owner ?? "",
    path,
    snippet === name ? "" : snippet,
  ]);
  const more = total > items.length
    ? `; the first ${count(items.length)} are shown: add --type, or --limit ${total}`
    : "";
  return [...renderTable(COLUMNS, rows, options), palette.dim(`${counted(total, "hit")}${more}`)];
}
