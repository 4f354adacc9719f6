/**
 * `deno task mutants`: removes the guards of `scripts/mutants/table.ts` from a copy of the code, one at a time, and
 * runs the test that must fail for each. A guard whose test still passes has survived: no test would detect its loss.
 *
 * @module
 */
import { bold, green, red } from "@std/fmt/colors";
import { type Mutant, MUTANTS } from "./mutants/table.ts";

const ROOT = new URL("../", import.meta.url);

/** The maximum duration of a test in milliseconds. A longer test is ended. */
const LONGEST = 300_000;

/** The result for a guard. */
type Fate = "killed" | "survived" | "broken";

/** Copies the files that git knows, with their uncommitted changes. */
async function copyTree(to: string): Promise<void> {
  const listed = await new Deno.Command("git", {
    args: ["ls-files", "-z", "--cached", "--others", "--exclude-standard"],
    cwd: ROOT,
  }).output();
  if (!listed.success) throw new Error("Cannot list the files of the checkout: git failed");
  for (const name of new TextDecoder().decode(listed.stdout).split("\0").filter((one) => one !== "")) {
    const target = `${to}/${name}`;
    await Deno.mkdir(target.slice(0, target.lastIndexOf("/")), { recursive: true });
    // git also lists a file that was deleted without a commit.
    await Deno.copyFile(new URL(name, ROOT), target).catch((error) => {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    });
  }
}

/** Runs one test in a tree. Returns whether it passed, and its output. */
async function passes(
  tree: string,
  { file, name }: Mutant["test"],
): Promise<{ passed: boolean; text: string }> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["test", "-A", "--quiet", "--no-check", file, "--filter", name],
    cwd: tree,
    env: { NO_COLOR: "1" },
    stdin: "null",
    // A test that never ends proves nothing.
    signal: AbortSignal.timeout(LONGEST),
  }).output();
  const text = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  const ran = /(\d+) passed/.exec(text)?.[1] ?? "0";
  if (success && ran === "0") throw new Error(`${file} has no test with the name "${name}"`);
  return { passed: success, text };
}

async function judge(tree: string, mutant: Mutant): Promise<Fate> {
  const path = `${tree}/${mutant.file}`, code = await Deno.readTextFile(path);
  if (code.split(mutant.find).length !== 2) return "broken";
  await Deno.writeTextFile(path, code.replace(mutant.find, () => mutant.replace));
  try {
    const { passed, text } = await passes(tree, mutant.test);
    // A test that fails because its modules do not load proves nothing.
    if (!passed && !/\d+ passed|\d+ failed/.test(text)) return "broken";
    return passed ? "survived" : "killed";
  } finally {
    await Deno.writeTextFile(path, code);
  }
}

const chosen = Deno.args.length === 0 ? MUTANTS : MUTANTS.filter(({ id }) => Deno.args.includes(id));
const tree = await Deno.makeTempDir({ prefix: "mutants-" });
let good = chosen.length > 0;
try {
  await copyTree(tree);
  for (const mutant of chosen) {
    const { test, id, broken } = mutant;
    const before = await passes(tree, test);
    const fate = before.passed ? await judge(tree, mutant) : "broken";
    if (fate !== "killed") good = false;
    const word = fate === "killed" ? green(fate) : red(bold(fate));
    console.log(`${word} ${id} ${broken}\n       by ${test.file}: ${test.name}`);
  }
} finally {
  await Deno.remove(tree, { recursive: true });
}
console.log(`\n${chosen.length} guards, ${good ? "0 survivors" : "not all of them are covered by a test"}`);
Deno.exit(good ? 0 : 1);
