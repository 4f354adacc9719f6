import { assertEquals } from "@std/assert";
import { runFacts } from "../../../lib/vault/run_facts.ts";
import { findAnomalies } from "../../../lib/web/fill/anomalies.ts";
import { NO_REDACTION } from "../../../lib/web/fill/redaction.ts";
import { Timeline } from "../../../lib/web/fill/timeline.ts";
import { newVault, TempDir } from "../../vault/_vaults.ts";
import { SCENE, type SceneItem, writeRun } from "../../inspect/search/_vault.ts";
import { systemClock } from "../../../lib/base/clock.ts";
import { Searcher } from "../../../lib/inspect/search/searcher.ts";
import { endRun, layout } from "./_nights.ts";

const numbers = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, n) => `${from + n}`);

const looks = (ids: readonly string[], folder: string): SceneItem[] =>
  ids.map((id) => ["looks", id, { id, title: `Look ${id}`, folder_id: folder, user_id: "3" }]);

Deno.test("findAnomalies() tells what happened to many items in one run, and in no other", () => {
  using dir = new TempDir();
  using vault = newVault(dir.file());
  const edited = numbers(100, 119),
    few = numbers(200, 218),
    gone = numbers(300, 319),
    inFolder = numbers(400, 402);
  const dashboards = (ids: readonly string[], days: number): SceneItem[] => ids.map((id) => layout(id, days));
  writeRun(vault, {
    id: "n0",
    at: 10,
    items: [
      ...SCENE,
      ["folders", "8", { id: "8", name: "Old", parent_id: "1" }],
      ...dashboards([...edited, ...few], 7),
      ...looks(gone, "1"),
      ...looks(inFolder, "8"),
    ],
  });
  endRun(vault, "n0", 10);
  // 19 are too few to be named; 20 are not, though a run between them failed.
  writeRun(vault, { id: "n1", at: 20, items: dashboards(few, 8) });
  endRun(vault, "n1", 20);
  writeRun(vault, { id: "n2", at: 30, items: dashboards(edited.slice(0, 10), 9) });
  endRun(vault, "n2", 30, { status: "failed" });
  writeRun(vault, { id: "n3", at: 40, items: dashboards(edited.slice(10), 9) });
  endRun(vault, "n3", 40);
  writeRun(vault, {
    id: "n4",
    at: 50,
    items: [],
    gone: [
      ["folders", "8"],
      ...[...inFolder, ...gone].map((id) => ["looks", id] as const),
    ],
  });
  endRun(vault, "n4", 50);
  const timeline = Timeline.of(runFacts(vault), { most: 400 });
  using searcher = new Searcher(vault);
  const source = { vault, searcher, timeline, redaction: NO_REDACTION, clock: systemClock };
  const told = findAnomalies(source, {
    runs: timeline.runs.map((_, n) => ({
      id: `n${n}`,
      at: "",
      mode: "full",
      status: "completed",
      secs: 1,
      calls: 1,
      n: [0, 0, 0],
      by: 0,
    })),
    types: [],
  });
  assertEquals(told.map(({ r, level, title }) => [r, level, title]), [
    [4, "act", "The folder “Old” is deleted, with 3 items in it"],
    [4, "look", "20 items deleted in Looker"],
    [3, "look", "20 items edited by one account"],
  ]);
  assertEquals(told[2]?.text, "Mallory edited them between two runs.");
  // The page writes the name of the program.
  assertEquals(told[0]?.command, ["restore", "all", "--folder", "8", "--dry-run"]);
});
