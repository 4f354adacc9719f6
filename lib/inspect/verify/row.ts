/**
 * Checks whether a row is intact. Pure.
 *
 * @module
 */
import { Body } from "../../codec/body.ts";
import { canonical } from "../../codec/canonical.ts";
import { isSha256 } from "../../codec/digest.ts";
import { DamagedBodyError } from "../../codec/errors.ts";
import { type BodyColumns, columnsOf } from "../../looker/columns.ts";
import { type ContentType, typeOfCode } from "../../looker/content_type_names.ts";
import { FORM_REVISION, formRules } from "../../looker/equality.ts";
import type { AuditRow, BodyTable } from "../../vault/audit.ts";
import { storableText } from "../../vault/content.ts";
import { isRowHash, isSeenHash, KEPT_COLUMNS, ROW_COLUMNS, SEEN_COLUMNS } from "../../vault/row_digest.ts";
import { bodyOfRow } from "../../vault/versions.ts";

/** The inputs for checking a row. */
export interface RowRules {
  table: BodyTable;
  /** The ids of the runs or restores in the vault; null if they cannot be read. */
  sessions: ReadonlySet<string> | null;
  /** Whether rows have digests. A vault with an older schema has none. */
  digests: boolean;
}

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
const TIMES = ["created_at", "updated_at", "synced_at", "deleted_at", "valid_from", "valid_to", "taken_at"];

/** Returns all problems of a row as texts; empty if it is intact. */
export function rowProblems(row: AuditRow, rules: RowRules): string[] {
  const [whole, seen] = digestProblems(row, rules);
  // If a digest covers the body and the columns, they are as they were stored. Another version of lookervault may
  // derive other columns from the same body, which is not damage.
  const covered = rules.digests && whole === null && seen === null;
  const problems = [
    ...covered ? [] : timeProblems(row),
    ...ownerProblems(row, rules),
    ...bodyProblems(row, rules, covered),
  ];
  // Omit the general problem if a more specific one was found.
  if (whole !== null && problems.length === 0) problems.push(whole);
  if (seen !== null) problems.push(seen);
  return problems;
}

function digestProblems(row: AuditRow, { table, digests }: RowRules): [string | null, string | null] {
  if (!digests) return [null, null];
  const kept = table === "restoration_backups";
  const values = (columns: readonly string[]): unknown[] => columns.map((column) => row[column]);
  return [
    isRowHash(row["row_hash"], values(kept ? KEPT_COLUMNS : ROW_COLUMNS))
      ? null
      : "its row is damaged: a column, or a byte of its compressed body, does not match the checksum",
    kept || isSeenHash(row["seen_hash"], values(SEEN_COLUMNS))
      ? null
      : "its record of when it was seen, by which run, and when it was deleted does not match the checksum",
  ];
}

function isDigest(stored: unknown, bytes: Uint8Array): boolean {
  return stored instanceof Uint8Array && isSha256(stored, bytes);
}

function ownerProblems(row: AuditRow, { sessions }: RowRules): string[] {
  const problems: string[] = [];
  if (typeOfCode(Number(row["content_type"])) === undefined) {
    problems.push(`its type ${quoted(row["content_type"])} is unknown to this version`);
  }
  if (sessions?.has(String(row["session_id"])) === false) {
    problems.push("it belongs to a run that is not in the vault");
  }
  return problems;
}

function timeProblems(row: AuditRow): string[] {
  return TIMES.flatMap((column) => {
    const value = row[column] ?? null;
    return value === null || isTime(value) ? [] : [`its ${column} is not a time: ${quoted(value)}`];
  });
}

function isTime(value: unknown): boolean {
  return typeof value === "string" && TIME.test(value) && !Number.isNaN(Date.parse(value));
}

function bodyProblems(row: AuditRow, rules: RowRules, covered: boolean): string[] {
  const encoding = row["encoding"];
  if (encoding !== 0 && encoding !== 1) {
    return [`its encoding ${quoted(encoding)} is unknown to this version`];
  }
  try {
    const body = Body.parse(bodyOfRow(row));
    const type = typeOfCode(Number(row["content_type"]));
    if (covered || rules.table === "restoration_backups" || type === undefined) return [];
    return [
      ...differing(row, columnsOf(type, String(row["id"]), body)),
      ...formProblems(row, type, { body, rules }),
    ];
  } catch (error) {
    if (!(error instanceof DamagedBodyError)) throw error;
    return [error.message.replace(/^Cannot (decode|use) the body: /, "its body is damaged: ")];
  }
}

/** Formats a value for a message: as JSON, shortened if it is long. */
function quoted(value: unknown): string {
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (typeof value === "bigint") return String(value);
  const text = JSON.stringify(typeof value === "string" ? value.slice(0, QUOTED) : value) ?? "nothing";
  return typeof value === "string" && value.length > QUOTED ? `${text} and more` : text;
}

/** The maximum length of a quoted text, in UTF-16 units. */
const QUOTED = 200;

/** Returns problems for columns that differ from the body. */
function differing(row: AuditRow, { email, ...columns }: BodyColumns): string[] {
  const wanted: [string, string | number | null][] = [
    ["name", storableText(columns.name)],
    ["owner_id", storableText(columns.ownerId)],
    ["folder_id", storableText(columns.folderId)],
    ["created_at", columns.createdAt],
    ["updated_at", columns.updatedAt],
    ["trashed", columns.trashed ? 1 : 0],
  ];
  if (email !== null) wanted.push(["owner_email", storableText(email)]);
  // Older versions stored an empty text as Looker returned it.
  return wanted.filter(([column, value]) => row[column] !== value && !(value === null && row[column] === ""))
    .map(([column, value]) => `its ${column} is ${quoted(row[column])}, but its body says ${quoted(value)}`);
}

/** If no digest covers the column, computes the canonical form again with the rules of every version so far. */
function formProblems(
  row: AuditRow,
  type: ContentType,
  { body, rules }: { body: Body; rules: RowRules },
): string[] {
  if (rules.digests) return [];
  for (let revision = 1; revision <= FORM_REVISION; revision++) {
    if (isDigest(row["canonical_hash"], canonical(body.bytes, formRules(type, revision)))) return [];
  }
  return ["its canonical_hash does not match its body"];
}
