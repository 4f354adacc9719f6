/**
 * How fast a restore is: `deno task bench --only restore`. Dashboards, looks, groups and users in equal numbers are backed
 * up and restored into an emptied simulator; beside it, in the same run, what 8 bare writers get out of one.
 *
 * @module
 */
import type { RestoreSummary } from "../../lib/restore/restore_summary.ts";
import { API_OPERATIONS } from "../../lib/looker/api_operations.ts";
import { programJson, type Simulator, startSimulator } from "./measure.ts";

/** Measures a restore of about `items` items and prints it beside what bare writers reach. */
export async function restoreSpeed(items: number): Promise<void> {
  const quarter = `${Math.round(items / 4)}`;
  const sizes = ["--dashboards", quarter, "--looks", quarter, "--groups", quarter, "--users", quarter];
  console.log(`\nrestore, ${items} items`);
  const bare = await bareWriters(items);
  console.log(`  8 bare writers: ${bare.writes_per_second} writes/s, ${bare.items_per_second} items/s`);
  await using source = await startSimulator([
    ...sizes,
    "--folders",
    "50",
    "--tiles",
    "2",
    "--tile-bytes",
    "3500",
  ]);
  await using target = await startSimulator(["--emptied", "--id-offset", "5000"]);
  const directory = await Deno.makeTempDir({ prefix: "lookervault-bench-" });
  try {
    const db = ["--db", `${directory}/vault.db`];
    await program(source, [...db, "extract", "--no-user-values"]);
    const into = [...db, "restore", "all", "--to", target.url, "--yes", "--workers", "8"];
    const first = await program(target, into);
    report("into an emptied instance", { summary: first, writes: await writesOf(target), bare });
    const before = await writesOf(target), again = await program(target, into);
    report("again: nothing to do", { summary: again, writes: await writesOf(target) - before, bare });
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

interface Bare {
  writes_per_second: number;
  items_per_second: number;
}

async function bareWriters(items: number): Promise<Bare> {
  const script = new URL("sim_writes.ts", import.meta.url).pathname;
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "-A", script, "--items", `${items}`, "--json"],
    stderr: "inherit",
  }).output();
  return JSON.parse(new TextDecoder().decode(stdout));
}

async function program(simulator: Simulator, args: readonly string[]): Promise<RestoreSummary> {
  return await programJson(simulator, ["--json", "--progress", "none", ...args]) as RestoreSummary;
}

/** How many requests that write a simulator has answered. */
async function writesOf({ url }: Simulator): Promise<number> {
  const { operations } = await (await fetch(`${url}/_sim/stats`)).json();
  const counts = Object.entries(operations as Record<string, number>);
  return counts.filter(([name]) => isWrite(name)).reduce((sum, [, count]) => sum + count, 0);
}

function isWrite(name: string): boolean {
  return name !== "login" && name !== "logout" && name !== "run_inline_query" &&
    name in API_OPERATIONS && API_OPERATIONS[name as keyof typeof API_OPERATIONS][0] !== "GET";
}

function report(
  name: string,
  { summary, writes, bare }: { summary: RestoreSummary; writes: number; bare: Bare },
): void {
  const { totals, calls, duration_seconds: seconds, verified, status } = summary;
  const written = totals.created + totals.updated + totals.undeleted;
  const perSecond = (totals.planned - totals.unrestorable) / seconds;
  console.log(
    `  ${name}: ${seconds.toFixed(1)} s, ${Math.round(perSecond)} items/s (${written} written), ` +
      `${calls} requests, ${rate(calls / seconds, bare)}, ${writes} of them writes, ${
        rate(writes / seconds, bare)
      }, ` +
      `verified ${verified.same} same, ${verified.different} different (${status})`,
  );
}

/** Requests a second, beside what bare writers reach. */
function rate(perSecond: number, bare: Bare): string {
  return `${Math.round(perSecond)}/s = ${
    (perSecond / bare.writes_per_second).toFixed(2)
  } of the bare writers'`;
}
