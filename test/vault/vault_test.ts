import { assert, assertEquals, assertThrows } from "@std/assert";
import { putItem } from "../../lib/vault/content.ts";
import { VaultError } from "../../lib/vault/errors.ts";
import { vaultError } from "../../lib/vault/errors.ts";
import { openVaultForReading } from "../../lib/vault/open.ts";
import { saveCheckpoint } from "../../lib/vault/sessions.ts";
import { cell, item, minute, newVault, TempDir } from "./_vaults.ts";
import { checkpoint } from "./_checkpoint.ts";

const at = { sessionId: "s1", at: minute(1) };
const ROWS = "SELECT (SELECT count(*) FROM content_items) || ' ' || (SELECT count(*) FROM sync_checkpoints)";

Deno.test("withTransaction() keeps all or nothing, a checkpoint with its rows", () => {
  using dir = new TempDir();
  using vault = newVault(dir.file());
  const write = (fail: "before" | "between" | "after" | "never"): void =>
    vault.withTransaction(() => {
      if (fail === "before") throw new Error("no");
      putItem(vault, item("looks", "1", { id: "1" }), at);
      if (fail === "between") throw new Error("no");
      saveCheckpoint(vault, "s1", checkpoint());
      if (fail === "after") throw new Error("no");
    });
  for (const fail of ["before", "between", "after"] as const) {
    assertThrows(() => write(fail), Error, "no");
    assertEquals(cell(vault, ROWS), "0 0", fail);
  }
  write("never");
  assertEquals(cell(vault, ROWS), "1 1");
});

Deno.test("withTransaction() returns what its work returns", () => {
  using dir = new TempDir();
  using vault = newVault(dir.file());
  assertEquals(vault.withTransaction(() => [1]), [1]);
});

Deno.test("withTransaction() waits for the disk unless its work need only be safe from a kill", () => {
  using dir = new TempDir();
  using vault = newVault(dir.file());
  const FULL = 2, NORMAL = 1;
  const synchronous = (): unknown => vault.prepare("PRAGMA synchronous").get()?.["synchronous"];
  const during = [
    vault.withTransaction(synchronous),
    vault.withTransaction(synchronous, { safeFrom: "kill" }),
    vault.withTransaction(synchronous, { safeFrom: "power cut" }),
    vault.withTransaction(synchronous, { safeFrom: "kill" }),
    vault.withTransaction(synchronous),
  ];
  assertEquals(during, [FULL, NORMAL, FULL, NORMAL, FULL]);
});

Deno.test("withTransaction() refuses to run inside another, whose own rows still count", () => {
  using dir = new TempDir();
  using vault = newVault(dir.file());
  vault.withTransaction(() => {
    putItem(vault, item("looks", "1", { id: "1" }), at);
    assertThrows(() => vault.withTransaction(() => {}), Error, "another one is in progress");
  });
  vault.withTransaction(() => putItem(vault, item("looks", "2", { id: "2" }), at));
  assertEquals(cell(vault, ROWS), "2 0");
});

Deno.test("what another reader sees changes with the commit only", () => {
  using dir = new TempDir();
  using vault = newVault(dir.file());
  using other = openVaultForReading(vault.path);
  vault.withTransaction(() => {
    vault.setMeta("k", "1");
    assertEquals([vault.meta("k"), other.meta("k")], ["1", null]);
  });
  vault.withTransaction(() => vault.setMeta("k", "2"));
  assertEquals(other.meta("k"), "2");
});

Deno.test("size() counts the log too", () => {
  using dir = new TempDir();
  using vault = newVault(dir.file());
  const sizes = ["", "-wal"].map((end) => Deno.statSync(vault.path + end).size);
  assertEquals(vault.size(), (sizes[0] ?? 0) + (sizes[1] ?? 0));
});

Deno.test("a vault refuses an item of a type or run it does not know", () => {
  using dir = new TempDir();
  using vault = newVault(dir.file());
  const unknown = [
    () => putItem(vault, item("looks", "1", {}, { type: 99 }), at),
    () => putItem(vault, item("looks", "1", {}), { ...at, sessionId: "s9" }),
  ];
  for (const put of unknown) assertThrows(() => vault.withTransaction(put), Error, "FOREIGN KEY");
  assertEquals(cell(vault, ROWS), "0 0");
});

Deno.test("vaultError() knows errors by their code, and by their text where they have none", async (t) => {
  const table: [Error, string, number][] = [
    [Object.assign(new Error("x"), { errcode: 11 }), "vault_refused", 5],
    [Object.assign(new Error("x"), { errcode: 26 }), "vault_refused", 5],
    [Object.assign(new Error("x"), { errcode: 11 | 1 << 8 }), "vault_refused", 5],
    [Object.assign(new RangeError("x"), { code: "ERR_OUT_OF_RANGE" }), "vault_refused", 5],
    [new Error("database disk image is malformed"), "vault_refused", 5],
    [Object.assign(new Error("x"), { errcode: 13 }), "vault_write", 1],
    [Object.assign(new Error("x"), { errcode: 778 }), "vault_write", 1],
    [Object.assign(new Error("x"), { errcode: 8 }), "vault_write", 1],
    [Object.assign(new Error("x"), { code: "ENOSPC" }), "vault_write", 1],
    [new Deno.errors.PermissionDenied("x"), "vault_write", 1],
    [new Error("unable to open database file"), "vault_write", 1],
    [Object.assign(new Error("x"), { errcode: 5 }), "vault_locked", 6],
    [Object.assign(new Error("x"), { errcode: 517 }), "vault_locked", 6],
    [new Error("database is locked"), "vault_locked", 6],
  ];
  for (const [error, code, exitCode] of table) {
    await t.step(`${error.message} ${JSON.stringify(error)}`, () => {
      const told = vaultError(error, "read", "v.db") as VaultError;
      assertEquals([told.code, told.exitCode as number, told.cause], [code, exitCode, error]);
      assert(told.message.startsWith("Cannot read the vault v.db: "));
      assert(told.hint);
    });
  }
  await t.step("others come back as they are", () => {
    for (const error of [new Error("x"), "x", null, new VaultError("y")]) {
      assertEquals(vaultError(error, "read", "v.db"), error);
    }
  });
});

Deno.test("what SQLite sets aside stays in memory, never in the system's temporary directory", () => {
  using dir = new TempDir();
  using vault = newVault(dir.file());
  const MEMORY = 2;
  assertEquals(cell(vault, "PRAGMA temp_store"), MEMORY);
});
