import { assert, assertEquals, assertThrows } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { find } from "../../../lib/inspect/search/find.ts";
import { Searcher } from "../../../lib/inspect/search/searcher.ts";
import { VaultError } from "../../../lib/vault/errors.ts";
import { type IndexNote, openIndex } from "../../../lib/vault/index/open.ts";
import { seal } from "../../../lib/vault/index/seal.ts";
import { eachPosting, packPostings } from "../../../lib/vault/index/postings.ts";
import { openVaultForReading } from "../../../lib/vault/open.ts";
import type { Vault } from "../../../lib/vault/vault.ts";
import { TextLineStream } from "../../snapshot/servers/lines.ts";
import { digestOf, TempDir } from "../../vault/_vaults.ts";
import { SCENE, type SceneItem, sceneVault, writeRun } from "./_vault.ts";

/** What became of the index, and which items use a field. */
function asked(
  vault: Vault,
  query: Partial<Parameters<typeof find>[1]> = {},
): { notes: IndexNote[]; found: string[] } {
  const notes: IndexNote[] = [];
  using searcher = new Searcher(vault, { noted: (note) => notes.push(note) });
  const { items } = find(searcher, { limit: 20, field: "orders.total", ...query });
  return { notes, found: items.map(({ type, id }) => `${type}/${id}`) };
}

const LOOK_14: SceneItem = [
  "looks",
  "14",
  { id: "14", title: "New", query: { model: "thelook", view: "orders", fields: ["orders.total"] } },
];

Deno.test("the index is made once, brought up by what a run stored, and made again when it is deleted", () => {
  using dir = new TempDir();
  using vault = sceneVault(dir.file());
  assertEquals(asked(vault), { notes: ["made"], found: ["looks/12"] });
  assertEquals(asked(vault), { notes: ["current"], found: ["looks/12"] });
  writeRun(vault, { id: "s2", at: 10, items: [LOOK_14] });
  const after = asked(vault);
  assertEquals({ ...after, found: after.found.sort() }, {
    notes: ["updated"],
    found: ["looks/12", "looks/14"],
  });
  Deno.removeSync(`${dir.file()}.index`);
  assertEquals(asked(vault).notes, ["made"]);
  assertEquals(asked(vault).found.sort(), ["looks/12", "looks/14"]);
  assertEquals(Deno.statSync(`${dir.file()}.index`).mode! & 0o777, 0o600);
});

Deno.test("making and asking the index changes no byte of the vault, and leaves nothing else beside it", () => {
  using dir = new TempDir();
  sceneVault(dir.file())[Symbol.dispose]();
  const before = digestOf(dir.file());
  {
    using vault = openVaultForReading(dir.file());
    asked(vault);
    asked(vault);
  }
  assertEquals(digestOf(dir.file()), before);
  assertEquals(dir.files(), ["v.db", "v.db.index", "v.db.lock"]);
});

Deno.test("what a clean-up took out of the vault, and what a clock set back stored, the index follows", () => {
  using dir = new TempDir();
  using vault = sceneVault(dir.file());
  const other: SceneItem = ["looks", "12", {
    id: "12",
    title: "Weekly",
    query: { model: "m", view: "e", fields: ["a.b"] },
  }];
  writeRun(vault, { id: "s2", at: 10, items: [other] });
  const before = { at: "2026-01-01T00:05:00.000Z" };
  assertEquals(asked(vault, before).found, ["looks/12"]);
  vault.withTransaction(() => vault.prepare("DELETE FROM content_history").run());
  writeRun(vault, { id: "s3", at: 2, items: [LOOK_14] });
  assertEquals(asked(vault), { notes: ["updated"], found: ["looks/14"] });
  assertEquals(asked(vault, before).found, ["looks/14"]);
});

for (
  const [what, spoil] of [
    ["cut short", (path) => Deno.truncateSync(path, 20_000)],
    ["empty", (path) => Deno.truncateSync(path, 0)],
    ["of another version", (path) => run(path, "PRAGMA user_version = 99")],
    [
      "with a trigger of others",
      (path) => run(path, "CREATE TRIGGER t AFTER INSERT ON docs BEGIN DELETE FROM docs; END"),
    ],
    ["without a table", (path) => run(path, "DROP TABLE postings")],
    ["of another vault", (path) => run(path, "UPDATE meta SET value = 'x' WHERE key = 'binding'")],
    [
      "with an item in the place of another",
      (path) => run(path, "UPDATE docs SET id = '13' WHERE content_type = 2 AND id = '12'"),
    ],
    [
      "that hides that an item is there no more",
      (path) => run(path, "UPDATE docs SET since = '2020' WHERE id = '12'"),
    ],
    ["with lists of other items", (path) => run(path, "UPDATE postings SET list = x'0100'")],
    ["with a field's name on another", (path) => {
      run(path, "DELETE FROM terms WHERE kind = 1 AND text = 'orders.total'");
      run(path, "UPDATE terms SET text = 'orders.total' WHERE kind = 1 AND text = 'users.name'");
    }],
  ] satisfies [string, (path: string) => void][]
) {
  Deno.test(`an index ${what} shows nothing that is not so, and is rebuilt`, () => {
    using dir = new TempDir();
    using vault = sceneVault(dir.file());
    asked(vault);
    spoil(`${dir.file()}.index`);
    const { notes, found } = asked(vault);
    assertEquals(found, ["looks/12"]);
    assertEquals(notes.at(-1), "made");
  });
}

