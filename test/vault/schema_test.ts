import { assertEquals } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { systemClock } from "../../lib/base/clock.ts";
import { TYPE_CODES } from "../../lib/looker/content_type_names.ts";
import { openVaultForWriting } from "../../lib/vault/open.ts";
import { SCHEMA_VERSION } from "../../lib/vault/schema.ts";
import { toSchema1 } from "./_schema_1.ts";

/** All that a vault declares, in an order of its own. */
function declared(path: string): unknown[] {
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    const columns = db.prepare(
      `SELECT t.name AS table_name, c.name, c.type, c."notnull", c.dflt_value, c.pk
       FROM sqlite_schema AS t, pragma_table_info(t.name) AS c WHERE t.type = 'table' ORDER BY 1, 2`,
    ).all();
    const indexes = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'index' ORDER BY 1").all();
    return [...columns, ...indexes].map((row) => ({ ...row }));
  } finally {
    db.close();
  }
}

Deno.test("openVaultForWriting() brings a vault of schema 1 to today's, the same as a new one", async () => {
  const directory = await Deno.makeTempDir({ prefix: "lookervault-test-" });
  const path = `${directory}/vault.db`;
  const options = { clock: systemClock, types: TYPE_CODES };
  try {
    openVaultForWriting(path, options)[Symbol.dispose]();
    const fresh = declared(path);
    toSchema1(path);
    using vault = openVaultForWriting(path, options);
    assertEquals(vault.meta("schema_version"), String(SCHEMA_VERSION));
    assertEquals(declared(path), fresh);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});
