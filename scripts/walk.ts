/**
 * `deno task walk`: lists the files of `lib/` that one dashboard passes on its way into the vault and back. A dashboard
 * passes a file if V8 counts more calls of one of its functions in a run with one more dashboard. Files that every
 * request, value or table needs (`PLUMBING`) are counted separately. Files of the command line are not measured,
 * because they process options and summaries, not dashboards.
 *
 * @module
 */
import { Session } from "node:inspector/promises";
import { startSim } from "../test/sim/mod.ts";
import { backup } from "../test/extract/_in_process.ts";
import { EVERYTHING, restore } from "../test/restore/_in_process.ts";

/** Folders that process no items: bytes, requests, the tables of the vault and Looker's facts. */
const PLUMBING = ["base", "codec", "http", "deps", "looker", "vault"];

/** The number of calls of each function, by `lib/x/y.ts name offset`. */
type Calls = ReadonlyMap<string, number>;

const ROOT = new URL("../", import.meta.url).href;

/** Counts the calls while `run` runs. */
async function counted(profiler: Session, run: () => Promise<unknown>): Promise<Calls> {
  await profiler.post("Profiler.takePreciseCoverage");
  await run();
  const { result } = await profiler.post("Profiler.takePreciseCoverage");
  const calls = new Map<string, number>();
  for (const { url, functions } of result) {
    if (!url.startsWith(`${ROOT}lib/`)) continue;
    for (const { functionName, ranges: [range] } of functions) {
      if (range === undefined || range.count === 0) continue;
      const key = `${url.slice(ROOT.length)} ${functionName} ${range.startOffset}`;
      calls.set(key, (calls.get(key) ?? 0) + range.count);
    }
  }
  return calls;
}

/** Returns the files that a dashboard passes, sorted by name. */
export function passed(before: Calls, after: Calls): string[] {
  const files = [...after].filter(([key, count]) => count > (before.get(key) ?? 0))
    .map(([key]) => key.slice(0, key.indexOf(" ")));
  return [...new Set(files)].sort();
}

/** Returns the folder of a file: `restore` of `lib/restore/plan/plan.ts`. */
function roomOf(file: string): string {
  return file.split("/")[1] ?? "";
}

function print(title: string, files: readonly string[]): void {
  const own = files.filter((file) => !PLUMBING.includes(roomOf(file)));
  console.log(`${title}: ${own.length} files`);
  for (const file of own) console.log(`  ${file}`);
  const below = files.filter((file) => PLUMBING.includes(roomOf(file)));
  const rooms = Map.groupBy(below, roomOf);
  const counts = [...rooms].map(([room, { length }]) => `${room} ${length}`).join(", ");
  console.log(`  and ${below.length} in lower folders that process no items: ${counts}`);
}

/** Measures and prints both directions. The first run of each only loads modules that are loaded late. */
async function main(): Promise<void> {
  const profiler = new Session();
  profiler.connect();
  await profiler.post("Profiler.enable");
  await profiler.post("Profiler.startPreciseCoverage", { callCount: true, detailed: false });
  const runs: Calls[] = [];
  for (const dashboards of [1, 1, 2]) {
    await using sim = startSim({ dashboards, looks: 3, folders: 4, users: 4, groups: 4, tileBytes: 300 });
    await using vault = await backup(sim);
    runs.push(await counted(profiler, () => vault.run({ types: ["dashboards"] })));
  }
  print("A backup of one dashboard", passed(runs[1] ?? new Map(), runs[2] ?? new Map()));

  await using sim = startSim({ dashboards: 4, looks: 3, folders: 4, users: 4, groups: 4, tileBytes: 300 });
  await using vault = await backup(sim);
  await vault.run({});
  const back: Calls[] = [];
  for (const ids of [["1"], ["4"], ["2", "3"]]) {
    for (const id of ids) sim.store.patch("dashboards", id, { title: `Somebody else's idea ${id}` });
    const scope = { kind: "bulk", type: "dashboards" } as const;
    back.push(
      await counted(profiler, async () => {
        const { totals, errors } = await restore(vault.path, sim, { options: { ...EVERYTHING, scope, ids } });
        if (totals.updated !== ids.length || errors.length > 0) {
          throw new Error("Cannot measure: the restore failed");
        }
      }),
    );
  }
  console.log();
  print("A restore of one dashboard", passed(back[1] ?? new Map(), back[2] ?? new Map()));
  profiler.disconnect();
}

if (import.meta.main) await main();
