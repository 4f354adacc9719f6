/**
 * Runs the program under the shipped flags and tells what it took: wall-clock and processor time, memory, bytes written.
 *
 * @module
 */
import { shippedArguments } from "../../scripts/shipped_flags.ts";
import { environment, type Simulator, watchPeak } from "./measure.ts";

/** What one command took. Processor time and bytes are 0 where the system does not tell (all but Linux). */
export interface Taken {
  seconds: number;
  /** Seconds of all threads. */
  processor: number;
  /** Peak resident memory, bytes. */
  peak: number;
  /** Bytes handed to the system to be written: files, and what went to Looker. */
  written: number;
  code: number;
  stdout: string;
}

/** Runs one command with `--json`, or without where `plain` is set. */
export async function watched(
  simulator: Simulator,
  args: readonly string[],
  { plain = false }: { plain?: boolean } = {},
): Promise<Taken> {
  const before = { processor: childrenTime(), written: writtenBytes() };
  const began = performance.now();
  const child = new Deno.Command(Deno.execPath(), {
    args: [...await shippedArguments(), ...(plain ? [] : ["--json"]), "--progress", "none", ...args],
    env: environment(simulator),
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const peak = watchPeak(child.pid);
  const { stdout, code } = await child.output();
  return {
    seconds: (performance.now() - began) / 1000,
    processor: childrenTime() - before.processor,
    peak: peak(),
    written: writtenBytes() - before.written,
    code,
    stdout: new TextDecoder().decode(stdout),
  };
}

/** Processor time of all processes that this one has waited for, seconds; clocks tick 100 times a second on Linux. */
function childrenTime(): number {
  const fields = readProc("/proc/self/stat").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[13] ?? 0) + Number(fields[14] ?? 0)) / 100;
}

/** What this process and all that it has waited for have written. */
function writtenBytes(): number {
  return Number(/wchar: (\d+)/.exec(readProc("/proc/self/io"))?.[1] ?? 0);
}

function readProc(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return "";
  }
}
