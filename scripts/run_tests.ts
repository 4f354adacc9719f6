/**
 * `deno task test`: every test, in a few processes side by side. Each process loads the files of its part into one module
 * graph: loading each file by itself takes longer than most tests do. Types are checked by `deno check`, not here.
 *
 * With arguments only these tests, with these options of `deno test`: `deno task test test/codec --filter canonical`.
 * `--unit` leaves out what needs the simulator or another program, and lets no program be started.
 *
 * @module
 */
import { ROOT, testFiles } from "./tests/files.ts";
import { partsOf } from "./tests/parts.ts";

const ENTRY = "scripts/tests/entry.ts";

/** Options of `deno test` whose value is the next argument. */
const TAKES_VALUE = ["--filter", "--reporter", "--junit-path"];

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
  /** Left out, because something that they need is not on this machine. */
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
  await Promise.all([take(child.stdout), take(child.stderr)]);
  const { success } = await child.status;
  const count = (word: string): number =>
    Number([...text.matchAll(new RegExp(`(\\d+) ${word}`, "g"))].at(-1)?.[1] ?? 0);
  const counts = { passed: count("passed"), failed: count("failed"), ignored: count("ignored") };
  return { output, ...counts, good: success };
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

Deno.exit(await run(wish(Deno.args)) ? 0 : 1);
