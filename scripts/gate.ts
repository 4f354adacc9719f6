/**
 * `deno task ok`: runs all checks that must pass before a commit, the fastest first. `--static` skips the tests.
 *
 * @module
 */
import { bold, green, red } from "@std/fmt/colors";
import { forEachPooled } from "../lib/base/pool.ts";

type Step = [name: string, args: string[]];

const STATIC: readonly Step[] = [
  ["format", ["fmt", "--check", "--quiet"]],
  ["lint, with layers", ["lint", "--quiet"]],
  ["types", ["check", "--quiet", "."]],
  ["generated files", ["task", "--quiet", "generate", "--check"]],
  ["limits", ["task", "--quiet", "limits", "--check"]],
  ["page", ["task", "--quiet", "web", "--check"]],
  ["changelog", ["task", "--quiet", "changelog", "--check"]],
];
const TESTS: Step = ["tests", ["task", "--quiet", "test"]];

/** Runs a step and shows its output: immediately if it runs alone, otherwise at its end. Returns whether it passed. */
async function passes([name, args]: Step, { alone }: { alone: boolean }): Promise<boolean> {
  if (alone) console.error(bold(name));
  let { code, signal, output } = await run(args, alone);
  if (!alone) console.error(bold(name));
  // If a signal ends the command of a task, the task exits with 128 plus the number of the signal.
  if (code > 128 && code !== 130 && code !== 143) {
    // A signal does not tell anything about the code: a tool crashed, or the machine ran out of memory.
    console.error(red(`${name}: ended by a signal (${signal ?? `exit ${code}`}); running it again`));
    ({ code, signal, output } = await run(args, alone));
  }
  for (const bytes of output) {
    for (let at = 0; at < bytes.length;) at += await Deno.stderr.write(bytes.subarray(at));
  }
  if (code !== 0) console.error(red(`${name}: failed (${signal ?? `exit ${code}`})`));
  return code === 0;
}

async function run(
  args: string[],
  alone: boolean,
): Promise<Deno.CommandStatus & { output: Uint8Array[] }> {
  const streams = alone ? "inherit" : "piped";
  const child = new Deno.Command(Deno.execPath(), { args, stdout: streams, stderr: streams }).spawn();
  if (alone) return { ...await child.status, output: [] };
  const { stdout, stderr, ...status } = await child.output();
  return { ...status, output: [stdout, stderr] };
}

let good = true;
// Concurrently, because most steps use one processor.
await forEachPooled(STATIC, navigator.hardwareConcurrency, async (step) => {
  if (!await passes(step, { alone: false })) good = false;
});
if (good && !Deno.args.includes("--static")) good = await passes(TESTS, { alone: true });
if (!good) Deno.exit(1);
console.error(green("All checks passed."));
