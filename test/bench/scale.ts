/**
 * `deno task bench --only scale [--items N,N]`: what backups, reads and a dry run of a restore take as an instance grows.
 * Half the items are dashboards of 2 tiles, half are looks; one in 33 is a folder more.
 *
 * @module
 */
import { floor, type Simulator, startSimulator } from "./measure.ts";
import { type Taken, watched } from "./watch.ts";

/** Where no other sizes are asked for. */
export const SIZES = [10_000, 100_000];

/** Items that are edited before the night. */
const EDITED = 20;

/** Measures each size, one line a command. */
export async function scale(sizes: readonly number[]): Promise<void> {
  for (const items of sizes) {
    const half = Math.round(items / 2), folders = Math.max(10, Math.round(items / 33));
    console.log(`\n${half} dashboards, ${half} looks, ${folders} folders; load ${load()}`);
    await using simulator = await startSimulator([
      ...["--dashboards", `${half}`, "--looks", `${half}`, "--folders", `${folders}`],
      ...["--tiles", "2", "--tile-bytes", "3500"],
    ]);
    const directory = await Deno.makeTempDir({ prefix: "lookervault-bench-" });
    try {
      await oneSize(simulator, half, directory);
    } finally {
      await Deno.remove(directory, { recursive: true });
    }
  }
}

async function oneSize(simulator: Simulator, half: number, directory: string): Promise<void> {
  await againstDownload(simulator, { dashboards: half, workers: 8, directory });
  const db = ["--db", `${directory}/vault.db`];
  const bytes = (): string => `vault ${megabytes(Deno.statSync(`${directory}/vault.db`).size)}`;
  say("everything, first", await watched(simulator, [...db, "extract"]), bytes());
  say("everything, unchanged", await watched(simulator, [...db, "extract"]), bytes());
  await edit(simulator);
  say(`a night with ${EDITED} edits`, await watched(simulator, [...db, "extract", "--incremental"]), bytes());
  say("verify", await watched(simulator, [...db, "verify"]));
  say("list dashboards", await watched(simulator, [...db, "list", "dashboards"], { plain: true }));
  say("list dashboards --json", await watched(simulator, [...db, "list", "dashboards"]));
  const find = [...db, "find", "orders.count", "--limit", "10"];
  say("find, first: it makes the index", await watched(simulator, find));
  say("find", await watched(simulator, find));
  say("restore all --dry-run", await watched(simulator, [...db, "restore", "all", "--dry-run"]));
}

/** Compares backups of dashboards with a download of the same pages. */
export async function againstDownload(
  simulator: Simulator,
  { dashboards, workers, directory }: { dashboards: number; workers: number; directory: string },
): Promise<void> {
  const least = await floor(simulator, { workers, total: dashboards });
  const rate = `${megabytes(least.bytes / least.seconds)} a second`;
  console.log(
    `  ${workers} workers, the pages of dashboards downloaded: ${least.seconds.toFixed(1)} s (${rate})`,
  );
  const alone = [
    "--db",
    `${directory}/dashboards-${workers}.db`,
    "extract",
    "dashboards",
    "--workers",
    `${workers}`,
  ];
  for (const name of ["dashboards alone, first", "dashboards alone, unchanged"]) {
    const taken = await watched(simulator, alone);
    say(name, taken, `${(taken.seconds / least.seconds).toFixed(2)} times the download`);
  }
}

/**
 * The kilobytes of a body that a request makes in a second, for a comparison with a server that is not on this machine.
 * Eight of them deliver 20 MB a second. Nobody has published how fast Looker makes dashboards; a listing of all of them,
 * with all properties, is known to take more than two minutes on large instances.
 */
const PACE_KB = 2500;

/** Compares backups with a download from a server that needs time to make its responses. */
export async function paced(): Promise<void> {
  const dashboards = 20_000;
  console.log(
    `\n${dashboards} dashboards from a server that makes ${PACE_KB} KB a second for each request; load ${load()}`,
  );
  await using simulator = await startSimulator([
    ...["--dashboards", `${dashboards}`, "--looks", "1", "--folders", "10"],
    ...["--tiles", "2", "--tile-bytes", "3500", "--kb-per-second", `${PACE_KB}`, "--latency-ms", "50"],
  ]);
  const directory = await Deno.makeTempDir({ prefix: "lookervault-bench-" });
  try {
    await againstDownload(simulator, { dashboards, workers: 8, directory });
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

/** Edits dashboards and looks from outside. */
async function edit(simulator: Simulator): Promise<void> {
  for (let i = 0; i < EDITED; i++) {
    const type = i % 2 === 0 ? "dashboards" : "looks";
    await fetch(`${simulator.url}/_sim/mutate`, {
      method: "POST",
      body: JSON.stringify({ op: "update", type }),
    }).then((response) => response.body?.cancel());
  }
}

/** One line; `more` stands at its end. */
export function say(name: string, taken: Taken, more = ""): void {
  const calls = callsOf(taken.stdout);
  const parts = [
    `${taken.seconds.toFixed(2)} s`,
    `processor ${taken.processor.toFixed(2)} s`,
    `peak ${megabytes(taken.peak)}`,
    `written ${megabytes(taken.written)}`,
    ...(calls === undefined ? [] : [`${calls} calls`]),
    ...(taken.code === 0 ? [] : [`EXIT ${taken.code}`]),
    ...(more === "" ? [] : [more]),
  ];
  console.log(`  ${name}: ${parts.join(", ")}`);
}

/** The calls that a document counts; undefined for one that counts none, and for text. */
function callsOf(stdout: string): number | undefined {
  try {
    return JSON.parse(stdout).calls;
  } catch {
    return undefined;
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
}

/** What else the machine does. */
export function load(): string {
  return Deno.loadavg().map((one) => one.toFixed(1)).join(" ");
}
