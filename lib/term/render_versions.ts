/**
 * The versions of an item as a table.
 *
 * @module
 */
import type { ItemHistory, VersionRow } from "../inspect/history.ts";
import { personWords } from "./author_words.ts";
import { bytes, counted } from "./format.ts";
import { type Line, note } from "./notes.ts";
import type { RenderOptions } from "./render_options.ts";
import { shownTime } from "./shown_time.ts";
import { type Column, renderTable } from "./table.ts";

const COLUMNS: readonly Column[] = [
  { title: "from" },
  { title: "to" },
  { title: "who", min: 20 },
  { title: "updated in Looker", drop: 2 },
  { title: "name", min: 16 },
  { title: "size", align: "right", drop: 1 },
];

/** Returns the versions as a table, and their count. */
export function versionLines({ versions, restored }: ItemHistory, options: RenderOptions): Line[] {
  const hasIds = restored.length > 0;
  const time = (iso: string): string => shownTime(iso, options.zone, "second");
  const rows = versions.map((version) => [
    ...hasIds ? [version.id] : [],
    time(version.valid_from),
    version.valid_to === null ? "now" : time(version.valid_to) + (version.deleted ? ", gone" : ""),
    who(version, time),
    version.updated_at === null ? "" : time(version.updated_at),
    `${version.name ?? ""}${version.trashed ? " (in the trash)" : ""}`,
    bytes(version.content_size),
  ]);
  const columns = hasIds ? [{ title: "id" }, ...COLUMNS] : COLUMNS;
  return [
    ...renderTable(columns, rows, options),
    ...restored.flatMap(({ from, to, at, session_id }) => {
      const which = session_id === null ? "a restore" : `the restore ${session_id.slice(0, 8)}`;
      return note(`${from} → ${to}: created again by ${which}, ${time(at)}`, options);
    }),
    ...note(counted(versions.length, "version"), options),
  ];
}

/** Returns the author of a version. The time of its run is in another column. */
function who({ by, between }: VersionRow, time: (iso: string) => string): string {
  if (by !== null) return `${by.did} by ${personWords(by)}`;
  return between.after === null
    ? "unknown: first version in the vault"
    : `unknown, after ${time(between.after)}`;
}
