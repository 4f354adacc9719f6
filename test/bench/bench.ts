/**
 * `deno task bench [--quick] [--only sizes|scaling|start|restore|scale|latency|paced|find|snapshot|web]`: extract and restore against the simulator in its own process. Ratios of
 * one run are what counts: machines differ, and are noisy.
 *
 * @module
 */
import { parseArgs } from "@std/cli";
import { benchFind } from "./find.ts";
import { latency } from "./latency.ts";
import { restoreSpeed } from "./restore.ts";
import { paced, scale, SIZES as GROWING } from "./scale.ts";
import { benchSnapshot } from "./snapshot.ts";
import { benchWeb } from "./web.ts";
import { extractOnce, floor, type Measured, startSimulator } from "./measure.ts";

const flags = parseArgs(Deno.args, { boolean: ["quick", "million"], string: ["only", "items", "vault"] });
/** What takes long is only measured when it is asked for. */
const LONG = ["scale", "latency", "paced", "find", "snapshot", "web"];
const wanted = (part: string): boolean =>
  flags.only === undefined ? !LONG.includes(part) : flags.only === part;
const many = flags.quick ? 500 : 5000;
const folders = many / 10;

const SIZES = [
  { name: "2 tiles, about 12 KB", args: ["--tiles", "2", "--tile-bytes", "3500"] },
  { name: "8 tiles, about 80 KB", args: ["--tiles", "8"] },
] as const;

console.log(
  `deno ${Deno.version.deno}, ${navigator.hardwareConcurrency} cores, ${many} dashboards, ${many} looks, ${folders} folders`,
);
if (wanted("sizes")) await sizes();
if (wanted("scaling")) await scaling();
if (wanted("start")) await startUp();
if (wanted("restore")) await restoreSpeed(flags.quick ? 1000 : 10_000);
if (wanted("scale")) await scale(flags.items?.split(",").map(Number) ?? GROWING);
if (wanted("latency")) await latency();
if (wanted("paced")) await paced();
if (wanted("snapshot")) await benchSnapshot(Number(flags.items ?? 200));
if (wanted("web")) {
  await benchWeb({
    dashboards: Number(flags.items ?? 10_000),
    vault: flags.vault,
    isMillion: flags.million,
  });
}
if (wanted("find")) await benchFind({ items: Number(flags.items ?? 100_000), vault: flags.vault });

/** Speed, memory, calls and vault size; beside it the same pages fetched and thrown away. */
async function sizes(): Promise<void> {
  for (const { name, args } of SIZES) {
    await using simulator = await startSimulator([
      "--dashboards",
      `${many}`,
      "--looks",
      `${many}`,
      "--folders",
      `${folders}`,
      ...args,
    ]);
    console.log(`\n${name}`);
    report("dashboards, 8 workers", await extractOnce(simulator, ["dashboards", "--workers", "8"]));
    const least = await floor(simulator, { workers: 8, total: many });
    console.log(
      `  floor: the same pages fetched by 8 workers and thrown away: ${least.seconds.toFixed(2)} s, ${
        (least.bytes / 1e6 / least.seconds).toFixed(0)
      } MB/s`,
    );
    report("looks, 8 workers", await extractOnce(simulator, ["looks", "--workers", "8"]));
    report("everything, 8 workers", await extractOnce(simulator, ["--workers", "8"]));
  }
  console.log("\nflat memory: four times the dashboards of 12 KB");
  await using simulator = await startSimulator([
    "--dashboards",
    `${many * 4}`,
    "--looks",
    "10",
    ...SIZES[0].args,
  ]);
  report("dashboards, 8 workers", await extractOnce(simulator, ["dashboards", "--workers", "8"]));
}

/** How much more workers help when each answer takes 100 ms. */
async function scaling(): Promise<void> {
  console.log("\n100 ms latency, dashboards (12 KB) and looks");
  await using simulator = await startSimulator([
    ...["--dashboards", `${many}`, "--looks", `${many}`, "--folders", `${folders}`, "--latency-ms", "100"],
    ...SIZES[0].args,
  ]);
  let one = 0;
  for (const workers of [1, 2, 4, 8, 16]) {
    const { summary } = await extractOnce(simulator, ["dashboards", "looks", "--workers", `${workers}`]);
    if (workers === 1) one = summary.duration_seconds;
    console.log(
      `  ${String(workers).padStart(2)} workers: ${summary.duration_seconds.toFixed(1)} s, ${
        (one / summary.duration_seconds).toFixed(2)
      } times one, ` +
        `busy ${Math.round(summary.utilization * 100)} %, ${summary.calls} calls`,
    );
  }
}

/** `--version` against a script that does nothing. */
async function startUp(): Promise<void> {
  const empty = await Deno.makeTempFile({ suffix: ".ts" });
  const time = async (args: string[]): Promise<number> => {
    const began = performance.now();
    await new Deno.Command(Deno.execPath(), { args, stdout: "null", stderr: "null" }).output();
    return performance.now() - began;
  };
  const main = new URL("../../main.ts", import.meta.url).pathname;
  const nothing: number[] = [], version: number[] = [];
  for (let i = 0; i < 21; i++) {
    nothing.push(await time(["run", "--no-prompt", empty]));
    version.push(await time(["run", "--no-prompt", "-P=lookervault", main, "--version"]));
  }
  await Deno.remove(empty);
  const [a, b] = [median(nothing), median(version)];
  console.log(
    `\nstart-up: empty script ${a.toFixed(0)} ms, --version ${b.toFixed(0)} ms: ${(b / a).toFixed(2)} times`,
  );
}

function report(name: string, { summary, peakBytes, fileBytes }: Measured): void {
  const seconds = summary.duration_seconds;
  const share = fileBytes / summary.bytes;
  console.log(
    `  ${name}: ${seconds.toFixed(2)} s, ${Math.round(summary.items_per_second)} items/s, ${
      (summary.bytes / 1e6 / seconds).toFixed(0)
    } MB/s, ` +
      `${summary.calls} calls, busy ${Math.round(summary.utilization * 100)} %, peak ${
        (peakBytes / 1e6).toFixed(0)
      } MB, ` +
      `vault ${(fileBytes / 1e6).toFixed(1)} MB = ${
        (share * 100).toFixed(1)
      } % of the JSON (${summary.status})`,
  );
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
