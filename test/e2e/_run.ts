/**
 * Runs the real program, a launcher of `deno run ... main.ts`, under exactly the flags of the task that we ship.
 *
 * @module
 */
import { assert } from "@std/assert";
import type { Sim } from "../sim/mod.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
const FLAGS = await shippedFlags();
const DENO_DIR = await denoDir();

/** A type's line of the summary, as docs/contract.md names it. */
export interface TypeLine {
  type: string;
  listed: number;
  stored: number;
  new: number;
  updated: number;
  unchanged: number;
  deleted: number;
  failed: number;
  calls: number;
  complete: boolean;
  note: string | null;
}

/** The JSON of `extract`, as docs/contract.md names it. */
export interface Summary {
  command: string;
  status: string;
  session_id: string;
  mode: string;
  instance: string;
  looker_version: string;
  db: string;
  started_at: string;
  completed_at: string;
  duration_seconds: number;
  calls: number;
  bytes: number;
  items_per_second: number;
  utilization: number;
  totals: Omit<TypeLine, "type" | "calls" | "complete" | "note">;
  types: TypeLine[];
  errors: { type: string; id: string | null; operation: string; status: number | null; message: string }[];
}

/** How a run ended. */
export interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

/** A run that has not ended. */
export interface Running {
  ended: Promise<Outcome>;
  /** The first line on stdout, while it runs. */
  firstLine(): Promise<string>;
  kill(signal: Deno.Signal): void;
}

/** Where a run works and whom it asks. */
export interface Place {
  /** An empty folder: current directory and home of the run. */
  dir: string;
  /** The vault. */
  db: string;
  /** Where the instance answers. */
  url: string;
  env?: Record<string, string>;
}

/** A folder of its own with a simulator's address; the folder goes away with the block. */
export class Workplace implements Place, Disposable {
  readonly dir = Deno.makeTempDirSync({ prefix: "lookervault-e2e-" });
  readonly db = `${this.dir}/vault.db`;
  constructor(readonly url: string, readonly env: Record<string, string> = {}) {}

  /** A folder for runs against a simulator. */
  static at(sim: Pick<Sim, "url">): Workplace {
    return new Workplace(sim.url);
  }

  /** The same folder with another vault. */
  vault(name: string): Place {
    return { dir: this.dir, db: `${this.dir}/${name}`, url: this.url, env: this.env };
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.dir, { recursive: true });
  }
}

/** Starts the program. */
export function start(place: Place, args: readonly string[]): Running {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", ...FLAGS, `--config=${ROOT}deno.json`, `${ROOT}main.ts`, ...args],
    cwd: place.dir,
    clearEnv: true,
    env: {
      PATH: Deno.env.get("PATH") ?? "",
      HOME: place.dir,
      DENO_DIR,
      LOOKERVAULT_BASE_URL: place.url,
      LOOKERVAULT_CLIENT_ID: "demo",
      LOOKERVAULT_CLIENT_SECRET: "demo-secret",
      LOOKERVAULT_DB: place.db,
      ...place.env,
    },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const line = Promise.withResolvers<string>();
  const stdout = readAll(child.stdout, line.resolve);
  const ended = Promise.all([child.status, stdout, readAll(child.stderr)]).then(
    ([{ code }, stdout, stderr]) => {
      // Where none came, whoever waits for it sees what came instead.
      line.resolve(stdout);
      return { code, stdout, stderr };
    },
  );
  return { ended, firstLine: () => line.promise, kill: (signal) => child.kill(signal) };
}

/** All of a stream; `onLine` is told its first line as soon as that is there. */
async function readAll(stream: ReadableStream<Uint8Array>, onLine?: (line: string) => void): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const bytes of stream) {
    text += decoder.decode(bytes, { stream: true });
    const end = text.indexOf("\n");
    if (end >= 0) onLine?.(text.slice(0, end));
  }
  return text;
}

/** Runs the program to its end. */
export async function run(place: Place, ...args: string[]): Promise<Outcome> {
  return await start(place, args).ended;
}

/** Runs `--json extract` and reads its summary; `code` is the exit code it must have. */
export async function extract(place: Place, args: readonly string[] = [], code = 0): Promise<Summary> {
  return summaryOf(await run(place, "--json", "extract", ...args), code);
}

/** The summary of an extraction that ended with `code`. */
export function summaryOf(outcome: Outcome, code: number): Summary {
  assert(
    outcome.code === code,
    `exit ${outcome.code} instead of ${code}\n${outcome.stderr.slice(-3000)}\n${
      outcome.stdout.slice(0, 2000)
    }`,
  );
  return JSON.parse(outcome.stdout) as Summary;
}

/** A type's line of a summary. */
export function lineOf(summary: Summary, type: string): TypeLine {
  const line = summary.types.find((each) => each.type === type);
  assert(line !== undefined, `the summary has no line for ${type}`);
  return line;
}

/** Looks every few milliseconds, at most two minutes, until something holds. */
export async function until(holds: () => boolean, what: string): Promise<void> {
  const give = performance.now() + 120_000;
  while (!holds()) {
    assert(performance.now() < give, `never came: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** What stands between `deno run` and `main.ts` in the task that is shipped. */
async function shippedFlags(): Promise<string[]> {
  const { tasks } = JSON.parse(await Deno.readTextFile(`${ROOT}deno.json`)) as {
    tasks: { lookervault: { command: string } };
  };
  const flags = / scripts\/launch\.ts deno run (.+) main\.ts$/.exec(tasks.lookervault.command)?.[1];
  assert(flags !== undefined, "the task lookervault is not `deno run ... main.ts`");
  return flags.split(" ");
}

/** Where this Deno keeps its packages: a process with another home would fetch them anew. */
async function denoDir(): Promise<string> {
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).output();
  return (JSON.parse(text(stdout)) as { denoDir: string }).denoDir;
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
