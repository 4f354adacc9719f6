/**
 * The items that a run found unchanged: `seen_marks`. Writing to each row would rewrite the entire vault for twenty
 * edits. Instead there is a byte for each row, in blocks in a separate table. A row that a run wrote has the run in its
 * `session_id`.
 *
 * @module
 */
import { crc32 } from "node:zlib";
import type { Capture } from "./content_item.ts";
import type { Vault } from "./vault.ts";

/** Rows per block. A block contains consecutive rowids, from a multiple of this. */
export const BLOCK_ROWS = 1024;

/** A row that a run saw. */
export interface SeenPlace {
  /** The type's code. */
  type: number;
  /** The row's rowid in `content_items`. */
  place: number;
  id: string;
}

/** Returns the contribution of one mark to the checksum of its block. It covers the run, the rowid and the item. */
function digestOf(sessionId: string, { type, place, id }: SeenPlace): number {
  // The bits are mixed, because CRCs of texts that differ in one place would cancel each other out in the checksum.
  let sum = crc32(`${sessionId} ${type} ${place} ${id}`);
  sum = Math.imul(sum ^ (sum >>> 16), 0x85ebca6b);
  sum = Math.imul(sum ^ (sum >>> 13), 0xc2b2ae35);
  return (sum ^ (sum >>> 16)) >>> 0;
}

/** Whether the vault has marks. A vault that was last written before schema 7 has none. */
export function hasMarks(vault: Vault): boolean {
  let known = withMarks.get(vault);
  if (known === undefined) {
    const sql = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'seen_marks'";
    withMarks.set(vault, known = vault.read(() => vault.prepare(sql).get()) !== undefined);
  }
  return known;
}

/** The answers so far, by open vault. The tables of a vault do not change while it is read. */
const withMarks = new WeakMap<Vault, boolean>();

interface Block {
  marks: Uint8Array;
  sum: number;
  isDirty: boolean;
}

/** The marks of one run. Blocks are read when they are needed, and written with each transaction. */
class SessionMarks {
  private readonly blocks = new Map<number, Map<number, Block>>();

  constructor(private readonly vault: Vault, readonly sessionId: string) {}

  add(seen: SeenPlace): void {
    const block = this.block(seen.type, Math.floor(seen.place / BLOCK_ROWS)), at = seen.place % BLOCK_ROWS;
    if (block.marks[at] === 1) return;
    block.marks[at] = 1;
    block.sum = (block.sum ^ digestOf(this.sessionId, seen)) >>> 0;
    block.isDirty = true;
  }

  has(type: number, place: number): boolean {
    return this.block(type, Math.floor(place / BLOCK_ROWS)).marks[place % BLOCK_ROWS] === 1;
  }

  write(): void {
    for (const [type, blocks] of this.blocks) {
      for (const [number, block] of blocks) {
        if (!block.isDirty) continue;
        this.vault.prepare(
          `INSERT INTO seen_marks (content_type, block, session_id, marks, sum) VALUES (?, ?, ?, ?, ?)
           ON CONFLICT (content_type, block, session_id) DO UPDATE SET marks = excluded.marks, sum = excluded.sum`,
        ).run(type, number, this.sessionId, block.marks, block.sum);
        block.isDirty = false;
      }
    }
  }

  private block(type: number, number: number): Block {
    let blocks = this.blocks.get(type);
    if (blocks === undefined) this.blocks.set(type, blocks = new Map());
    let block = blocks.get(number);
    if (block === undefined) blocks.set(number, block = this.read(type, number));
    return block;
  }

  private read(type: number, number: number): Block {
    const row = this.vault.prepare(
      "SELECT marks, sum FROM seen_marks WHERE content_type = ? AND block = ? AND session_id = ?",
    ).get(type, number, this.sessionId);
    const marks = row?.["marks"];
    if (!(marks instanceof Uint8Array) || marks.length !== BLOCK_ROWS) {
      return { marks: new Uint8Array(BLOCK_ROWS), sum: 0, isDirty: false };
    }
    return { marks: new Uint8Array(marks), sum: Number(row?.["sum"]), isDirty: false };
  }
}

const current = new WeakMap<Vault, SessionMarks>();

