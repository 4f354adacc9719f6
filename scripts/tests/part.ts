/**
 * Runs the tests of one part in a separate process, and ends it if it hangs.
 *
 * @module
 */
import { ROOT } from "./files.ts";
import { UnderWay } from "./under_way.ts";

const ENTRY = "scripts/tests/entry.ts";

/**
 * How long a part may print nothing before it is ended, in milliseconds: ten times the duration of the longest test.
 */
const SILENT_FOR = 5 * 60_000;
/** The maximum duration of a part in milliseconds. */
const TAKES = 15 * 60_000;
/** How long a process that a part started may keep its output open after its end, in milliseconds. */
const OUTPUT_STAYS = 5_000;

/** How a part is run. */
export interface PartOptions {
  /** Options of `deno test`. */
  options: readonly string[];
  /** Whether to show its output immediately. */
  live: boolean;
  /** Additional environment variables. */
  env?: Readonly<Record<string, string>>;
}

/** The result of a part. */
export interface Part {
  /** Output that was not shown yet. */
  output: Uint8Array[];
  passed: number;
  failed: number;
  /** The names of the failed tests. */
  failures: readonly string[];
  /** The number of tests that were skipped because this machine lacks something that they need. */
  ignored: number;
  good: boolean;
  /** Why the part did not end by itself, and in which test. */
  broken: string | null;
}

/** The processes of running parts, with the current test of each. */
const running = new Map<number, UnderWay>();

/** Runs test files. */
export async function runPart(
  files: readonly string[],
  { options, live, env = {} }: PartOptions,
): Promise<Part> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["test", "-A", "--quiet", "--no-check", ...options, ENTRY, "--", ...files],
    cwd: ROOT,
    // As in CI. With colors, some of the compared texts would differ.
    env: { NO_COLOR: "1", ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    // A separate process group, so that everything that the part started ends with it.
    detached: true,
  }).spawn();
  const at = new UnderWay();
  running.set(child.pid, at);
  let hung: string | null = null, left = false;
  const hang = (why: string): void => {
    hung ??= `${why} at ${at.name ?? "no test"}`;
    endGroup(child.pid);
  };
  const whole = setTimeout(() => hang(`ended after ${TAKES / 60_000} minutes`), TAKES);
  let silent = setTimeout(() => {}, 0);
  const heard = (): void => {
    clearTimeout(silent);
    silent = setTimeout(() => hang(`ended after ${SILENT_FOR / 60_000} minutes of silence`), SILENT_FOR);
  };
  const output: Uint8Array[] = [];
  let text = "";
  const take = async (stream: ReadableStream<Uint8Array>, follow?: UnderWay): Promise<void> => {
    const decoder = new TextDecoder();
    for await (const bytes of stream) {
      heard();
      const said = decoder.decode(bytes, { stream: true });
      text = (text + said).slice(-4096);
      follow?.take(said);
      if (live) write(bytes);
      else output.push(bytes);
    }
  };
  heard();
  const taken = Promise.all([take(child.stdout, at), take(child.stderr)]);
  const { success, signal } = await child.status;
  clearTimeout(whole);
  const holding = setTimeout(() => {
    left = true;
    endGroup(child.pid);
  }, OUTPUT_STAYS);
  await taken;
  clearTimeout(holding);
  clearTimeout(silent);
  running.delete(child.pid);
  const broken = hung ??
    (signal !== null
      ? `ended by ${signal} at ${at.name ?? "no test"}`
      : left
      ? "a process that a test started was still running at the end"
      : null);
  if (broken !== null) {
    const bytes = new TextEncoder().encode(`\n${files[0]} and others: ${broken}\n`);
    if (live) write(bytes);
    else output.push(bytes);
  }
  const count = (word: string): number =>
    Number([...text.matchAll(new RegExp(`(\\d+) ${word}`, "g"))].at(-1)?.[1] ?? 0);
  return {
    output,
    passed: count("passed"),
    failed: count("failed") + (broken === null ? 0 : 1),
    failures: at.failed,
    ignored: count("ignored"),
    good: success && broken === null,
    broken,
  };
}

/** Returns the tests that are running. */
export function underWay(): string[] {
  return [...running.values()].flatMap(({ name }) => name ?? []);
}

/** Ends all running parts. */
export function endAll(): void {
  for (const pid of running.keys()) endGroup(pid);
}

/** Shows the output that was not shown yet. */
export function show({ output }: Part): void {
  for (const bytes of output.splice(0)) write(bytes);
}

/** Ends a part and everything that its tests started. */
function endGroup(pid: number): void {
  try {
    Deno.kill(-pid, "SIGKILL");
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

function write(bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at));
}
