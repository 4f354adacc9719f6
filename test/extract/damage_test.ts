/** What an interrupted run left behind and does not fit is noticed: its type starts again, and the run says so. */
import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { checkpointMismatch } from "../../lib/extract/checkpoint_mismatch.ts";
import { startSim } from "../sim/mod.ts";
import { checkpoint } from "../vault/_checkpoint.ts";
import { backup, line } from "./_in_process.ts";
import { contents, interrupt } from "./_interrupted.ts";

const DASHBOARDS = 1, ROLES = 9;

/** What is done to the vault between the stop and the next run, and which type must start again. */
const DAMAGE: [what: string, sql: string, type: "dashboards" | "roles", says: RegExp][] = [
  [
    "rows of a type that is not through are missing",
    `DELETE FROM content_items WHERE rowid IN (SELECT rowid FROM content_items WHERE content_type = ${DASHBOARDS} LIMIT 2)`,
    "dashboards",
    /started again: its checkpoint says \d+ items, but the vault contains \d+/,
  ],
  [
    "a row of a finished type is missing",
    `DELETE FROM content_items WHERE rowid IN (SELECT rowid FROM content_items WHERE content_type = ${ROLES} LIMIT 1)`,
    "roles",
    /started again: its checkpoint says/,
  ],
  [
    "a finished type has a row too many",
    `INSERT INTO content_items (content_type, id, synced_at, session_id, content_size, content_hash, canonical_hash, encoding,
       content_data, valid_from, trashed) SELECT content_type, '4711', synced_at, session_id, content_size, content_hash,
       canonical_hash, encoding, content_data, valid_from, trashed FROM content_items WHERE content_type = ${ROLES} LIMIT 1`,
    "roles",
    /started again: its checkpoint says/,
  ],
  [
    "a body is not what its digest says",
    `UPDATE content_items SET content_data = x'c0' WHERE rowid IN
       (SELECT rowid FROM content_items WHERE content_type = ${DASHBOARDS} LIMIT 1)`,
    "dashboards",
    /started again: a body in the vault is damaged/,
  ],
  [
    "digests of a finished type are damaged",
    `UPDATE content_items SET content_hash = zeroblob(32) WHERE content_type = ${ROLES}`,
    "roles",
    /started again: \d+ bodies in the vault are damaged/,
  ],
  [
    "a checkpoint is lost",
    `DELETE FROM sync_checkpoints WHERE content_type = ${DASHBOARDS}`,
    "dashboards",
    /started again: the vault contains \d+ items without a checkpoint/,
  ],
  [
    "the counts of a finished type contradict each other",
    `UPDATE sync_checkpoints SET listed = listed + 1 WHERE content_type = ${ROLES}`,
    "roles",
    /started again: its checkpoint contradicts itself \(\d+ listed, \d+ stored, 0 failed\)/,
  ],
  [
    "rows belong to a run that nobody knows",
    `PRAGMA foreign_keys = OFF; UPDATE content_items SET session_id = 'nobody' WHERE rowid IN
       (SELECT rowid FROM content_items WHERE content_type = ${ROLES} LIMIT 1)`,
    "roles",
    /started again: its checkpoint says/,
  ],
];

for (const [what, sql, type, says] of DAMAGE) {
  Deno.test(`resume: ${what}, so ${type} start again`, async () => {
    await using sim = startSim({ dashboards: 60, looks: 10, tileBytes: 300 });
    await using whole = await backup(sim);
    const full = await whole.run({});
    await using place = await backup(sim);
    await interrupt(place, (event) => event.event === "stored" && event.type === "dashboards");
    using db = new DatabaseSync(place.path);
    assert(db.prepare("SELECT count(*) AS n FROM content_items").get()?.["n"] !== 0);
    db.exec(sql);
    const last = await place.run({});
    assertEquals(last.status, "completed");
    assertMatch(last.warnings.join("\n"), says);
    assert(last.warnings.every((warning) => warning.startsWith(type)), last.warnings.join("\n"));
    assertMatch(line(last, type).note ?? "", says);
    assertEquals(contents(place.path), contents(whole.path));
    const { listed, stored, failed } = line(full, type);
    assertEquals([line(last, type).listed, line(last, type).stored, line(last, type).failed], [
      listed,
      stored,
      failed,
    ]);
    assertEquals(db.prepare("PRAGMA foreign_key_check").all(), []);
  });
}

Deno.test("a run whose options cannot be read is not resumed: said so, and a new run begins", async () => {
  for (const options of ["{", "7", "null", "{}"]) {
    await using sim = startSim({ dashboards: 20, looks: 10, tileBytes: 300 });
    await using place = await backup(sim);
    await interrupt(place, (event) => event.event === "stored" && event.type === "dashboards");
    using db = new DatabaseSync(place.path);
    const before = db.prepare("SELECT id FROM extraction_sessions").get()?.["id"];
    db.prepare("UPDATE extraction_sessions SET options = ?, types = '['").run(options);
    const last = await place.run({});
    assertEquals([last.status, last.warnings.length], ["completed", 1]);
    assertMatch(
      last.warnings[0] ?? "",
      /The record of the interrupted run of .* is damaged.*Starting a new run/,
    );
    assertNotEquals(last.session_id, before);
  }
});

Deno.test("what was read ahead and cannot be decoded is read again", async () => {
  await using sim = startSim({ dashboards: 20, looks: 10, users: 30, tileBytes: 300, latencyMs: 1 });
  await using whole = await backup(sim);
  await whole.run({ noUserValues: false });
  await using place = await backup(sim);
  const stopped = new AbortController();
  await place.run({ noUserValues: false }, {
    signal: stopped.signal,
    sink: () => sim.count("user_attribute_user_values") > 45 && stopped.abort(new Error("gone")),
  }).catch(() => {});
  using db = new DatabaseSync(place.path);
  const kept = Number(
    db.prepare("SELECT count(*) AS n FROM capture_parts WHERE key LIKE 'user %'").get()?.["n"],
  );
  assert(kept > 0, "values were kept");
  db.exec("UPDATE capture_parts SET data = x'93c0'");
  const before = sim.count("user_attribute_user_values");
  await place.run({ noUserValues: false });
  assertEquals(sim.count("user_attribute_user_values") - before, sim.store.table("users").size);
  assertEquals(contents(place.path), contents(whole.path));
});

Deno.test("doubtful() believes only what fits", () => {
  const of = (
    state: "running" | "done",
    [listed, stored, failed]: [number, number, number],
    complete = state === "done",
  ): ReturnType<typeof checkpoint> => ({ ...checkpoint(), state, complete, listed, stored, failed });
  assertEquals(checkpointMismatch(undefined, 0), null);
  assertEquals(checkpointMismatch(of("running", [10, 4, 0]), 4), null);
  // While a run that was gone on with lists, it has counted fewer items than are there.
  assertEquals(checkpointMismatch(of("running", [10, 4, 0]), 7), null);
  assertEquals(checkpointMismatch(of("done", [4, 4, 0]), 4), null);
  assertEquals(checkpointMismatch(of("done", [5, 4, 1], false), 4), null);
  for (
    const [given, rows] of [
      [undefined, 1],
      [of("running", [10, 4, 0]), 3],
      [of("done", [4, 4, 0]), 5],
      [of("done", [5, 4, 0]), 4],
    ] as const
  ) {
    assertMatch(checkpointMismatch(given, rows) ?? "", /^started again/);
  }
});
