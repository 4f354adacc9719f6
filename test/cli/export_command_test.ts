import { assert, assertEquals, assertFalse, assertStringIncludes } from "@std/assert";
import { exportCommand } from "../../lib/cli/commands/export_command.ts";
import { typeCode } from "../../lib/looker/content_type_names.ts";
import { putItem } from "../../lib/vault/content.ts";
import { markDeleted } from "../../lib/vault/missing.ts";
import { openVaultForWriting } from "../../lib/vault/open.ts";
import { HOSTILE, steers } from "../term/_fakes.ts";
import { digestOf, item, minute, newVault, TempDir, WRITING } from "../vault/_vaults.ts";
import { type Play, play, type Played } from "./_fakes.ts";

const BODY = '{"z":1,"a":9007199254740993,"title":"=cmd|\' /C calc\'!A0","one":1.0,"__proto__":null}';

/** A vault of three looks, one of them gone, and a group. */
function filled(dir: TempDir): string {
  using vault = newVault(dir.file());
  vault.withTransaction(() => {
    const seen = { sessionId: "s1", at: minute(1) };
    putItem(vault, item("groups", "5", '{"id":"5"}', { name: 'Sales, "EMEA"' }), seen);
    putItem(vault, item("looks", "1", BODY, { name: "=cmd|' /C calc'!A0", folderId: "7" }), seen);
    putItem(vault, item("looks", "2", '{"id":"2"}', { name: "two" }), seen);
    putItem(vault, item("looks", "3", '{"id":"3"}', { name: "gone" }), seen);
    markDeleted(vault, { type: typeCode("looks"), id: "3", at: minute(2) });
  });
  return dir.file();
}

function run(db: string, args: string[], how: Play = {}): Promise<Played> {
  return play(["export", "--db", db, ...args], { ...how, commands: [(runner) => exportCommand(runner)] });
}

Deno.test("export writes one item a line, its body as it was served, and gives up the network", async () => {
  using dir = new TempDir();
  const db = filled(dir), before = digestOf(db);
  const { stdout, exit, offline } = await run(db, []);
  assertEquals([exit, offline], [0, true]);
  const lines = stdout.trimEnd().split("\n");
  assertEquals(lines.map((line) => JSON.parse(line)).map(({ type, id }) => `${type} ${id}`), [
    "looks 1",
    "looks 2",
    "groups 5",
  ]);
  assert(lines[0]?.endsWith(`,"body":${BODY}}`), lines[0]);
  assertEquals(digestOf(db), before);
});

Deno.test("export writes what is gone, and leaves bodies out, when asked", async () => {
  using dir = new TempDir();
  const { stdout } = await run(filled(dir), ["look", "--deleted", "--no-bodies"]);
  const rows = stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
  assertEquals(rows.map(({ id, deleted_at, body }) => [id, deleted_at, body]), [
    ["1", null, undefined],
    ["2", null, undefined],
    ["3", minute(2), undefined],
  ]);
});

Deno.test("export --format csv is no trap for a spreadsheet", async () => {
  using dir = new TempDir();
  const { stdout } = await run(filled(dir), ["looks", "groups", "--format", "csv"]);
  const [head, first, , third] = stdout.split("\n");
  assertStringIncludes(head ?? "", "type,id,name,owner_id");
  assertStringIncludes(first ?? "", "looks,1,'=cmd|' /C calc'!A0,");
  assertStringIncludes(third ?? "", 'groups,5,"Sales, ""EMEA""",');
});

Deno.test("export --out makes a private file, whole or not at all, and never writes over another or the vault", async () => {
  using dir = new TempDir();
  const db = filled(dir), before = digestOf(db), out = dir.file("x.ndjson");
  const { exit, stdout } = await run(db, ["--out", out]);
  assertEquals(exit, 0);
  assertStringIncludes(stdout, "3 items in ");
  assertEquals(((await Deno.stat(out)).mode ?? 0) & 0o777, 0o600);
  assertEquals((await run(db, ["--out", out])).exit, 2);
  const json = await run(db, ["looks", "--json", "--out", out, "--overwrite"]);
  assertEquals(JSON.parse(json.stdout).items, 2);
  for (const name of [db, `${dir.path}/./v.db`]) {
    const refused = await run(db, ["--out", name, "--overwrite"]);
    assertEquals([refused.exit, refused.stderr.includes("that is the vault")], [2, true], refused.stderr);
  }
  assertEquals((await run(db, ["--out", `${dir.path}/none/x`])).exit, 2);
  assertEquals([digestOf(db), dir.files()], [before, ["v.db", "v.db.lock", "x.ndjson"]]);
});

Deno.test("export refuses --json without a file, for that is one document", async () => {
  using dir = new TempDir();
  const { exit, stdout } = await run(filled(dir), ["--json"]);
  assertEquals([exit, JSON.parse(stdout).error.code], [2, "usage"]);
});

Deno.test("export names an item that is damaged, writes the others, and exits 5", async () => {
  using dir = new TempDir();
  const db = filled(dir);
  {
    using vault = openVaultForWriting(db, WRITING);
    vault.withTransaction(() =>
      vault.prepare("UPDATE content_items SET content_hash = zeroblob(32) WHERE id = '1'").run()
    );
  }
  const { exit, stdout, stderr } = await run(db, ["looks"]);
  assertEquals([exit, stdout.split("\n").length], [5, 2]);
  assertStringIncludes(stderr, "Cannot export looks 1");
});

Deno.test("export lets nothing steer a terminal, be it behind a pipe, and its lines stay whole", async () => {
  for (const format of ["ndjson", "csv"]) {
    using dir = new TempDir();
    {
      using vault = newVault(dir.file());
      vault.withTransaction(() => {
        for (const [i, name] of HOSTILE.slice(0, -1).entries()) {
          putItem(vault, item("looks", String(i), { name }, { name }), { sessionId: "s1", at: minute(1) });
        }
      });
    }
    for (const columns of [80, null]) {
      const { stdout } = await run(dir.file(), ["--format", format, "--bodies"], { columns });
      assertFalse(steers(stdout.replaceAll("\n", "")));
      if (format === "ndjson") { for (const line of stdout.trimEnd().split("\n")) JSON.parse(line); }
    }
    if (format === "ndjson") continue;
    const raw = await run(dir.file(), ["--format", format, "--raw"], { columns: null });
    assert(steers(raw.stdout.replaceAll("\n", "")), "as it is");
  }
});

Deno.test("export takes types in the older spellings too", async () => {
  using dir = new TempDir();
  const db = filled(dir);
  const ids = async (...args: string[]): Promise<number> =>
    (await run(db, args)).stdout.trimEnd().split("\n").length;
  assertEquals([await ids("--types", "looks,groups"), await ids("--type", "group")], [3, 1]);
});