Deno.test("a byte that was turned over in any table of the index is noticed, and the index is made again", () => {
  using dir = new TempDir();
  using vault = sceneVault(dir.file());
  writeRun(vault, { id: "s2", at: 10, items: [LOOK_14], gone: [["looks", "13"]] });
  asked(vault);
  const path = `${dir.file()}.index`, good = Deno.readFileSync(path);
  const size = pageSize(path), tables = pagesOf(path);
  assert(
    ["docs", "terms", "postings", "words_data", "states", "changes", "former"].every((name) =>
      tables.has(name)
    ),
  );
  for (const [name, page] of tables) {
    const bytes = good.slice(), at = page * size - 1;
    bytes[at] = (bytes[at] ?? 0) ^ 4;
    Deno.writeFileSync(path, bytes);
    assertEquals(asked(vault), { notes: ["made"], found: ["looks/12", "looks/14"] }, name);
  }
  for (const at of [good.length - 1, good.length - 40]) {
    Deno.writeFileSync(path, good.map((byte, i) => i === at ? byte ^ 1 : byte));
    assertEquals(asked(vault).notes, ["made"], `${at}`);
  }
  Deno.writeFileSync(path, good);
  assertEquals(asked(vault).notes, ["current"]);
});

Deno.test("an index that cannot be written to is read as it is", () => {
  using dir = new TempDir();
  using vault = sceneVault(dir.file());
  asked(vault);
  const path = `${dir.file()}.index`;
  Deno.chmodSync(path, 0o400);
  assertEquals(asked(vault).notes, ["current"]);
  assertEquals(dir.files(), ["v.db", "v.db-shm", "v.db-wal", "v.db.index", "v.db.lock"]);
});

Deno.test("who searches while the index is brought up continues with what it opened", () => {
  using dir = new TempDir();
  using vault = sceneVault(dir.file());
  asked(vault);
  using before = new Searcher(vault);
  writeRun(vault, { id: "s2", at: 10, items: [LOOK_14] });
  assertEquals(asked(vault).notes, ["updated"]);
  const ids = (searcher: Searcher): string[] =>
    find(searcher, { limit: 20, field: "orders.total" }).items.map(({ id }) => id).sort();
  assertEquals(ids(before), ["12"]);
  assert(before.follow());
  assertEquals(ids(before), ["12", "14"]);
});

Deno.test("an index that another process makes at the same time is left to it", () => {
  using dir = new TempDir();
  using vault = sceneVault(dir.file());
  const temporary = `${dir.file()}.index.new`, notes: IndexNote[] = [];
  const { index, note } = openIndex(vault, {
    rules: "1",
    describe() {
      // It took what stands there for the rest of a crash.
      Deno.removeSync(temporary);
      Deno.writeTextFileSync(temporary, "half of another's");
    },
  });
  index[Symbol.dispose]();
  notes.push(note);
  assertEquals(notes, ["in memory"]);
  assertEquals(Deno.readTextFileSync(temporary), "half of another's");
  assertEquals(dir.files().includes("v.db.index"), false);
});

Deno.test("who searches while another process updates the index waits for it, and builds nothing", async () => {
  using dir = new TempDir();
  using vault = sceneVault(dir.file());
  asked(vault);
  writeRun(vault, { id: "s2", at: 10, items: [LOOK_14] });
  const go = `${dir.file()}.go`, { prototype } = Deno.FsFile, { tryLockSync } = prototype;
  assert((await new Deno.Command("mkfifo", { args: [go] }).output()).success);
  const other = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "-A", new URL("_slow_update.ts", import.meta.url).pathname, dir.file(), go],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const lines = other.stdout.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream())
    .getReader();
  assertEquals((await lines.read()).value, "updating");
  // The other process continues when this one has found that it must wait.
  let isFree = false;
  prototype.tryLockSync = function (exclusive): boolean {
    if (!isFree && exclusive === false) {
      isFree = true;
      Deno.writeTextFileSync(go, "go");
    }
    return tryLockSync.call(this, exclusive);
  };
  let found: ReturnType<typeof asked>;
  try {
    found = asked(vault);
  } finally {
    prototype.tryLockSync = tryLockSync;
    if (!isFree) await Deno.writeTextFile(go, "go");
  }
  assertEquals({ ...found, found: found.found.sort() }, {
    notes: ["current"],
    found: ["looks/12", "looks/14"],
  });
  assertEquals((await lines.read()).value, "updated");
  await lines.cancel();
  assertEquals((await other.status).code, 0);
});

