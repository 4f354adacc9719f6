/** Whatever runs came to, verify has nothing to say of their vault; what it says when rows or counts are gone. */
import { DatabaseSync } from "node:sqlite";
import { assertEquals, assertMatch } from "@std/assert";
import { FakeClock } from "../http/fake_clock.ts";
import { cleanUp } from "../../lib/vault/cleanup.ts";
import { openVaultForWriting } from "../../lib/vault/open.ts";
import { type Backup, backup } from "../extract/_in_process.ts";
import { interrupt } from "../extract/_interrupted.ts";
import { startSim } from "../sim/mod.ts";
import { WRITING } from "../vault/_vaults.ts";
import { said, verified } from "./_verify.ts";

async function whole({ path }: Backup, after: string): Promise<void> {
  const result = await verified(path);
  assertEquals([said(result), result.warnings], [[], []], after);
}

Deno.test("verify has nothing to say of a vault after runs of every kind", async () => {
  await using sim = startSim({ dashboards: 60, looks: 20, tileBytes: 300 });
  await using place = await backup(sim);
  await interrupt(place, (event) => event.event === "stored" && event.type === "dashboards");
  await whole(place, "an interrupted run");
  sim.mutate({ op: "delete", type: "dashboards", id: "20" });
  await place.run({});
  await whole(place, "a run that went on");
  for (const id of ["11", "12"]) sim.mutate({ op: "update", type: "dashboards", id });
  sim.mutate({ op: "delete", type: "looks" });
  await interrupt(place, (event) => event.event === "stored" && event.type === "looks");
  await whole(place, "a second interrupted run");
  await place.run({ incremental: true });
  await whole(place, "an incremental run after it");
  await place.run({ types: ["dashboards", "looks", "folders"], folders: ["1"], recursive: true });
  await whole(place, "a run of some folders");
  await place.run({ types: ["looks"], noTrash: true });
  await whole(place, "a run without the trash");
  sim.faults.add({ operation: "search_roles", kind: "403" }, {
    operation: "search_dashboards",
    kind: "500",
    times: 9,
  });
  await place.run({ maxRetries: 0 });
  sim.faults.clear();
  await whole(place, "a partial run");
  await place.run({});
  const clock = new FakeClock({ epoch: Date.now() + 3 * 86_400_000 });
  {
    using vault = openVaultForWriting(place.path, { ...WRITING, clock });
    cleanUp(vault, { clock, days: 1, acceptClock: true });
  }
  await whole(place, "a cleanup");
  await place.run({ incremental: true });
  await whole(place, "one more");
});

const COLUMNS =
  `content_type, id, name, owner_id, owner_email, folder_id, created_at, updated_at, synced_at, deleted_at,
  session_id, content_size, content_hash, canonical_hash, encoding, content_data, valid_from, trashed, row_hash, seen_hash`;

/** What is done to a vault, of which type it is said, and what. */
const LOSSES: [what: string, sql: string, type: string, says: RegExp][] = [
  [
    "a row is missing",
    "DELETE FROM content_items WHERE rowid = (SELECT min(rowid) FROM content_items WHERE content_type = 2)",
    "looks",
    /the run stored \d+ items, but the vault contains \d+/,
  ],
  [
    "a row is there that no run stored",
    `INSERT INTO content_items (${COLUMNS})
     SELECT ${COLUMNS.replace(" id,", " id || 'x',")} FROM content_items WHERE content_type = 2 LIMIT 1`,
    "looks",
    /its row is damaged/,
  ],
  [
    "a count is another",
    "UPDATE sync_checkpoints SET new = new + 1 WHERE content_type = 2",
    "looks",
    /its checkpoint contradicts itself \(\d+ stored, of which/,
  ],
  [
    "a run says another sum",
    "UPDATE extraction_sessions SET stored = stored + 1",
    "vault",
    /its types add up to/,
  ],
  ["a run has no time", "UPDATE extraction_sessions SET started_at = 'x'", "vault", /"x" is not a time/],
  ["a run is missing", "DELETE FROM extraction_sessions", "looks", /a run that is not in the vault/],
  [
    "a newest version is missing",
    `INSERT INTO content_history (${COLUMNS}, valid_to)
     SELECT ${COLUMNS}, '2999-01-01T00:00:00.000Z' FROM content_items WHERE content_type = 2 LIMIT 1;
     DELETE FROM content_items WHERE content_type = 2`,
    "looks",
    /its newest version is missing/,
  ],
  [
    "a type has an unknown code",
    "UPDATE content_items SET content_type = 99 WHERE content_type = 2",
    "type 99",
    /unknown/,
  ],
];

for (const [what, sql, type, says] of LOSSES) {
  Deno.test(`verify notices: ${what}`, async () => {
    await using sim = startSim({ dashboards: 3, looks: 5, tileBytes: 300 });
    await using place = await backup(sim);
    await place.run({ types: ["looks"] });
    {
      using db = new DatabaseSync(place.path, { enableForeignKeyConstraints: false });
      db.exec(sql);
    }
    const result = await verified(place.path);
    const found = result.problems.filter((one) => one.type === type).map(({ problem }) => problem);
    assertMatch(found.join("\n"), says, said(result).join("\n"));
  });
}
