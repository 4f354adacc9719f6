import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { EXIT } from "../../lib/base/errors.ts";
import { VaultError, VaultLockedError } from "../../lib/vault/errors.ts";
import { freezeVault, type FrozenVault } from "../../lib/vault/frozen.ts";
import { connect } from "../../lib/vault/connect.ts";
import { openVaultForReading, openVaultForWriting } from "../../lib/vault/open.ts";
import { systemClock } from "../../lib/base/clock.ts";
import { cell, digestOf, newVault, TempDir, WRITING } from "./_vaults.ts";

const FREEZING = { clock: systemClock, signal: new AbortController().signal };

/** Copies what stands still to a file, `between` two chunks. */
async function copyTo(
  path: string,
  frozen: FrozenVault,
  between: () => Promise<void> = async () => {},
): Promise<void> {
  using file = await Deno.open(path, { createNew: true, write: true, mode: 0o600 });
  for await (const chunk of frozen.read()) {
    await file.write(chunk);
    await between();
  }
}

/** A program that writes batches into a vault; each line says how many items are in. */
function writer(
  path: string,
  stop: string,
): { child: Deno.ChildProcess; lines: ReadableStreamDefaultReader<string> } {
  const program = new URL("_write.ts", import.meta.url).pathname;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "-A", program, path, stop],
    stdout: "piped",
  }).spawn();
  return { child, lines: child.stdout.pipeThrough(new TextDecoderStream()).getReader() };
}

Deno.test("freezeVault() copies a state that is intact beside a run that writes, and ends, meanwhile", async () => {
  using dir = new TempDir();
  const path = dir.file();
  const stop = dir.file("stop"), { child, lines } = writer(path, stop);
  let told = 0, isOver = false;
  const listen = async (): Promise<void> => {
    const { value, done } = await lines.read();
    isOver ||= done;
    told = Number(value?.trim().split("\n").at(-1) ?? told);
  };
  while (told < 200) await listen();
  const before = told;
  let size = 0;
  {
    using frozen = await freezeVault(path, FREEZING);
    size = frozen.bytes;
    const other = connect(path, { isOpen: true });
    using _closed = { [Symbol.dispose]: () => other.close() };
    // After the first chunk the writer writes on, then closes the vault as the last that has it open, as it believes.
    const later = Number(cell(frozen.vault, "SELECT count(*) FROM content_items")) + 200;
    await copyTo(dir.file("copy.db"), frozen, async () => {
      while (told < later) await listen();
      await Deno.writeTextFile(stop, "");
      while (!isOver) await listen();
      other.prepare("PRAGMA wal_checkpoint(PASSIVE)").get();
    });
    assertEquals((await child.status).code, 0);
  }
  assertEquals((await Deno.stat(dir.file("copy.db"))).size, size);
  using copy = openVaultForReading(dir.file("copy.db"));
  assertEquals(cell(copy, "PRAGMA integrity_check"), "ok");
  const items = Number(cell(copy, "SELECT count(*) FROM content_items"));
  assertEquals(cell(copy, "SELECT stored FROM sync_checkpoints"), items);
  assert(items >= before && items < told, `${items} of ${before} to ${told}`);
  using live = openVaultForReading(path);
  assertEquals(cell(live, "SELECT count(*) FROM content_items"), told);
});

Deno.test("freezeVault() copies what only the log holds, and leaves a vault at rest as it was", async () => {
  using dir = new TempDir();
  const path = dir.file();
  {
    using vault = newVault(path);
    vault.withTransaction(() => vault.setMeta("instance", "https://acme.looker.com"));
    using frozen = await freezeVault(path, FREEZING);
    await copyTo(dir.file("copy.db"), frozen);
    assertEquals(frozen.vault.meta("instance"), "https://acme.looker.com");
  }
  using copy = openVaultForReading(dir.file("copy.db"));
  assertEquals(copy.meta("instance"), "https://acme.looker.com");
  const before = digestOf(path), files = dir.files();
  {
    using frozen = await freezeVault(path, FREEZING);
    await copyTo(dir.file("again.db"), frozen);
  }
  assertEquals([digestOf(path), digestOf(dir.file("again.db"))], [before, before]);
  assertEquals(dir.files().filter((name) => name !== "again.db"), files);
});

Deno.test("freezeVault() waits for a reader of an older state, and gives up after a minute: exit 6", async () => {
  using dir = new TempDir();
  using vault = newVault(dir.file());
  const reader = connect(dir.file(), { isOpen: true });
  reader.exec("BEGIN; SELECT count(*) FROM meta;");
  reader.prepare("SELECT count(*) FROM meta").get();
  vault.withTransaction(() => vault.setMeta("later", "than that state"));
  let now = 0;
  const clock = {
    ...systemClock,
    monotonic: () => now,
    delay: (ms: number) => Promise.resolve(void (now += 1000 * ms)),
  };
  const error = await assertRejects(
    () => freezeVault(dir.file(), { ...FREEZING, clock }),
    VaultLockedError,
    "an older state",
  );
  assertEquals(error.exitCode, EXIT.locked);
  reader.close();
  using frozen = await freezeVault(dir.file(), FREEZING);
  assertEquals(frozen.vault.meta("later"), "than that state");
});

Deno.test("freezeVault() refuses what is no vault", async () => {
  using dir = new TempDir();
  await assertRejects(() => freezeVault(dir.file(), FREEZING));
  await Deno.writeTextFile(dir.file(), "no database at all ".repeat(100));
  await assertRejects(() => freezeVault(dir.file(), FREEZING), VaultError);
  assertThrows(() => openVaultForWriting(dir.file(), WRITING));
});
