/**
 * `deno task ok`: everything that must hold before a commit, in the order of cheapness. `--static` leaves the tests out.
 *
 * @module
 */
import { bold, green, red } from "@std/fmt/colors";

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
const steps: readonly Step[] = Deno.args.includes("--static")
  ? STATIC
  : [...STATIC, ["tests", ["task", "--quiet", "test"]] satisfies Step];

/** Why a step failed, and whether a signal ended it that nobody at the terminal sent. */
interface Failure {
  why: string;
  crashed: boolean;
}

/** Runs a step; `null` when all is well. */
async function failure(args: string[]): Promise<Failure | null> {
  const { code, signal } = await new Deno.Command(Deno.execPath(), {
    args,
    stdout: "inherit",
    stderr: "inherit",
  }).spawn().status;
  if (code === 0) return null;
  // A task ends with 128 and the number of the signal that ended what it ran.
  return { why: signal ?? `exit ${code}`, crashed: code > 128 && ![130, 143].includes(code) };
}

for (const [name, args] of steps) {
  console.error(bold(name));
  let failed = await failure(args);
  if (failed?.crashed) {
    // That says nothing of what was checked: a tool crashed, or the machine ran out of memory.
    console.error(red(`${name}: ended by a signal (${failed.why}); once more`));
    failed = await failure(args);
  }
  if (failed !== null) {
    console.error(red(`${name}: failed (${failed.why})`));
    Deno.exit(1);
  }
}
console.error(green("All of the gate is green."));
