/**
 * Measures `verify` under the shipped flags: MessagePack a second of wall-clock and of processor time, on vaults with
 * bodies of 12 kB and of 45 kB. `deno run -A test/bench/verify.ts [RUNS]`; the processor time is known on Linux only.
 *
 * @module
 */
import { shippedArguments } from "../../scripts/shipped_flags.ts";
import { writeVault } from "./inspect_vault.ts";

const RUNS = Number(Deno.args[0] ?? 3);
const VAULTS = [{ items: 30_000, tiles: 40 }, { items: 8_000, tiles: 190 }];

const flags = await shippedArguments();
const directory = await Deno.makeTempDir({ prefix: "lookervault-bench-" });
try {
  for (const { items, tiles } of VAULTS) {
    const path = `${directory}/${tiles}.db`;
    writeVault(path, items, tiles);
    for (let run = 0; run < RUNS; run++) {
      const { seconds, processor, bytes, checked } = await measure(path);
      const rate = (time: number): string => `${(bytes / 1e6 / time).toFixed(0)} MB/s`;
      console.log(
        `${checked} rows of ${(bytes / checked / 1000).toFixed(1)} kB: ${seconds.toFixed(2)} s, ${
          rate(seconds)
        };`,
        processor === null
          ? ""
          : `${processor.toFixed(2)} s of processor time, ${rate(processor)} of a processor`,
      );
    }
  }
} finally {
  await Deno.remove(directory, { recursive: true });
}

interface Measured {
  seconds: number;
  /** Seconds, start-up and threads included; null where that cannot be known. */
  processor: number | null;
  bytes: number;
  checked: number;
}

async function measure(path: string): Promise<Measured> {
  const before = childrenTime();
  const began = performance.now();
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: [...flags, "--db", path, "--json", "verify"],
    stderr: "inherit",
  }).output();
  const seconds = (performance.now() - began) / 1000;
  if (code !== 0) throw new Error(`verify ended with ${code}`);
  const { bytes, checked } = JSON.parse(new TextDecoder().decode(stdout));
  const after = childrenTime();
  return { seconds, processor: before === null || after === null ? null : after - before, bytes, checked };
}

/** Processor time of all processes that this one has waited for, seconds; clocks tick 100 times a second on Linux. */
function childrenTime(): number | null {
  try {
    const fields = Deno.readTextFileSync("/proc/self/stat").split(") ")[1]?.split(" ") ?? [];
    return (Number(fields[13]) + Number(fields[14])) / 100;
  } catch {
    return null;
  }
}
