/**
 * Reads the entire history of a vault from its index: items with their versions, and what happened to them. No body is
 * read, and only a page of rows is in memory.
 *
 * @module
 */
import { CHANGE, type ItemChange } from "./kinds.ts";
import type { Index } from "./read.ts";

/** An item and its versions that began by a time. Times are ISO 8601 UTC. */
export interface ItemHistory {
  /** The type's code. */
  type: number;
  id: string;
  /** The docs of the item, the oldest first, and when each of them began. */
  docs: number[];
  since: string[];
  /** The values of the last doc. */
  name: string | null;
  ownerId: string | null;
  folderId: string | null;
  updatedAt: string | null;
}

/** Items per page. */
const PAGE = 1000;

/**
 * Yields all items that the vault had by `until`, by type and id, in pages. The caller can do other work between two
 * pages.
 */
export function* itemHistories(index: Index, until: string): Generator<ItemHistory[]> {
  const statement = index.prepare(
    `SELECT item.content_type, item.id, item.docs, item.since, last.name, last.owner, last.folder, last.edited
     FROM (SELECT content_type, id, json_group_array(doc) AS docs, json_group_array(since) AS since,
             max(since) AS newest
           FROM docs INDEXED BY docs_item WHERE (content_type, id) > (?, ?) AND since <= ?
           GROUP BY content_type, id ORDER BY content_type, id LIMIT ${PAGE}) AS item
     CROSS JOIN docs AS last ON last.content_type = item.content_type AND last.id = item.id AND last.since = item.newest
     ORDER BY item.content_type, item.id`,
  );
  for (let type = -1, id = "";;) {
    const page = statement.all(type, id, until).map(historyOf), last = page.at(-1);
    // Without progress, the loop would never end. This happens if an id is cut when it is read.
    if (last === undefined || (last.type === type && last.id === id)) return;
    yield page;
    ({ type, id } = last);
  }
}

function historyOf(row: Record<string, unknown>): ItemHistory {
  const list = (text: unknown): unknown[] => {
    const value: unknown = JSON.parse(String(text));
    return Array.isArray(value) ? value : [];
  };
  return {
    type: Number(row["content_type"]),
    id: String(row["id"]),
    docs: list(row["docs"]).map(Number),
    since: list(row["since"]).map(String),
    name: textOf(row["name"]),
    ownerId: textOf(row["owner"]),
    folderId: textOf(row["folder"]),
    updatedAt: textOf(row["edited"]),
  };
}

/** A change of an item. */
export interface ChangeRow {
  doc: number;
  change: ItemChange;
  /** ISO 8601 UTC. */
  at: string;
  /** The type's code. */
  type: number;
  id: string;
  /** When the version began. If the change is the end of a version, `at` is when it ended. */
  since: string;
  /** The id of the user who made the change; null if Looker does not report it. */
  editorId: string | null;
  folderId: string | null;
}

/** Yields the changes after `from` and until `to` (ISO 8601 UTC), by time. */
export function* changesBetween(
  index: Index,
  { from, to, only }: { from: string; to: string; only?: readonly ItemChange[] },
): Generator<ChangeRow> {
  // If only a few kinds are requested, the tallies show at which times there are any.
  const statement = index.prepare(
    `SELECT c.doc, c.change, c.at, c.editor, d.content_type, d.id, d.since, d.folder
     FROM ${
      only === undefined ? "changes AS c" : `tallies AS t
       CROSS JOIN changes AS c ON c.at = t.at AND c.content_type = t.content_type AND c.change = t.change`
    } CROSS JOIN docs AS d ON d.doc = c.doc WHERE ${
      only === undefined
        ? "c.at > ? AND c.at <= ? ORDER BY c.at, c.content_type, c.change, c.doc"
        : `t.at > ? AND t.at <= ? AND t.change IN (${only.join()}) ORDER BY t.at, t.content_type, t.change, c.doc`
    }`,
  );
  for (const row of statement.iterate(from, to)) {
    const change = changeOf(row["change"]);
    if (change === null) continue;
    yield {
      doc: Number(row["doc"]),
      change,
      at: String(row["at"]),
      type: Number(row["content_type"]),
      id: String(row["id"]),
      since: String(row["since"]),
      editorId: textOf(row["editor"]),
      folderId: textOf(row["folder"]),
    };
  }
}

