import { assertEquals } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { Searcher } from "../../../lib/inspect/search/searcher.ts";
import { changesBetween, formerRows, itemHistories, tallies } from "../../../lib/vault/index/history.ts";
import { CHANGE } from "../../../lib/vault/index/kinds.ts";
import type { Vault } from "../../../lib/vault/vault.ts";
import { minute, TempDir } from "../../vault/_vaults.ts";
import { type SceneItem, sceneVault, writeRun } from "./_vault.ts";

const NAMES = Object.fromEntries(Object.entries(CHANGE).map(([name, number]) => [number, name]));

function dashboard(id: string, more: Record<string, unknown> = {}): SceneItem {
  return ["dashboards", id, { id, title: `Board ${id}`, folder_id: "7", user_id: "3", ...more }];
}

/** What happened to dashboards, in the order of time: minute, what, id, who. */
function told(vault: Vault): string[] {
  using searcher = new Searcher(vault);
  return [...changesBetween(searcher.index, { from: "", to: "9999" })].filter(({ type }) => type === 1)
    .map(({ at, change, id, editorId }) =>
      `${(Date.parse(at) - Date.parse(minute(0))) / 60_000} ${NAMES[change]} ${id}${
        editorId === null ? "" : ` by ${editorId}`
      }`
    );
}

/** All that the tables of an index hold of what happened. */
function tables(path: string): unknown[] {
  using db = new DatabaseSync(`${path}.index`, { readOnly: true });
  // Numbers of docs are others in an index that was made anew.
  return [
    `SELECT c.change, c.at, c.editor, d.content_type, d.id, d.since FROM changes AS c JOIN docs AS d USING (doc) ORDER BY 2, 4, 5, 1`,
    "SELECT * FROM tallies ORDER BY at, content_type, change",
    "SELECT * FROM editors ORDER BY at, editor",
    "SELECT * FROM losses ORDER BY at, content_type, folder",
    `SELECT f.name, f.owner, f.folder, d.content_type, d.id, d.since FROM former AS f JOIN docs AS d USING (doc) ORDER BY 4, 5, 6`,
    "SELECT content_type, id, since, until, ended, trashed, name, owner, folder, edited, editor FROM docs ORDER BY 1, 2, 3",
  ].map((sql) => db.prepare(sql).all());
}

/** A dashboard that is edited, thrown away, taken back, and lost; another one that is back after it was gone. */
function nights(vault: Vault): (() => void)[] {
  const edited = { updated_at: "2026-01-01T00:10:00.000Z", last_updater_id: "4" };
  const run = (at: number, items: SceneItem[], gone: string[] = []): void =>
    writeRun(vault, { id: `r${at}`, at, items, gone: gone.map((id) => ["dashboards", id]) });
  return [
    () => run(10, [dashboard("50"), dashboard("51")]),
    () => run(20, [dashboard("50", { ...edited, title: "Other" })]),
    () => run(30, [dashboard("50", { ...edited, title: "Other", deleted: true, deleter_id: "3" })], ["51"]),
    () => run(40, [dashboard("50", { ...edited, title: "Other", folder_id: "1" }), dashboard("51")]),
    () => run(50, [dashboard("52", { deleted: true })], ["50"]),
    () => run(60, [], ["52"]),
  ];
}

Deno.test("an index tells what happened to items, when, and who did it where the body says so", () => {
  using dir = new TempDir();
  using vault = sceneVault(dir.file(), []);
  for (const night of nights(vault)) night();
  assertEquals(told(vault), [
    "10 new 50",
    "10 new 51",
    "20 edited 50 by 4",
    "30 trashed 50 by 3",
    "30 gone 51",
    "40 back 50",
    "40 back 51",
    "50 gone 50",
    "50 hidden 52",
    "60 purged 52",
  ]);
  using searcher = new Searcher(vault);
  const former = [...formerRows(searcher.index, "9999")].flat().sort((a, b) => a.at < b.at ? -1 : 1).map((
    { id, name, folderId },
  ) => [id, name, folderId]);
  assertEquals(former, [["50", "Board 50", "7"], ["50", undefined, "7"]]);
  const [first] = [...itemHistories(searcher.index, minute(25))].flat();
  assertEquals([first?.id, first?.since, first?.name], ["50", [minute(10), minute(20)], "Other"]);
  const counted = tallies(searcher.index).reduce((sum, { count }) => sum + count, 0);
  assertEquals(counted, told(vault).length);
});

Deno.test("an index that is brought up night by night tells the same as one that is made at once", () => {
  using dir = new TempDir();
  using vault = sceneVault(dir.file(), []);
  for (const night of nights(vault)) {
    night();
    told(vault);
  }
  // A clean-up takes a version out, and an index follows.
  vault.withTransaction(() =>
    vault.prepare("DELETE FROM content_history WHERE id = '50' AND trashed = 1").run()
  );
  writeRun(vault, { id: "r70", at: 70, items: [dashboard("53")] });
  told(vault);
  const before = tables(dir.file());
  Deno.removeSync(`${dir.file()}.index`);
  told(vault);
  assertEquals(before, tables(dir.file()));
});
