import { WITHOUT_7 } from "../vault/_schema_1.ts";
import { DatabaseSync } from "node:sqlite";
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { InterruptedError } from "../../lib/base/errors.ts";
import type { VerifyEvent } from "../../lib/inspect/verify/report.ts";
import { Threads } from "../../lib/inspect/verify/threads.ts";
import { openVaultForReading } from "../../lib/vault/open.ts";
import { rowPlaces } from "../../lib/vault/audit.ts";
import { auditSessions } from "../../lib/vault/audit_runs.ts";
import { startSim } from "../sim/mod.ts";
import { said, verified } from "./_verify.ts";
import { livedInVault } from "./_verify_vault.ts";

function tamper(path: string, sql: string): void {
  using db = new DatabaseSync(path, { enableForeignKeyConstraints: false });
  db.exec(sql);
}

Deno.test("verify names the earlier version that is intact, and what cannot be restored", async () => {
  await using sim = startSim({ dashboards: 6, looks: 6, tileBytes: 300 });
  await using place = await livedInVault(sim);
  const [changed] = sim.store.table("dashboards").all();
  tamper(
    place.path,
    `UPDATE content_items SET content_hash = zeroblob(32) WHERE deleted_at IS NOT NULL;
     UPDATE content_items SET name = 'x' WHERE content_type = 1 AND id = '${changed?.id}';
     UPDATE restoration_backups SET content_size = 1 WHERE rowid = 1`,
  );
  const { problems } = await verified(place.path);
  const hint = (of: string): string =>
    problems.filter((one) => `${one.type} ${one.table}` === of).at(-1)?.hint ?? "";
  assertMatch(
    hint("dashboards content_items"),
    /extract dashboards.*Its version of 20.* is intact: .*--at 20/,
  );
  assertMatch(hint("looks content_items"), /Use an older copy of the vault: the item is deleted/);
  assertMatch(hint("dashboards restoration_backups"), /`restore undo r1` cannot/);
});

Deno.test("verify of a vault of schema 4 checks bodies and columns, and warns of what it cannot tell", async () => {
  await using sim = startSim({ dashboards: 6, looks: 6, tileBytes: 300 });
  await using place = await livedInVault(sim);
  for (const table of ["content_items", "content_history", "restoration_backups"]) {
    tamper(place.path, `ALTER TABLE ${table} DROP COLUMN row_hash`);
    if (table !== "restoration_backups") tamper(place.path, `ALTER TABLE ${table} DROP COLUMN seen_hash`);
  }
  tamper(
    place.path,
    `${WITHOUT_7} ALTER TABLE restoration_sessions DROP COLUMN incomplete; PRAGMA user_version = 4`,
  );
  const clean = await verified(place.path);
  assertEquals(said(clean), []);
  assertMatch(clean.warnings.join(), /older lookervault/);
  tamper(
    place.path,
    "UPDATE content_items SET canonical_hash = zeroblob(32) WHERE content_type = 1 AND id = '2'",
  );
  assertEquals(said(await verified(place.path)), [
    "dashboards 2: its canonical_hash does not match its body",
  ]);
});

Deno.test("verify checks a sample, some types, and says how far it is", async () => {
  await using sim = startSim({ dashboards: 20, looks: 6, tileBytes: 300 });
  await using place = await livedInVault(sim);
  const events: VerifyEvent[] = [];
  const all = await verified(place.path, { sink: (event) => events.push(event) });
  const last = events.findLast(({ event }) => event === "checked");
  assertEquals(last, { event: "checked", rows: all.checked, bytes: all.bytes, invalid: 0 });
  const half = await verified(place.path, { sample: 50, random: () => 0.7 });
  assertEquals(half.checked, 0);
  const looks = await verified(place.path, { types: ["looks"] });
  assertEquals(looks.types.map(({ type }) => type), ["looks"]);
  assert(looks.checked < all.checked);
});

Deno.test("verify stops at Ctrl-C", async () => {
  await using sim = startSim({ dashboards: 20, looks: 6, tileBytes: 300 });
  await using place = await livedInVault(sim);
  const controller = new AbortController();
  const sink = ({ event }: VerifyEvent): void => {
    if (event === "checked") controller.abort(new InterruptedError("stopped"));
  };
  await assertRejects(() => verified(place.path, { signal: controller.signal, sink }), InterruptedError);
});

Deno.test("Threads judge rows as the main thread does", async () => {
  await using sim = startSim({ dashboards: 20, looks: 6, tileBytes: 300 });
  await using place = await livedInVault(sim);
  tamper(place.path, "UPDATE content_items SET name = 'x' WHERE content_type = 1 AND id = '12'");
  using vault = openVaultForReading(place.path);
  const { rowids } = rowPlaces(vault, "content_items", null);
  const sessions = new Set(auditSessions(vault).map(({ id }) => id));
  using threads = new Threads(2, place.path, () => Promise.reject(new Error("no thread was had")));
  const rules = { table: "content_items", digests: true, sessions } as const;
  assertEquals(await threads.fileProblems(10), []);
  const [one, two] = await Promise.all([threads.judge(rowids, rules), threads.judge(rowids, rules)]);
  assertEquals(one, two);
  assertEquals(one.bad.map(({ id }) => id), ["12"]);
  assertEquals(one.types.reduce((sum, { checked }) => sum + checked, 0), rowids.length);
});