/** A span of time: after `from` and until `to`, ISO 8601 UTC. */
export interface Span {
  from: string;
  to: string;
}

/** Returns the users who edited at least `least` items, with the count of each. */
export function editsByEditor(
  index: Index,
  { from, to, least }: Span & { least: number },
): { editorId: string; count: number }[] {
  const rows = index.prepare(
    `SELECT editor, sum(count) AS n FROM editors WHERE at > ? AND at <= ? GROUP BY editor HAVING n >= ? ORDER BY editor`,
  ).all(from, to, least);
  return rows.map((row) => ({ editorId: String(row["editor"]), count: Number(row["n"]) }));
}

/** Counts the deleted items by the type's code and by their last folder (null for none). */
export function goneByFolder(
  index: Index,
  { from, to }: Span,
): { type: number; folderId: string | null; count: number }[] {
  const rows = index.prepare(
    `SELECT content_type, folder, sum(count) AS n FROM losses WHERE at > ? AND at <= ?
     GROUP BY content_type, folder ORDER BY content_type, folder`,
  ).all(from, to);
  return rows.map((row) => ({
    type: Number(row["content_type"]),
    folderId: textOf(row["folder"]) || null,
    count: Number(row["n"]),
  }));
}

/** Returns the ids of the deleted items of a type. */
export function goneOfType(index: Index, { from, to, type }: Span & { type: number }): string[] {
  // The query reads the times first. In a night with 10,000 edits, it then reads only the deletions.
  const rows = index.prepare(
    `SELECT DISTINCT d.id FROM (
       SELECT at, content_type, change FROM tallies
       WHERE at > ? AND at <= ? AND content_type = ? AND change IN (${CHANGE.gone}, ${CHANGE.purged})) AS t
     CROSS JOIN changes AS c ON c.at = t.at AND c.content_type = t.content_type AND c.change = t.change
     CROSS JOIN docs AS d ON d.doc = c.doc`,
  ).all(from, to, type);
  return rows.map((row) => String(row["id"]));
}

/** The name, owner and folder of an item before a version. */
export interface FormerRow {
  /** When the version began; ISO 8601 UTC. */
  at: string;
  /** The type's code. */
  type: number;
  id: string;
  /** The former name; undefined if the name has not changed. */
  name: string | null | undefined;
  ownerId: string | null;
  folderId: string | null;
}

/** Yields former names, owners and folders until a time, in pages. */
export function* formerRows(index: Index, until: string): Generator<FormerRow[]> {
  const statement = index.prepare(
    `SELECT f.doc, d.since, d.content_type, d.id, d.name IS NOT f.name AS renamed, f.name, f.owner, f.folder
     FROM (SELECT * FROM former WHERE doc > ? ORDER BY doc LIMIT ${PAGE}) AS f
     CROSS JOIN docs AS d ON d.doc = f.doc ORDER BY f.doc`,
  );
  for (let doc = 0;;) {
    const rows = statement.all(doc);
    if (rows.length === 0) return;
    yield rows.filter((row) => String(row["since"]) <= until).map((row) => ({
      at: String(row["since"]),
      type: Number(row["content_type"]),
      id: String(row["id"]),
      name: row["renamed"] === 1 ? textOf(row["name"]) : undefined,
      ownerId: textOf(row["owner"]),
      folderId: textOf(row["folder"]),
    }));
    doc = Number(rows.at(-1)?.["doc"]);
  }
}

/** How often a change happened to items of a type at a time. */
export interface Tally {
  /** ISO 8601 UTC. */
  at: string;
  /** The type's code. */
  type: number;
  change: ItemChange;
  count: number;
}

/** Returns all tallies, by time. */
export function tallies(index: Index): Tally[] {
  const rows = index.prepare("SELECT at, content_type, change, count FROM tallies ORDER BY at").all();
  return rows.flatMap((row) => {
    const change = changeOf(row["change"]), count = Number(row["count"]);
    if (change === null || !Number.isSafeInteger(count)) return [];
    return [{ at: String(row["at"]), type: Number(row["content_type"]), change, count }];
  });
}

const KNOWN: ReadonlySet<unknown> = new Set(Object.values(CHANGE));

function changeOf(value: unknown): ItemChange | null {
  return KNOWN.has(value) ? value as ItemChange : null;
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
