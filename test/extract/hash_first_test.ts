import { assertEquals } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { decompress } from "../../lib/codec/compress.ts";
import { registerDigests, ROW_COLUMNS } from "../../lib/vault/row_digest.ts";
import { startSim } from "../sim/mod.ts";
import { backup } from "./_in_process.ts";

const TYPES = ["dashboards", "looks", "users"] as const;

/** Does something with a vault's database. */
function inVault<T>(path: string, work: (db: DatabaseSync) => T): T {
  using db = new DatabaseSync(path, { enableForeignKeyConstraints: false });
  registerDigests(db);
  return work(db);
}

/** Unpacks each body in its row, and gives it a canonical hash that no body has; the rows are whole by their digests. */
function mark(db: DatabaseSync): void {
  const write = db.prepare(
    "UPDATE content_items SET encoding = 0, content_data = ?, canonical_hash = zeroblob(32) WHERE rowid = ?",
  );
  for (const row of db.prepare("SELECT rowid AS place, * FROM content_items").all()) {
    const encoding = row["encoding"] === 1 ? 1 : 0, data = row["content_data"] as Uint8Array;
    write.run(decompress({ encoding, data }, Number(row["content_size"])), Number(row["place"]));
  }
  db.exec(`UPDATE content_items SET row_hash = row_digest(${ROW_COLUMNS})`);
}

const marked = (path: string): number =>
  inVault(
    path,
    (db) =>
      Number(
        db.prepare(
          "SELECT count(*) AS n FROM content_items WHERE canonical_hash = zeroblob(32) AND encoding = 0",
        )
          .get()?.["n"],
      ),
  );

Deno.test("a body that came as it is held is neither compressed nor brought into its canonical form", async () => {
  await using sim = startSim({ dashboards: 12, looks: 9 });
  await using place = await backup(sim);
  const first = await place.run({ types: TYPES });
  inVault(place.path, mark);
  const again = await place.run({ types: TYPES });
  assertEquals([again.totals.unchanged, again.totals.updated], [first.totals.stored, 0]);
  assertEquals(marked(place.path), first.totals.stored);
});

Deno.test("a row that is not what was stored is written again, though the body in it has the same hash", async () => {
  await using sim = startSim({ dashboards: 6, looks: 0 });
  await using place = await backup(sim);
  await place.run({ types: ["dashboards"] });
  const nameOf = (): unknown =>
    inVault(place.path, (db) => db.prepare("SELECT name, row_hash FROM content_items WHERE id = '1'").get());
  const whole = nameOf();
  inVault(
    place.path,
    (db) => db.exec("UPDATE content_items SET canonical_hash = zeroblob(32) WHERE id = '1'"),
  );
  const { totals } = await place.run({ types: ["dashboards"] });
  assertEquals(totals.unchanged, totals.stored);
  assertEquals([nameOf(), marked(place.path)], [whole, 0]);
});

Deno.test("a column beside an unchanged body that moved is written: its owner has another address by now", async () => {
  await using sim = startSim({ dashboards: 6, looks: 0 });
  await using place = await backup(sim);
  await place.run({ types: ["users", "dashboards"] });
  const addresses = (): unknown =>
    inVault(place.path, (db) => db.prepare("SELECT id, owner_email FROM content_items ORDER BY id").all());
  const whole = addresses();
  inVault(place.path, (db) =>
    db.exec(`UPDATE content_items SET owner_email = 'old@example.com';
      UPDATE content_items SET row_hash = row_digest(${ROW_COLUMNS})`));
  const { totals } = await place.run({ types: ["users", "dashboards"] });
  assertEquals([totals.unchanged, addresses()], [totals.stored, whole]);
});