function marksOf(vault: Vault, sessionId: string): SessionMarks {
  let marks = current.get(vault);
  if (marks?.sessionId === sessionId) return marks;
  if (marks === undefined) {
    vault.joinTransactions({
      write: () => current.get(vault)?.write(),
      forget: () => void current.delete(vault),
    });
  } else marks.write();
  current.set(vault, marks = new SessionMarks(vault, sessionId));
  return marks;
}

/** Marks a row as seen unchanged by a run. Inside a transaction. */
export function markSeen(vault: Vault, sessionId: string, seen: SeenPlace): void {
  marksOf(vault, sessionId).add(seen);
}

/** Whether a run has marked a row. */
export function isMarked(vault: Vault, sessionId: string, { type, place }: Omit<SeenPlace, "id">): boolean {
  return hasMarks(vault) && marksOf(vault, sessionId).has(type, place);
}

/** The marks of one run for the rows of a type. */
interface Marking extends Capture {
  blocks: Map<number, Uint8Array>;
}

/** A block whose checksum does not match its marks. It is ignored. */
export interface BadBlock {
  type: number;
  block: number;
  sessionId: string;
}

/** Which runs last saw the rows of a type. */
export class LastSeen {
  constructor(private readonly markings: readonly Marking[], readonly bad: readonly BadBlock[]) {}

  /** Whether a run has marked a row. */
  isMarked(place: number, sessionId: string): boolean {
    return this.markings.some((one) => one.sessionId === sessionId && isSet(one, place));
  }

  /** Returns when a row was last seen, and by which run. `own` is what the row itself records. */
  of(place: number, own: Capture): Capture {
    const marking = this.markings.find((one) => isSet(one, place));
    return marking === undefined || marking.at < own.at
      ? own
      : { sessionId: marking.sessionId, at: marking.at };
  }
}

/** Returns the run and the time that a row itself records. */
export function ownSight(row: Readonly<Record<string, unknown>>): Capture {
  return { sessionId: String(row["session_id"]), at: String(row["synced_at"]) };
}

function isSet({ blocks }: Marking, place: number): boolean {
  return blocks.get(Math.floor(place / BLOCK_ROWS))?.[place % BLOCK_ROWS] === 1;
}

/**
 * Reads which runs last saw the rows of a type. `isChecked` verifies the checksums, which requires the id of each row.
 */
export function lastSeen(
  vault: Vault,
  type: number,
  { isChecked = false }: { isChecked?: boolean } = {},
): LastSeen {
  if (!hasMarks(vault)) return new LastSeen([], []);
  const rows = vault.read(() =>
    vault.prepare(
      `SELECT mark.session_id, mark.block, mark.marks, mark.sum, coalesce(point.updated_at, session.started_at, '') AS at
       FROM seen_marks AS mark
       LEFT JOIN extraction_sessions AS session ON session.id = mark.session_id
       LEFT JOIN sync_checkpoints AS point
         ON point.session_id = mark.session_id AND point.content_type = mark.content_type
       WHERE mark.content_type = ? ORDER BY at DESC, session.rowid DESC`,
    ).all(type)
  );
  const markings = new Map<string, Marking>();
  const sums = new Map<string, number>(), counts = new Map<string, number>();
  for (const row of rows) {
    const sessionId = String(row["session_id"]), block = Number(row["block"]), marks = row["marks"];
    let marking = markings.get(sessionId);
    if (marking === undefined) {
      markings.set(sessionId, marking = { sessionId, at: String(row["at"]), blocks: new Map() });
    }
    if (!(marks instanceof Uint8Array)) continue;
    marking.blocks.set(block, marks);
    counts.set(`${sessionId} ${block}`, marks.reduce((sum, mark) => sum + (mark === 1 ? 1 : 0), 0));
    sums.set(`${sessionId} ${block}`, Number(row["sum"]));
  }
  const all = [...markings.values()];
  if (!isChecked || all.length === 0) return new LastSeen(all, []);
  const check = { markings: all, sums, counts };
  addUp(vault, type, check);
  return new LastSeen(all, takeBad(type, check));
}

/** A check in progress: the marks of a type, and by run and block the remaining checksum and count. */
interface Check {
  markings: readonly Marking[];
  sums: Map<string, number>;
  counts: Map<string, number>;
}

