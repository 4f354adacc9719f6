/**
 * `deno task bench --only latency`: how near a backup comes to the least that its round trips allow, which is calls times
 * latency over workers, and to a download of the same pages of dashboards.
 *
 * @module
 */
import { startSimulator } from "./measure.ts";
import { againstDownload, load } from "./scale.ts";
import { watched } from "./watch.ts";

const LATENCIES = [100, 400], WORKERS = [1, 8, 16];

/** Measures a full run and a night at each latency and number of workers. */
export async function latency(): Promise<void> {
  for (const ms of LATENCIES) {
    await using simulator = await startSimulator([
      ...["--dashboards", "2000", "--looks", "2000", "--folders", "150", "--users", "20"],
      ...["--tiles", "2", "--tile-bytes", "3500", "--latency-ms", `${ms}`],
    ]);
    console.log(`\n${ms} ms latency; load ${load()}`);
    for (const workers of WORKERS) {
      const directory = await Deno.makeTempDir({ prefix: "lookervault-bench-" });
      try {
        for (const mode of [[], ["--incremental"]]) {
          const args = ["--db", `${directory}/v.db`, "extract", "--workers", `${workers}`, ...mode];
          const { stdout } = await watched(simulator, args);
          const { calls, duration_seconds: seconds, utilization } = JSON.parse(stdout);
          const least = calls * ms / 1000 / workers;
          console.log(
            `  ${String(workers).padStart(2)} workers, ${mode[0] ?? "first"}: ${
              seconds.toFixed(2)
            } s for ${calls} calls, ${(seconds / least).toFixed(2)} times the least (${
              least.toFixed(2)
            } s), busy ${Math.round(utilization * 100)} %`,
          );
        }
      } finally {
        await Deno.remove(directory, { recursive: true });
      }
    }
    await downloads(ms);
  }
}

/** Compares backups of many dashboards with a download of the same pages at one latency. */
async function downloads(ms: number): Promise<void> {
  const dashboards = 10_000, directory = await Deno.makeTempDir({ prefix: "lookervault-bench-" });
  await using simulator = await startSimulator([
    ...["--dashboards", `${dashboards}`, "--looks", "1", "--folders", "10"],
    ...["--tiles", "2", "--tile-bytes", "3500", "--latency-ms", `${ms}`],
  ]);
  try {
    for (const workers of WORKERS) await againstDownload(simulator, { dashboards, workers, directory });
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}
