/** The vault from outside: what docs/contract.md promises of the file. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { extract } from "./_inside.ts";
import { lineOf, Workplace } from "./_run.ts";
import { small, tiny } from "./_sim.ts";
import { content, hex, messagePack, OpenVault, type Row, sha256, TYPES } from "./_vault.ts";

const COLUMNS =
  ("content_type id name owner_id owner_email folder_id created_at updated_at synced_at deleted_at " +
    "session_id content_size content_hash canonical_hash encoding content_data").split(" ");
const TABLES = ("content_items content_history content_types extraction_sessions sync_checkpoints " +
  "extraction_errors restoration_sessions restoration_checkpoints id_mappings dead_letter_queue meta").split(
    " ",
  );
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

Deno.test("the vault has the tables, columns, modes and numbers of the contract", async () => {
  await using sim = tiny();
  using place = Workplace.at(sim);
  await extract(place);
  using vault = new OpenVault(place.db);
  const columns = (table: string): unknown[] =>
    vault.rows(`SELECT name FROM pragma_table_info('${table}')`).map((row) => row["name"]);
  assertEquals(COLUMNS.filter((name) => !columns("content_items").includes(name)), []);
  assertEquals(
    [...COLUMNS, "valid_from", "valid_to"].filter((name) => !columns("content_history").includes(name)),
    [],
  );
  const tables = vault.rows("SELECT name FROM sqlite_schema WHERE type = 'table'").map((row) => row["name"]);
  assertEquals(TABLES.filter((name) => !tables.includes(name)), []);
  assertEquals(
    vault.rows("SELECT name FROM content_types ORDER BY id").map((row) => row["name"]),
    TYPES,
  );
  assertEquals(((await Deno.stat(place.db)).mode ?? 0) & 0o777, 0o600);
  assertEquals(vault.value("PRAGMA journal_mode"), "wal");
  assertEquals(vault.value("PRAGMA page_size"), 16384);
  assert(vault.value("PRAGMA application_id") !== 0);
  assert(vault.value("PRAGMA user_version") !== 0);
  assertEquals(vault.value("PRAGMA integrity_check"), "ok");
  const meta = new Map(vault.rows("SELECT key, value FROM meta").map((row) => [row["key"], row["value"]]));
  assertEquals([meta.get("instance"), meta.get("looker_version")], [sim.url, "26.12.3"]);
  assertMatch(String(meta.get("created_at")), TIME);
  const session = vault.rows("SELECT * FROM extraction_sessions")[0] ?? {};
  assertEquals([session["status"], session["api_user_id"], session["failed"]], ["completed", "1", 0]);
  const partial = vault.rows(
    "SELECT sql FROM sqlite_schema WHERE type = 'index' AND sql LIKE '%deleted_at IS NULL%'",
  );
  assert(partial.length > 0, "no partial index on live rows");
});

Deno.test("each row's size, hash, times and metadata are those of its body", async () => {
  await using sim = small();
  using place = Workplace.at(sim);
  await extract(place);
  using vault = new OpenVault(place.db);
  const emails = new Map(
    vault.ids("users").map((id) => [id, JSON.parse(vault.text("users", id))["email"]]),
  );
  for (const row of vault.rows("SELECT * FROM content_items")) {
    const bytes = messagePack(row);
    assertEquals(row["content_size"], bytes.length);
    assertEquals(hex(row["content_hash"]), sha256(bytes));
    assertEquals(row["deleted_at"], null);
    for (const column of ["created_at", "updated_at", "synced_at"]) {
      if (row[column] !== null) assertMatch(String(row[column]), TIME);
    }
  }
  for (const type of ["dashboards", "looks"]) {
    for (const id of vault.ids(type)) {
      const body = JSON.parse(vault.text(type, id)), row = vault.item(type, id);
      const owner = body["user_id"];
      assertEquals([row["name"], row["owner_id"], row["folder_id"]], [
        // SQLite cuts text at NUL.
        body["title"]?.replaceAll("\0", "\ufffd") ?? null,
        owner,
        body["folder_id"],
      ]);
      assertEquals(row["owner_email"], owner === null ? null : emails.get(owner) ?? null);
      assertEquals(Date.parse(String(row["updated_at"])), Date.parse(body["updated_at"]));
    }
  }
});

Deno.test("a second run finds all unchanged, an edit makes one version, a view count none", async () => {
  await using sim = small();
  using place = Workplace.at(sim);
  await extract(place);
  const before = contentOf(place.db);
  const second = await extract(place);
  assertEquals([second.totals.unchanged, second.totals.new, second.totals.updated], [
    second.totals.listed,
    0,
    0,
  ]);
  assertEquals(contentOf(place.db), before);
  assertEquals(history(place.db), []);

  const updated_at = String(JSON.parse(textOf(place.db, "looks", "30"))["updated_at"]);
  sim.mutate({ op: "update", type: "dashboards", id: "40", values: { title: "Edited" } });
  sim.mutate({ op: "update", type: "looks", id: "30", values: { view_count: 987_654, updated_at } });
  const third = await extract(place);
  const dashboards = lineOf(third, "dashboards"), looks = lineOf(third, "looks");
  assertEquals([dashboards.updated, dashboards.unchanged], [1, dashboards.listed - 1]);
  assertEquals([looks.updated, looks.unchanged], [0, looks.listed]);
  assertEquals(JSON.parse(textOf(place.db, "looks", "30"))["view_count"], 987_654);
  const versions = history(place.db);
  assertEquals(versions.map((row) => [row["content_type"], row["id"]]), [[1, "40"]]);
  using vault = new OpenVault(place.db);
  const row = vault.item("dashboards", "40");
  assertEquals([row["name"], versions[0]?.["valid_to"]], ["Edited", row["valid_from"] ?? null]);
  assertEquals(sim.violations, []);
});

function contentOf(path: string): string[] {
  using vault = new OpenVault(path);
  return content(vault);
}

function textOf(path: string, type: string, id: string): string {
  using vault = new OpenVault(path);
  return vault.text(type, id);
}

function history(path: string): Row[] {
  using vault = new OpenVault(path);
  return vault.rows("SELECT * FROM content_history");
}
