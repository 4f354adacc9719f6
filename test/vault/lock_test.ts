import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { EXIT } from "../../lib/base/errors.ts";
import { countLive, putItem } from "../../lib/vault/content.ts";
import { VaultError, VaultLockedError, VaultWriteError } from "../../lib/vault/errors.ts";
import { openVaultForReading, openVaultForWriting } from "../../lib/vault/open.ts";
import { mounted } from "./_mounted.ts";
import { cell, item, minute, newVault, TempDir, WRITING } from "./_vaults.ts";

/** Another process that holds the vault, once it says so. */
async function held(how: "run" | "busy", path: string): Promise<Deno.ChildProcess> {
  const program = new URL("_hold.ts", import.meta.url).pathname;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "-A", program, how, path],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.getReader();
  const { value } = await reader.read();
  assertEquals(new TextDecoder().decode(value), "held\n");
  await reader.cancel();
  return child;
}

Deno.test("a second process is told who writes to the vault, and the first goes on", async () => {
  using dir = new TempDir();
  const path = dir.file();
  const child = await held("run", path);
  const error = assertThrows(() => openVaultForWriting(path, WRITING), VaultLockedError);
  assertEquals(error.exitCode, EXIT.locked);
  assertStringIncludes(error.message, `process ${child.pid} of ada, since ${minute(0)}`);
  {
    using vault = openVaultForReading(path);
    assertEquals(countLive(vault, 1), 1);
  }
  await child.stdin.close();
  assertEquals((await child.status).code, 0);
  using _vault = openVaultForWriting(path, WRITING);
});

Deno.test("kill -9 frees the lock at once and leaves what was committed", async () => {
  using dir = new TempDir();
  const path = dir.file();
  const child = await held("run", path);
  child.kill("SIGKILL");
  await child.status;
  await child.stdin.close().catch(() => {});
  assertEquals(dir.files(), ["v.db", "v.db-shm", "v.db-wal", "v.db.lock"]);
  {
    using vault = openVaultForReading(path);
    assertEquals(countLive(vault, 1), 1);
  }
  using vault = newVault(path);
  assertEquals(countLive(vault, 1), 1);
  assertEquals(cell(vault, "SELECT status FROM extraction_sessions WHERE id = 'child'"), "interrupted");
});

Deno.test("the lock is free after a run, after a failed opening, and its file stays", () => {
  using dir = new TempDir();
  const path = dir.file();
  newVault(path)[Symbol.dispose]();
  assertEquals(Deno.readTextFileSync(`${path}.lock`), "");
  Deno.writeFileSync(path, Deno.readFileSync(path).fill(7, 16384, 40000));
  for (let i = 0; i < 2; i++) assertThrows(() => openVaultForWriting(path, WRITING), VaultError, "damaged");
  Deno.removeSync(path);
  using vault = newVault(path);
  assertThrows(() => openVaultForWriting(path, WRITING), VaultLockedError, `process ${Deno.pid}`);
  assertEquals(countLive(vault, 1), 0);
  assert(dir.files().includes("v.db.lock"));
});

Deno.test("a holder without a name is still a holder", () => {
  using dir = new TempDir();
  const path = dir.file();
  using _vault = newVault(path);
  for (const text of ["", "{", "null"]) {
    Deno.writeTextFileSync(`${path}.lock`, text);
    assertThrows(() => openVaultForWriting(path, WRITING), VaultLockedError, "another run is using it");
  }
});

Deno.test("another program's short write is waited for", async () => {
  using dir = new TempDir();
  const path = dir.file();
  using vault = newVault(path);
  const child = await held("busy", path);
  await child.stdin.close();
  const start = performance.now();
  vault.withTransaction(() =>
    putItem(vault, item("looks", "1", { id: "1" }), { sessionId: "s1", at: minute(1) })
  );
  assert(performance.now() - start < 9000);
  assertEquals([countLive(vault, 2), (await child.status).code], [1, 0]);
});

Deno.test("a write lock that is not let go of is told apart from damage", async () => {
  using dir = new TempDir();
  const path = dir.file();
  using vault = newVault(path);
  const child = await held("busy", path);
  vault.prepare("PRAGMA busy_timeout = 50").get();
  const error = assertThrows(() => vault.withTransaction(() => {}), VaultLockedError, "another program");
  assertEquals(error.exitCode, EXIT.locked);
  child.kill("SIGKILL");
  await child.status;
  await child.stdin.close().catch(() => {});
  vault.withTransaction(() => vault.setMeta("after", "1"));
  assertEquals(vault.meta("after"), "1");
});

Deno.test("a full disk ends the batch, not the vault", () => {
  using disk = mounted("size=2m");
  if (disk === null) return;
  const path = `${disk.path}/v.db`;
  let stored = 0;
  {
    using vault = newVault(path);
    const error = assertThrows(() => {
      for (;;) {
        vault.withTransaction(() => {
          for (let i = 0; i < 5; i++) {
            const noise = crypto.getRandomValues(new Uint8Array(8000)).toHex();
            putItem(vault, item("looks", String(stored + i), { noise }), { sessionId: "s1", at: minute(1) });
          }
        });
        stored += 5;
      }
    }, VaultWriteError);
    assertEquals(error.exitCode, EXIT.unexpected);
    assertStringIncludes(error.hint ?? "", "The vault keeps what is stored");
    assertEquals(countLive(vault, 2), stored);
  }
  assert(stored > 0);
  using vault = openVaultForReading(path);
  assertEquals(countLive(vault, 2), stored);
  assertEquals(cell(vault, "PRAGMA integrity_check"), "ok");
});

Deno.test("a disk that is full from the start says so and holds no half vault", () => {
  using disk = mounted("size=64k");
  if (disk === null) return;
  assertThrows(() => openVaultForWriting(`${disk.path}/v.db`, WRITING), VaultWriteError);
  assertEquals([...Deno.readDirSync(disk.path)].map((entry) => entry.name), ["v.db.lock"]);
});

Deno.test("a vault on a read-only disk can be read, and is not written to", () => {
  using disk = mounted("size=4m");
  if (disk === null) return;
  const path = `${disk.path}/odd name?#%.db`;
  newVault(path)[Symbol.dispose]();
  const remount = (how: string): void => {
    new Deno.Command("mount", { args: ["-o", `remount,${how}`, disk.path] }).outputSync();
  };
  remount("ro");
  try {
    {
      using vault = openVaultForReading(path);
      assertEquals(countLive(vault, 1), 0);
    }
    assertThrows(() => openVaultForWriting(path, WRITING), VaultWriteError, "access is denied");
  } finally {
    remount("rw");
  }
});
