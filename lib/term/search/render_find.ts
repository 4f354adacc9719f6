/**
 * The results of `find` as a table.
 *
 * @module
 */
import { quoted } from "../../base/quoted.ts";
import type { Found } from "../../inspect/search/find.ts";
import { count, counted } from "../format.ts";
import { type Line, note } from "../notes.ts";
import type { RenderOptions } from "../render_options.ts";
import { type Column, headings, renderTable } from "../table.ts";

const COLUMNS: readonly Column[] = [
  { title: "type" },
  { title: "id", min: 24, lines: Infinity },
  { title: "name", min: 18 },
  { title: "folder", min: 14, drop: 2 },
  { title: "owner", min: 14, drop: 3 },
  { title: "place", min: 14, lines: Infinity, drop: 1 },
  { title: "found", min: 16, drop: 4 },
];

/** Returns the hits, and their count. */
export function findLines({ items, total, suggestions }: Found, options: RenderOptions): Line[] {
  if (items.length === 0) {
    const near = suggestions.flatMap((text) => note(`Did you mean ${quoted(text)}?`, options));
    return [...headings(COLUMNS, options), ...note("nothing found", options), ...near];
  }
  const rows = items.map(({ type, id, name, folder, owner, path, snippet, state }) => [
    type,
    id,
    `${name === id ? "" : name ?? ""}${
      state === "trash" ? " (in the trash)" : state === "gone" ? " (deleted)" : ""
    }`.trim(),
    folder ?? "",
    owner ?? "",
    path,
    snippet === name ? "" : snippet,
  ]);
  const more = total > items.length
    ? `; the first ${count(items.length)} are shown: narrow with --type, or add --limit ${total}`
    : "";
  return [...renderTable(COLUMNS, rows, options), ...note(`${counted(total, "hit")}${more}`, options)];
}