/**
 * Subtracts the marks of existing rows from the checksum and count of their blocks. Both reach 0 if the marks are as
 * they were written.
 */
function addUp(vault: Vault, type: number, { markings, sums, counts }: Check): void {
  const rows = vault.prepare("SELECT rowid AS place, id FROM content_items WHERE content_type = ?");
  vault.read(() => {
    for (const row of rows.iterate(type)) {
      const place = Number(row["place"]), id = String(row["id"]);
      for (const marking of markings) {
        if (!isSet(marking, place)) continue;
        const key = `${marking.sessionId} ${Math.floor(place / BLOCK_ROWS)}`;
        sums.set(key, ((sums.get(key) ?? 0) ^ digestOf(marking.sessionId, { type, place, id })) >>> 0);
        counts.set(key, (counts.get(key) ?? 0) - 1);
      }
    }
  });
}

function takeBad(type: number, { markings, sums, counts }: Check): BadBlock[] {
  const bad: BadBlock[] = [];
  for (const { sessionId, blocks } of markings) {
    for (const [block, marks] of blocks) {
      const isWhole = marks.length === BLOCK_ROWS && marks.every((mark) => mark <= 1),
        key = `${sessionId} ${block}`;
      if (isWhole && sums.get(key) === 0 && counts.get(key) === 0) continue;
      blocks.delete(block);
      bad.push({ type, block, sessionId });
    }
  }
  return bad;
}

/**
 * Removes the marks of other runs that a finished run's marks replace; inside a transaction. `sawAll` says that the run
 * saw every existing item.
 */
export function dropFormerMarks(
  vault: Vault,
  type: number,
  { sessionId, sawAll }: { sessionId: string; sawAll: boolean },
): void {
  const marks = marksOf(vault, sessionId);
  marks.write();
  if (sawAll) {
    vault.prepare("DELETE FROM seen_marks WHERE content_type = ? AND session_id <> ?").run(type, sessionId);
    return;
  }
  const rows = vault.prepare(
    "SELECT rowid AS number, session_id, block, marks, sum FROM seen_marks WHERE content_type = ? AND session_id <> ?",
  ).all(type, sessionId);
  for (const row of rows) {
    clear(vault, row, type, (place) => marks.has(type, place));
  }
}

/**
 * Removes the marks of rows that are about to be deleted, because SQLite may reuse their rowids. Inside a transaction.
 */
export function forgetMarks(vault: Vault, places: readonly SeenPlace[]): void {
  if (places.length === 0) return;
  const marks = current.get(vault);
  marks?.write();
  current.delete(vault);
  for (
    const [key, some] of Map.groupBy(places, (one) => `${one.type} ${Math.floor(one.place / BLOCK_ROWS)}`)
  ) {
    const [type = 0, block = 0] = key.split(" ").map(Number);
    const gone = new Set(some.map(({ place }) => place));
    const rows = vault.prepare(
      "SELECT rowid AS number, session_id, block, marks, sum FROM seen_marks WHERE content_type = ? AND block = ?",
    ).all(type, block);
    for (const row of rows) clear(vault, row, type, (place) => gone.has(place));
  }
}

/** Clears marks in a block, and removes the block if it has no marks left. */
function clear(
  vault: Vault,
  row: Readonly<Record<string, unknown>>,
  type: number,
  goes: (place: number) => boolean,
): void {
  const number = Number(row["number"]), sessionId = String(row["session_id"]);
  const marks = new Uint8Array(row["marks"] as Uint8Array), first = Number(row["block"]) * BLOCK_ROWS;
  let sum = Number(row["sum"]), changed = false;
  marks.forEach((mark, i) => {
    const place = first + i;
    if (mark !== 1 || !goes(place)) return;
    const id = vault.prepare("SELECT id FROM content_items WHERE rowid = ?").get(place)?.["id"];
    marks[i] = 0;
    sum = (sum ^ digestOf(sessionId, { type, place, id: String(id) })) >>> 0;
    changed = true;
  });
  if (!changed) return;
  if (!marks.includes(1)) vault.prepare("DELETE FROM seen_marks WHERE rowid = ?").run(number);
  else vault.prepare("UPDATE seen_marks SET marks = ?, sum = ? WHERE rowid = ?").run(marks, sum, number);
}
