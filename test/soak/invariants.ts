/**
 * What docs/contract.md §5 promises of every vault and every run, checked with nothing of `lib/`.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { msgpackText } from "../e2e/_msgpack_text.ts";
import type { Summary } from "../e2e/_run.ts";
import { redactedText, type Truth } from "../e2e/_truth.ts";
import { code, hex, messagePack, OpenVault, type Row, sha256, typeOf } from "../e2e/_vault.ts";

/** Invariant 3: the vault opens, SQLite finds no fault in it, and each body is what its digest says. */
export function checkSound(path: string): void {
  using vault = new OpenVault(path);
  assertEquals(vault.value("PRAGMA quick_check"), "ok");
  assertEquals(vault.rows("PRAGMA foreign_key_check"), []);
  for (const table of ["content_items", "content_history"]) {
    for (const row of vault.rows(`SELECT * FROM ${table}`)) {
      const bytes = messagePack(row), name = `${table}: ${nameOf(row)}`;
      assertEquals(bytes.length, Number(row["content_size"]), name);
      assertEquals(sha256(bytes), hex(row["content_hash"]), name);
    }
  }
  assertEquals(
    vault.rows(
      `SELECT content_type, id, valid_from, valid_to FROM content_history WHERE valid_from > valid_to`,
    ),
    [],
    "versions that ended before they began",
  );
}

/**
 * Invariant 1: listed = stored + failed; what is said to be stored is there; every failure is named in the output and in
 * the vault, and by exit code 4. For runs that came to their end.
 */
export function checkAccount(path: string, summary: Summary, exit: number): void {
  const whole = summary.types.every((line) => line.complete);
  const clean = whole && summary.errors.length === 0;
  assertEquals([exit, summary.status], clean ? [0, "completed"] : [4, "partial"], "exit code and status");
  using vault = new OpenVault(path);
  for (const line of summary.types) {
    assertEquals(line.listed, line.stored + line.failed, `${line.type}: listed = stored + failed`);
    assertEquals(line.stored, line.new + line.updated + line.unchanged, `${line.type}: stored`);
    const rows = vault.value(
      `SELECT count(*) FROM content_items AS item JOIN content_seen AS seen USING (content_type, id)
       WHERE content_type = ? AND seen.session_id = ? AND deleted_at IS NULL`,
      code(line.type),
      summary.session_id,
    );
    assertEquals(rows, line.stored, `${line.type}: rows that the run stored`);
    const named = summary.errors.some(({ type }) => type === line.type);
    if (line.failed > 0) assert(named, `${line.type}: ${line.failed} failed and none is named`);
    if (!line.complete) assert(named || line.note !== null, `${line.type} is not whole, and no word why`);
  }
  const recorded = vault.rows(
    `SELECT t.name AS type, e.item_id AS id, e.operation, e.status, e.message FROM extraction_errors e
     LEFT JOIN content_types t ON t.id = e.content_type WHERE e.session_id = ?`,
    summary.session_id,
  ).map((row) => JSON.stringify([row["type"], row["id"], row["operation"], row["status"], row["message"]]));
  const said = summary.errors.map((error) =>
    JSON.stringify([error.type, error.id, error.operation, error.status, error.message])
  );
  assertEquals(recorded.sort(), said.sort(), "errors in the vault and in the output");
}

/**
 * Invariant 4: what the run read decodes to exactly the JSON that Looker serves. An incremental run reads what has new time
 * stamps: names of others that are copied into a body may be out of date in what it leaves.
 */
export function checkExact(path: string, summary: Summary, truth: Truth): void {
  using vault = new OpenVault(path);
  const rows = vault.rows(
    "SELECT * FROM content_items WHERE session_id = ? AND deleted_at IS NULL AND valid_from >= ?",
    summary.session_id,
    summary.mode === "incremental" ? summary.started_at : "",
  );
  for (const row of rows) {
    const bytes = messagePack(row),
      id = String(row["id"]),
      type = typeOf(Number(row["content_type"]));
    const served = truth.get(type)?.get(id);
    assert(served !== undefined, `${nameOf(row)} is stored and not served`);
    const { _vault } = JSON.parse(msgpackText(bytes)) as { _vault?: { redacted?: string[] } };
    const stored = msgpackText(bytes, "_vault"), expected = redactedText(served, _vault?.redacted ?? []);
    assert(stored === expected, `${nameOf(row)} is not as served: ${firstDifference(stored, expected)}`);
  }
}

function firstDifference(actual: string, expected: string): string {
  let at = 0;
  while (at < actual.length && actual[at] === expected[at]) at++;
  const part = (text: string): string => text.slice(Math.max(0, at - 60), at + 60);
  return `${part(actual)} instead of ${part(expected)}`;
}

/** Invariant 2: nothing that lives is marked as deleted. */
export function checkNoneBuriedAlive(path: string, lives: (type: string, id: string) => boolean): void {
  using vault = new OpenVault(path);
  const buried = vault.rows("SELECT content_type, id FROM content_items WHERE deleted_at IS NOT NULL")
    .filter((row) => lives(typeOf(Number(row["content_type"])), String(row["id"])));
  assertEquals(buried.map(nameOf), [], "marked as deleted though they live");
}

/** Owners that live have the address in the rows that they have themselves; for others the last one known stays. */
export function checkOwners(path: string): void {
  using vault = new OpenVault(path);
  const wrong = vault.rows(
    `SELECT item.content_type, item.id FROM content_items AS item
     JOIN content_items AS owner ON owner.content_type = ? AND owner.id = item.owner_id
     WHERE item.deleted_at IS NULL AND owner.deleted_at IS NULL AND item.owner_email IS NOT owner.owner_email`,
    code("users"),
  );
  assertEquals(wrong.map(nameOf), [], "with another address than their owner's");
}

/** The live rows, one text each, without the times and sessions in which two vaults of one instance may differ. */
export function living(path: string): string[] {
  return rowsOf(path, "content_items WHERE deleted_at IS NULL");
}

/** The former versions, likewise. */
export function former(path: string): string[] {
  return rowsOf(path, "content_history");
}

function rowsOf(path: string, from: string): string[] {
  using vault = new OpenVault(path);
  return vault.rows(
    `SELECT content_type, id, name, owner_id, folder_id, created_at, updated_at, content_size,
       hex(content_hash) AS h, hex(canonical_hash) AS c FROM ${from} ORDER BY content_type, id, h`,
  ).map((row) => JSON.stringify(row));
}

/** Fails with the first rows in which two lists differ: whole lists would bury the message. */
export function assertSameRows(actual: readonly string[], expected: readonly string[], what: string): void {
  const have = new Set(actual), want = new Set(expected);
  const lacking = expected.filter((row) => !have.has(row)), more = actual.filter((row) => !want.has(row));
  const some = (rows: readonly string[]): string => rows.slice(0, 3).join("\n  ");
  assert(
    lacking.length + more.length === 0 && actual.length === expected.length,
    `${what}: ${lacking.length} rows are lacking, ${more.length} are too many\n  ${some(lacking)}\n  ${
      some(more)
    }`,
  );
}

function nameOf(row: Row): string {
  return `${typeOf(Number(row["content_type"]))} ${row["id"]}`;
}