for (
  const [what, before, after] of [
    ["makes its own first", true, null],
    ["removes it as soon as it is made", false, "remove"],
    ["replaces it as soon as it is made", false, "replace"],
  ] as const
) {
  Deno.test(`who searches has an index in memory where another process ${what}`, () => {
    using dir = new TempDir();
    using vault = sceneVault(dir.file());
    const temporary = `${dir.file()}.index.new`, { openSync } = Deno;
    Deno.openSync = (path, options) => {
      if (options?.createNew !== true) return openSync(path, options);
      if (before) Deno.writeTextFileSync(temporary, "half of another's");
      const file = openSync(path, options);
      Deno.removeSync(temporary);
      if (after === "replace") Deno.writeTextFileSync(temporary, "half of another's");
      return file;
    };
    try {
      assertEquals(asked(vault), { notes: ["in memory"], found: ["looks/12"] });
    } finally {
      Deno.openSync = openSync;
    }
    assertEquals(dir.files().includes("v.db.index.new"), after !== "remove");
    assertEquals(asked(vault).notes, ["made"]);
  });
}

Deno.test("a list of docs that is all zeros, or all ones, ends", () => {
  let count = 0;
  for (const bytes of [new Uint8Array(1000), new Uint8Array(1000).fill(255)]) {
    eachPosting(bytes, () => count++);
  }
  assert(count <= 1000);
  const pairs: number[] = [];
  eachPosting(packPostings([1, 0, 1, 7, 300, 0, 70_000, 5]), (doc, scope) => pairs.push(doc, scope));
  assertEquals(pairs, [1, 0, 1, 7, 300, 0, 70_000, 5]);
});

for (
  const [what, plant] of [
    ["a link", (path) => Deno.symlinkSync("/etc/hostname", path)],
    ["another program's file", (path) => Deno.writeTextFileSync(path, "not ours".repeat(100))],
    ["another program's database", (path) => new DatabaseSync(path).exec("CREATE TABLE t (a)")],
    ["a directory", (path) => Deno.mkdirSync(path)],
    ["a rollback journal", (path) => {
      Deno.copyFileSync(`${path.slice(0, -6)}`, path);
      Deno.writeTextFileSync(`${path}-journal`, "x");
    }],
  ] satisfies [string, (path: string) => void][]
) {
  Deno.test(`${what} in the place of the index is refused and not touched`, () => {
    using dir = new TempDir();
    using vault = sceneVault(dir.file());
    plant(`${dir.file()}.index`);
    const before = dir.files();
    assertThrows(() => asked(vault), VaultError);
    assertEquals(dir.files(), before);
  });
}

Deno.test("what a crash left of an index being made is thrown away", () => {
  using dir = new TempDir();
  using vault = sceneVault(dir.file());
  Deno.writeTextFileSync(`${dir.file()}.index.new`, "half");
  assertEquals(asked(vault), { notes: ["made"], found: ["looks/12"] });
  assertEquals(dir.files().filter((name) => name.includes(".new")), []);
});

Deno.test("an item whose body is damaged is no hit, and holds up no other", () => {
  using dir = new TempDir();
  using vault = sceneVault(dir.file(), [...SCENE, LOOK_14]);
  vault.withTransaction(() =>
    vault.prepare("UPDATE content_items SET content_data = zeroblob(50) WHERE content_type = 2 AND id = '12'")
      .run()
  );
  assertEquals(asked(vault).found, ["looks/14"]);
});

function pageSize(path: string): number {
  using db = new DatabaseSync(path, { readOnly: true });
  return Number(db.prepare("PRAGMA page_size").get()?.["page_size"]);
}

/** The first page of each table and index. */
function pagesOf(path: string): Map<string, number> {
  using db = new DatabaseSync(path, { readOnly: true });
  const rows = db.prepare("SELECT name, rootpage FROM sqlite_schema WHERE rootpage > 0").all();
  return new Map(rows.map((row) => [String(row["name"]), Number(row["rootpage"])]));
}

/** Changes an index and seals it again, as somebody would who wants it to be believed. */
function run(path: string, sql: string): void {
  const sealed = Deno.readFileSync(path);
  Deno.writeFileSync(path, sealed.subarray(0, sealed.length - sealed.length % pageSize(path)));
  {
    using db = new DatabaseSync(path);
    db.exec(sql);
  }
  using file = Deno.openSync(path, { read: true, write: true });
  seal(file);
}
