/**
 * Measures `report` and `browse` inside the process: making the index of the vault, a report, and of `browse` opening, the
 * index of the page and items. `deno task bench --only web [--items N] [--million] [--vault FILE]`: N dashboards, of which 3 in
 * 100 are edited each of 90 nights, or 10,000, most of them as copies; FILE is made when it is not there, and kept.
 *
 * @module
 */
import { cpuUsage } from "node:process";
import { systemClock } from "../../lib/base/clock.ts";
import { Searcher } from "../../lib/inspect/search/searcher.ts";
import { runFacts } from "../../lib/vault/run_facts.ts";
import { openVaultForReading } from "../../lib/vault/open.ts";
import { NO_REDACTION } from "../../lib/web/fill/redaction.ts";
import { writeReport } from "../../lib/web/fill/report.ts";
import { Timeline } from "../../lib/web/fill/timeline.ts";
import { type Packed, streamOf } from "../../lib/web/serve/pack.ts";
import { VaultData } from "../../lib/web/serve/vault_data.ts";
import { writeWebVault } from "./web_vault.ts";

/** Options of {@linkcode benchWeb}. */
export interface WebBench {
  dashboards: number;
  vault?: string | undefined;
  /** 10,000 edits each night: with 80,000 dashboards about a million versions, and no report is made of them. */
  isMillion?: boolean;
}

/** Items that are read one after the other. */
const ITEMS = 200;

/** Runs the measurements and prints them: seconds of the wall, and of the processor. */
export async function benchWeb({ dashboards, vault: given, isMillion = false }: WebBench): Promise<void> {
  const path = given ?? `${await Deno.makeTempDir({ prefix: "lookervault-bench-" })}/vault.db`;
  if (!await exists(path)) {
    const looks = Math.ceil(dashboards * 0.225), edits = isMillion ? 10_000 : Math.ceil(dashboards * 0.027);
    const nights = isMillion ? 3 : 90, copied = 90 - nights;
    console.log(`${writeWebVault(path, { dashboards, looks, tiles: 8, nights, edits, copied })} versions`);
  }
  using vault = openVaultForReading(path);
  using searcher = await measured("index beside the vault", () => new Searcher(vault));
  const { size } = await Deno.stat(`${path}.index`);
  console.log(`  ${megabytes(size)} beside ${megabytes((await Deno.stat(path)).size)}`);
  const data = await measured("browse: opening", () =>
    new VaultData({
      searcher,
      clock: systemClock,
      signal: new AbortController().signal,
      tool: "bench",
      args: [],
    }));
  const memory = (): string => `memory ${megabytes(Deno.memoryUsage().rss)}`;
  console.log(`  ${memory()}`);
  const columns = await measured("browse: columns of the index", () => data.columns());
  console.log(`  ${await sizesOf(columns)}, ${memory()}`);
  const { value: links, longest } = await watched(() =>
    measured("browse: links of the index", () => data.links())
  );
  console.log(
    `  ${await sizesOf(links)}, ${memory()}; nothing else ran for ${longest.toFixed(0)} ms at most`,
  );
  const times = Array.from({ length: ITEMS }, (_, n) => {
    const began = performance.now();
    if (data.body(`dashboards/${1 + n * 37 % dashboards}`) === null) throw new Error("an item is not there");
    return performance.now() - began;
  }).sort((a, b) => a - b);
  console.log(`browse: items ${times[0]?.toFixed(0)} to ${times.at(-1)?.toFixed(0)} ms`);
  if (!isMillion) await measured("report", () => report(searcher));
}

async function report(searcher: Searcher): Promise<void> {
  const { vault } = searcher, timeline = Timeline.of(runFacts(vault), { most: 400 });
  const name = await Deno.makeTempFile({ prefix: "lookervault-bench-", suffix: ".blocks" });
  try {
    using file = await Deno.open(name, { read: true, write: true });
    let bytes = 0;
    await writeReport(
      { vault, searcher, timeline, redaction: NO_REDACTION, clock: systemClock },
      { tool: "bench", revision: "1", args: [] },
      {
        write: (text) => void (bytes += text.length),
        spool: {
          write: (block) => {
            for (let done = 0; done < block.length;) done += file.writeSync(block.subarray(done));
          },
          read: (from, length) => readAt(file, from, length),
        },
      },
    );
    console.log(`  ${megabytes(bytes)}`);
  } finally {
    await Deno.remove(name);
  }
}

function readAt(file: Deno.FsFile, from: number, length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  file.seekSync(from, Deno.SeekMode.Start);
  for (let done = 0; done < length;) {
    const read = file.readSync(bytes.subarray(done));
    if (read === null) throw new Error("the spool file is too short");
    done += read;
  }
  file.seekSync(0, Deno.SeekMode.End);
  return bytes;
}

/** How large a text is, packed and unpacked. */
async function sizesOf(packed: Packed): Promise<string> {
  let bytes = 0;
  for await (const piece of streamOf(packed, { unpacked: true })) bytes += piece.length;
  return `${megabytes(bytes)}, packed ${megabytes(packed.reduce((sum, { length }) => sum + length, 0))}`;
}

/** Does something, and says for how long at most nothing else could run meanwhile, milliseconds. */
async function watched<T>(work: () => Promise<T>): Promise<{ value: T; longest: number }> {
  let last = performance.now(), longest = 0;
  const look = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 1);
  try {
    return { value: await work(), longest };
  } finally {
    clearInterval(look);
  }
}

async function measured<T>(what: string, work: () => T | Promise<T>): Promise<T> {
  const began = performance.now(), cpu = cpuUsage(), result = await work(), { user, system } = cpuUsage(cpu);
  const wall = (performance.now() - began) / 1000;
  console.log(`${what}: ${wall.toFixed(1)} s, of the processor ${((user + system) / 1e6).toFixed(1)} s`);
  return result;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
