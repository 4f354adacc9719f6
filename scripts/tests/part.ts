/**
 * Runs the tests of one part in a process of its own, and ends it when it hangs.
 *
 * @module
 */
import { ROOT } from "./files.ts";
import { UnderWay } from "./under_way.ts";

const ENTRY = "scripts/tests/entry.ts";

/** How long a part may say nothing before it is ended as one that hangs, in milliseconds: ten times what the longest test takes. */
const SILENT_FOR = 5 * 60_000;
/** How long it may take in all. */
const TAKES = 15 * 60_000;
/** How long what a part started and left running may hold its output open after its end, in milliseconds. */
const OUTPUT_STAYS = 5_000;

/** How a part is run. */
export interface PartOptions {
  /** Options of `deno test`. */
  options: readonly string[];
  /** Shows what it prints at once. */
  live: boolean;
  /** Variables of its environment besides. */
  env?: Readonly<Record<string, string>>;
}

/** What a part came to. */
export interface Part {
  /** What it printed that was not shown yet. */
  output: Uint8Array[];
  passed: number;
  failed: number;
  /** The names of those that failed. */
  failures: readonly string[];
  /** Skipped, because something that they need is not on this machine. */
  ignored: number;
  good: boolean;
  /** Why it came to no end of its own, and in which test. */
  broken: string | null;
}

/** The processes of the parts that run now, with the test that each is at. */
const running = new Map<number, UnderWay>();

/** Runs some test files. */
export async function runPart(
  files: readonly string[],
  { options, live, env = {} }: PartOptions,
): Promise<Part> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["test", "-A", "--quiet", "--no-check", ...options, ENTRY, "--", ...files],
    cwd: ROOT,
    // As in CI: with colors, some of what tests compare is another text.
    env: { NO_COLOR: "1", ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    // A group of its own, so that all that it started ends with it.
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
      ? "something that a test started was still running at the end"
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

/** The tests that run now. */
export function underWay(): string[] {
  return [...running.values()].flatMap(({ name }) => name ?? []);
}

/** Ends all parts that run. */
export function endAll(): void {
  for (const pid of running.keys()) endGroup(pid);
}

/** Shows what was not shown yet. */
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
