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

for (const [name, args] of steps) {
  console.error(bold(name));
  const { code, signal } = await new Deno.Command(Deno.execPath(), {
    args,
    stdout: "inherit",
    stderr: "inherit",
  })
    .spawn().status;
  if (code !== 0) {
    // A step that says nothing was ended from outside: its signal tells.
    console.error(red(`${name}: failed (${signal ?? `exit ${code}`})`));
    Deno.exit(1);
  }
}
console.error(green("All of the gate is green."));
