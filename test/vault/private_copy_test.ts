/** Vaults where nothing can be made beside them, as on a disk of old backups. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { countLive, putItem } from "../../lib/vault/content.ts";
import { keepWalOpen } from "../../lib/vault/keep_wal_open.ts";
import { openVaultForReading } from "../../lib/vault/open.ts";
import { copyOf } from "../../lib/vault/private_copy.ts";
import { run, Workplace } from "../e2e/_run.ts";
import { readOnlyDirectory } from "./_mounted.ts";
import { digestOf, item, minute, newVault, TempDir } from "./_vaults.ts";

/** A vault with one look; with `log`, a second value stands in the log that a killed run left. */
function fill(path: string, log: boolean): void {
  {
    using vault = newVault(path);
    vault.withTransaction(() =>
      putItem(vault, item("looks", "1", { id: "1" }), { sessionId: "s1", at: minute(1) })
    );
  }
  if (!log) return;
  using dir = new TempDir();
  Deno.copyFileSync(path, dir.file());
  using db = new DatabaseSync(dir.file());
  db.exec("PRAGMA wal_autocheckpoint = 0; INSERT INTO meta VALUES ('late', 'yes')");
  Deno.copyFileSync(`${dir.file()}-wal`, `${path}-wal`);
}

/** Where temporary files go until it is disposed of. */
function temporaryPlace(): Disposable & { names: () => string[] } {
  const before = Deno.env.get("TMPDIR"), path = Deno.makeTempDirSync();
  Deno.env.set("TMPDIR", path);
  return {
    names: () => [...Deno.readDirSync(path)].map(({ name }) => name),
    [Symbol.dispose](): void {
      if (before === undefined) Deno.env.delete("TMPDIR");
      else Deno.env.set("TMPDIR", before);
      Deno.removeSync(path, { recursive: true });
    },
  };
}

for (const log of [false, true]) {
  const what = log ? "with a log that a killed run left" : "at rest";
  Deno.test(`a vault ${what} is read where nothing can be made beside it, and leaves nothing anywhere`, () => {
    using directory = readOnlyDirectory((path) => fill(`${path}/odd name?#%.db`, log));
    if (directory === null) return;
    using place = temporaryPlace();
    const path = `${directory.path}/odd name?#%.db`, before = digestOf(path);
    {
      using _held = keepWalOpen(path);
      assert(copyOf(path) !== null);
      assertEquals(place.names(), []);
      // It stays open for the next reader.
      for (let again = 0; again < 2; again++) {
        using vault = openVaultForReading(path);
        assertEquals([countLive(vault, 2), vault.meta("late")], [1, log ? "yes" : null]);
        assertThrows(() => vault.withTransaction(() => vault.setMeta("a", "b")));
      }
    }
    assertEquals([copyOf(path), digestOf(path), place.names()], [null, before, []]);
  });
}

Deno.test("a vault on a read-only disk is listed and verified under the shipped flags", async () => {
  using directory = readOnlyDirectory((path) => fill(`${path}/v.db`, false));
  if (directory === null) return;
  using place = new Workplace("http://127.0.0.1:1");
  const there = { dir: place.dir, db: `${directory.path}/v.db`, url: place.url };
  const list = await run(there, "--json", "list", "looks");
  assertEquals([list.code, JSON.parse(list.stdout).count], [0, 1], list.stderr);
  const verify = await run(there, "--json", "verify");
  assertEquals(JSON.parse(verify.stdout).checked, 1, verify.stderr);
  const names = (await Array.fromAsync(Deno.readDir(directory.path))).map(({ name }) => name);
  assertEquals(names.sort(), ["v.db", "v.db.lock"]);
});
