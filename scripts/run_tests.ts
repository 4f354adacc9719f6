/**
 * `deno task test`: every test, in a few processes side by side. Each process loads the files of its part into one module
 * graph: loading each file by itself takes longer than most tests do. Types are checked by `deno check`, not here.
 *
 * With arguments only these tests, with these options of `deno test`: `deno task test test/codec --filter canonical`.
 * `--unit` skips what needs the simulator or another program, and lets no program be started.
 *
 * @module
 */
import { ROOT, testFiles } from "./tests/files.ts";
import { partsOf } from "./tests/parts.ts";

const ENTRY = "scripts/tests/entry.ts";

/** Options of `deno test` whose value is the next argument. */
const TAKES_VALUE = ["--filter", "--reporter", "--junit-path"];

/** How long a part may take before it is ended as one that hangs, in milliseconds: ten times what the longest takes. */
const HANGS_AFTER = 15 * 60_000;
/** How long what a part started and left running may hold its output open after its end, in milliseconds. */
const OUTPUT_STAYS = 5_000;

/** What the command line asks for. */
interface Wish {
  unit: boolean;
  paths: string[];
  /** Options of `deno test`. */
  options: string[];
}

/** What a part came to. */
interface Part {
  /** What it printed that was not shown yet. */
  output: Uint8Array[];
  passed: number;
  failed: number;
  /** Skipped, because something that they need is not on this machine. */
  ignored: number;
  good: boolean;
}

function wish(args: readonly string[]): Wish {
  const asked: Wish = { unit: false, paths: [], options: [] };
  for (const [index, arg] of args.entries()) {
    if (arg === "--unit") asked.unit = true;
    else if (arg.startsWith("-") || TAKES_VALUE.includes(args[index - 1] ?? "")) asked.options.push(arg);
    else asked.paths.push(arg.replace(/^\.\//, ""));
  }
  return asked;
}

/** Runs some tests, and shows what they print at once when they are `live`. */
async function runPart(files: readonly string[], options: readonly string[], live: boolean): Promise<Part> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["test", "-A", "--quiet", "--no-check", ...options, ENTRY, "--", ...files],
    cwd: ROOT,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    // A group of its own, so that all that it started ends with it.
    detached: true,
  }).spawn();
  const output: Uint8Array[] = [], decoder = new TextDecoder();
  let text = "";
  const take = async (stream: ReadableStream<Uint8Array>): Promise<void> => {
    for await (const bytes of stream) {
      text = (text + decoder.decode(bytes)).slice(-4096);
      if (live) write(bytes);
      else output.push(bytes);
    }
  };
  running.add(child.pid);
  const ending = { hung: false, left: false };
  const hanging = setTimeout(() => {
    ending.hung = true;
    endGroup(child.pid);
  }, HANGS_AFTER);
  const taken = Promise.all([take(child.stdout), take(child.stderr)]);
  const { success } = await child.status;
  clearTimeout(hanging);
  const holding = setTimeout(() => {
    ending.left = true;
    endGroup(child.pid);
  }, OUTPUT_STAYS);
  await taken;
  clearTimeout(holding);
  running.delete(child.pid);
  const say = (what: string): unknown =>
    take(ReadableStream.from([new TextEncoder().encode(`\n${files[0]} and others: ${what}\n`)]));
  if (ending.hung) await say(`ended after ${HANGS_AFTER / 60_000} minutes; the test named last hangs`);
  else if (ending.left) await say("something that a test started was still running at the end");
  const count = (word: string): number =>
    Number([...text.matchAll(new RegExp(`(\\d+) ${word}`, "g"))].at(-1)?.[1] ?? 0);
  const counts = {
    passed: count("passed"),
    failed: count("failed") + (ending.hung ? 1 : 0),
    ignored: count("ignored"),
  };
  return { output, ...counts, good: success };
}

/** The processes of the parts that run now. */
const running = new Set<number>();

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

function show({ output }: Part): void {
  for (const bytes of output.splice(0)) write(bytes);
}

/** Runs the tests that are asked for; whether all is well. */
async function run({ unit, paths, options }: Wish): Promise<boolean> {
  const began = performance.now();
  const files = testFiles(paths.length === 0 ? undefined : paths).filter(({ kind }) =>
    !unit || kind === "unit"
  );
  if (files.length === 0) throw new Error("No test files were found");
  const waiting = partsOf(files), live = waiting.length === 1, ended: Part[] = [];
  const inTurn = async (): Promise<void> => {
    for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) {
      const done = await runPart(part, unit ? ["--deny-run", ...options] : options, live);
      ended.push(done);
      // What failed is shown last, where it is looked for.
      if (done.good) show(done);
      else if (!live) console.log(`\n${done.failed} failed among ${part[0]} and others: shown at the end`);
    }
  };
  // One more than there are processors, because half of the tests wait: for programs that they start, for the simulator.
  await Promise.all(Array.from({ length: navigator.hardwareConcurrency + 1 }, inTurn));
  ended.forEach(show);
  const sum = (key: "passed" | "failed" | "ignored"): number =>
    ended.reduce((all, part) => all + part[key], 0);
  const chosen = options.length > 0;
  const good = ended.every((part) => part.good && (chosen || part.passed > 0)) && sum("passed") > 0;
  const seconds = Math.round((performance.now() - began) / 1000);
  const counts = [`${sum("passed")} passed`, `${sum("failed")} failed`];
  if (sum("ignored") > 0) counts.push(`${sum("ignored")} ignored`);
  console.log(`\n${good ? "ok" : "FAILED"} | ${counts.join(" | ")} (${seconds} s)`);
  return good;
}

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.addSignalListener(signal, () => {
    running.forEach(endGroup);
    Deno.exit(130);
  });
}
Deno.exit(await run(wish(Deno.args)) ? 0 : 1);
