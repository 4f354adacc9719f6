import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { type AsyncBuffer, parquetMetadata, parquetReadObjects } from "hyparquet";
import { exportItems } from "../../lib/inspect/export.ts";
import { writeParquet } from "../../lib/cli/parquet_files.ts";
import { openVaultForReading } from "../../lib/vault/open.ts";
import { putItem } from "../../lib/vault/content.ts";
import { markDeleted } from "../../lib/vault/missing.ts";
import { item, minute, newVault, TempDir } from "../vault/_vaults.ts";

const RUN = { id: "s1", startedAt: "2026-01-02T03:04:05.678Z" };
const BODY = { id: "1", title: "Größe 日本 😀\n", n: 1.5, list: [], nothing: null };
const first = { sessionId: "s1", at: minute(1) };

/** A vault with two dashboards, one of them gone, a look, and a user of an odd name. */
function filled(path: string): void {
  using vault = newVault(path);
  vault.withTransaction(() => {
    const given = {
      name: "Größe",
      ownerId: "7",
      ownerEmail: "ada@example.com",
      folderId: "2",
      updatedAt: minute(0),
    };
    putItem(vault, item("dashboards", "1", BODY, given), first);
    putItem(vault, item("dashboards", "2", { id: "2" }, { trashed: true }), first);
    putItem(vault, item("looks", "1", { id: "1", text: "x".repeat(100_000) }), first);
    putItem(vault, item("users", "u", { id: "u" }, { name: "=1+1" }), first);
    markDeleted(vault, { type: 1, id: "2", at: minute(3) });
  });
}

/** A file's rows, as a reader of another making sees them. */
async function rows(path: string): Promise<Record<string, unknown>[]> {
  const { buffer } = await Deno.readFile(path);
  const file: AsyncBuffer = { byteLength: buffer.byteLength, slice: (from, to) => buffer.slice(from, to) };
  return await parquetReadObjects({ file });
}

async function written(
  dir: TempDir,
  options: { deleted?: boolean; bodies?: boolean; overwrite?: boolean } = {},
): Promise<Awaited<ReturnType<typeof writeParquet>>> {
  const { deleted = true, bodies = true, overwrite = false } = options;
  using vault = openVaultForReading(dir.file());
  const items = exportItems(vault, { types: ["dashboards", "looks", "boards", "users"], deleted, bodies });
  const turn = (): Promise<void> => Promise.resolve();
  return await writeParquet(items, { directory: dir.path, run: RUN, keep: [dir.file()], overwrite, turn });
}

Deno.test("an export as Parquet is a file a type and run, and another program reads from it what the vault holds", async () => {
  using dir = new TempDir();
  filled(dir.file());
  const { files, problems } = await written(dir);
  assertEquals(problems, []);
  assertEquals(files.map(({ type, items }) => [type, items]), [["dashboards", 2], ["looks", 1], [
    "users",
    1,
  ]]);
  const names = dir.files().filter((name) => name.endsWith(".parquet"));
  assertEquals(names, ["dashboards", "looks", "users"].map((type) => `${type}-2026-01-02T03-04-05Z.parquet`));
  const [one, two] = await rows(`${dir.path}/${names[0]}`);
  assertEquals(one, {
    type: "dashboards",
    id: "1",
    name: "Größe",
    owner_id: "7",
    owner_email: "ada@example.com",
    folder_id: "2",
    created_at: null,
    updated_at: new Date(minute(0)),
    synced_at: new Date(minute(1)),
    deleted_at: null,
    trashed: false,
    content_size: one?.["content_size"],
    run_id: "s1",
    run_at: new Date(RUN.startedAt),
    body: JSON.stringify(BODY),
  });
  assertEquals(typeof one?.["content_size"], "bigint");
  assertEquals([two?.["trashed"], two?.["deleted_at"], two?.["name"]], [true, new Date(minute(3)), null]);
  assertEquals((await rows(`${dir.path}/${names[2]}`))[0]?.["name"], "=1+1");
  for (const { path, bytes } of files) {
    const { size, mode } = await Deno.stat(path);
    assertEquals([size, (mode ?? 0) & 0o777], [bytes, 0o600]);
  }
});

Deno.test("rows come in groups, and a file that is there is replaced only when asked", async () => {
  using dir = new TempDir();
  {
    using vault = newVault(dir.file());
    vault.withTransaction(() => {
      for (let id = 1; id <= 100; id++) {
        putItem(vault, item("looks", `${id}`, { id: `${id}`, text: `${id}`.repeat(60_000) }), first);
      }
    });
  }
  const { files: [file] } = await written(dir);
  assert(file !== undefined);
  const { buffer } = await Deno.readFile(file.path);
  assert(parquetMetadata(buffer).row_groups.length > 1);
  const read = await rows(file.path);
  assertEquals(read.map(({ id }) => id), Array.from({ length: 100 }, (_, i) => `${i + 1}`));
  assertEquals(JSON.parse(String(read[98]?.["body"])).text, "99".repeat(60_000));
  const error = await written(dir).catch((error) => error);
  assertStringIncludes(String(error), "the file already exists");
  await written(dir, { overwrite: true, bodies: false });
  assertEquals((await rows(file.path))[0]?.["body"], null);
  assertEquals(dir.files().filter((name) => name.endsWith(".part")), []);
});
