import { assertEquals } from "@std/assert";
import { Archive } from "../../../lib/web/model/archive.ts";
import { placeAt, restoredRun, runOfVersion } from "../../../lib/web/model/restore_runs.ts";
import { encode, type MadeItem, type MadeVersion } from "../_encode.ts";

function version(r: number): MadeVersion {
  return { r, at: 0, by: null, card: { title: `Title ${r}` }, uses: [], edges: [], sends: [] };
}

function item(id: string, runs: number[], standings: MadeItem["standings"]): MadeItem {
  return { type: "dashboards", id, versions: runs.map(version), standings };
}

const { head, index, bodies } = encode([
  item("live", [0, 2, 4], []),
  item("trashed", [0, 2], [{ r: 4, s: "t" }]),
  // Its body is another one since it is in the trash.
  item("binned", [0, 2, 4], [{ r: 4, s: "t" }]),
  item("purged", [0, 2, 4], [{ r: 4, s: "t" }, { r: 5, s: "g" }]),
  item("gone", [0, 2], [{ r: 5, s: "g" }]),
], 7);
const A = new Archive(head, index);

Deno.test("a version is restored from the last run that has it in use", () => {
  const rows: [id: string, place: number, run: number, at: number | null][] = [
    ["live", 0, 1, 1],
    ["live", 1, 3, 3],
    ["live", 2, 6, null],
    ["trashed", 0, 1, 1],
    ["trashed", 1, 3, 3],
    ["binned", 1, 3, 3],
    ["binned", 2, 4, null],
    ["purged", 1, 3, 3],
    ["purged", 2, 4, 3],
    ["gone", 1, 4, 4],
  ];
  for (const [id, place, run, at] of rows) {
    const i = A.find(`dashboards/${id}`), { versions } = bodies[i] ?? { versions: [] };
    const found = runOfVersion(A, { i, versions, place });
    assertEquals([found, restoredRun(A, i, found)], [run, at], `${id} ${place}`);
  }
});

Deno.test("placeAt() finds the version that a run left", () => {
  const versions = bodies[A.find("dashboards/live")]?.versions ?? [];
  assertEquals([0, 1, 2, 3, 4, 6].map((run) => placeAt(versions, run)), [0, 0, 1, 1, 2, 2]);
});
