/**
 * Runs the simulator and lookervault as processes of their own, and watches them.
 *
 * @module
 */
import type { ExtractSummary } from "../../lib/extract/summary.ts";
import { shippedArguments } from "../../scripts/shipped_flags.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

/** A simulator in its own process. */
export interface Simulator extends AsyncDisposable {
  url: string;
  client_id: string;
  client_secret: string;
}

/** What one extraction came to. */
export interface Measured {
  summary: ExtractSummary;
  /** Peak resident memory, bytes; 0 where the system does not tell. */
  peakBytes: number;
  /** The vault's file after the run, bytes. */
  fileBytes: number;
}

/** Starts a simulator that keeps no log, on a free port. */
export async function startSimulator(args: readonly string[]): Promise<Simulator> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-prompt",
      "-P=sim",
      "scripts/simulator.ts",
      "--port",
      "0",
      "--json",
      "--no-log",
      ...args,
    ],
    cwd: ROOT,
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let line = "";
  while (!line.includes("\n")) {
    const { value, done } = await reader.read();
    if (done) throw new Error("Cannot start the simulator: it ended at once");
    line += value;
  }
  return {
    ...JSON.parse(line),
    async [Symbol.asyncDispose](): Promise<void> {
      child.kill("SIGTERM");
      await reader.cancel();
      await child.status;
    },
  };
}

/** One extraction into a new vault, under the shipped flags. */
export async function extractOnce(simulator: Simulator, args: readonly string[]): Promise<Measured> {
  const directory = await Deno.makeTempDir({ prefix: "lookervault-bench-" });
  const vault = `${directory}/vault.db`;
  try {
    const child = new Deno.Command(Deno.execPath(), {
      args: [...await shippedArguments(), "--json", "--progress", "none", "--db", vault, "extract", ...args],
      env: environment(simulator),
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    const watch = watchPeak(child.pid);
    const { stdout } = await child.output();
    return {
      summary: JSON.parse(new TextDecoder().decode(stdout)),
      peakBytes: watch(),
      fileBytes: (await Deno.stat(vault)).size,
    };
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

/** Runs the program under the shipped flags against a simulator, and reads the JSON document it says. */
export async function programJson(simulator: Simulator, args: readonly string[]): Promise<unknown> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: [...await shippedArguments(), ...args],
    env: environment(simulator),
    stdout: "piped",
    stderr: "inherit",
  }).output();
  return JSON.parse(new TextDecoder().decode(stdout));
}

/** The variables that lead the program to a simulator. */
export function environment({ url, client_id, client_secret }: Simulator): Record<string, string> {
  return {
    LOOKERVAULT_BASE_URL: url,
    LOOKERVAULT_CLIENT_ID: client_id,
    LOOKERVAULT_CLIENT_SECRET: client_secret,
  };
}

/** The same pages fetched by as many workers and thrown away: no client can be faster. */
export async function floor(
  simulator: Simulator,
  { workers, total }: { workers: number; total: number },
): Promise<{ seconds: number; bytes: number }> {
  const api = `${simulator.url}/api/4.0`;
  const body = new URLSearchParams({
    client_id: simulator.client_id,
    client_secret: simulator.client_secret,
  });
  const login = await (await fetch(`${api}/login`, { method: "POST", body })).json();
  const headers = { authorization: `Bearer ${login.access_token}` };
  const page = async (offset: number, limit: number): Promise<number> => {
    const response = await fetch(`${api}/dashboards/search?sorts=id&limit=${limit}&offset=${offset}`, {
      headers,
    });
    return (await response.bytes()).length;
  };
  // Pages of about the size that lookervault asks for.
  const limit = Math.max(10, Math.min(100, Math.floor(1_900_000 / (await page(0, 25) / 25))));
  let next = 0, bytes = 0;
  const began = performance.now();
  await Promise.all(Array.from({ length: workers }, async () => {
    while (next < total) {
      const offset = next;
      next += limit;
      const received = await page(offset, limit);
      bytes += received;
    }
  }));
  return { seconds: (performance.now() - began) / 1000, bytes };
}

/** Follows a process's peak resident memory; the function returned tells it. */
export function watchPeak(pid: number): () => number {
  let peak = 0;
  const timer = setInterval(() => {
    try {
      const match = /VmHWM:\s+(\d+) kB/.exec(Deno.readTextFileSync(`/proc/${pid}/status`));
      if (match !== null) peak = Math.max(peak, Number(match[1]) * 1024);
    } catch {
      // The process ended, or this is not Linux.
    }
  }, 20);
  return () => {
    clearInterval(timer);
    return peak;
  };
}
