/**
 * `deno task compile [--host HOST ...] [--storage HOST ...] [--target T|all] [--dir DIR ...] [--out DIR]`: builds one
 * binary for each system, checks the permissions in it, and writes the manual page and the SHA-256 sums.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { compileArguments, type CompilePlan, compilePlan, TARGETS } from "./compile_plan.ts";
import { copySource, type Source } from "./compile_source.ts";
import { currentManPage } from "./man.ts";
import { readBaked, widerThan } from "./permissions_baked.ts";

const ROOT = new URL("../", import.meta.url).pathname;

/** Builds all targets of a plan into its directory. Returns the lines of `SHA256SUMS`. */
export async function compile(plan: CompilePlan, say: (line: string) => void): Promise<string[]> {
  await Deno.mkdir(plan.out, { recursive: true });
  const out = await Deno.realPath(plan.out);
  await using source = await copySource(ROOT, plan.permissions);
  const sums: string[] = [];
  for (const target of plan.targets) {
    const name = TARGETS[target] ?? target;
    await build(plan, source, { target, output: `${out}/${name}` });
    const bytes = await Deno.readFile(`${out}/${name}`);
    const problems = widerThan(plan.permissions, readBaked(bytes));
    if (problems.length > 0) {
      await Deno.remove(`${out}/${name}`);
      throw new Error(
        `Cannot keep ${name}: its permissions exceed the declared ones. ${problems.join(". ")}`,
      );
    }
    sums.push(sumLine(bytes, name));
    say(`${name}  ${(bytes.length / 1e6).toFixed(0)} MB, commit ${source.commit ?? "unknown"}`);
  }
  const page = new TextEncoder().encode(await currentManPage());
  await Deno.writeFile(`${out}/lookervault.1`, page);
  sums.push(sumLine(page, "lookervault.1"));
  await Deno.writeTextFile(`${out}/SHA256SUMS`, sums.map((line) => `${line}\n`).join(""));
  return sums;
}

function sumLine(bytes: Uint8Array, name: string): string {
  return `${createHash("sha256").update(bytes).digest("hex")}  ${name}`;
}

async function build(
  { permissions }: CompilePlan,
  { dir }: Source,
  { target, output }: { target: string; output: string },
): Promise<void> {
  const args = compileArguments(permissions, { target, output, entry: "main.ts" });
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args,
    cwd: dir,
    env: { NO_COLOR: "1" },
    stdout: "null",
  }).output();
  if (success) return;
  const text = new TextDecoder().decode(stderr).replace(/\n+Stack backtrace:[^]*$/, "").trim();
  throw new Error(`Cannot build for ${target}: ${text.slice(-2000)}`);
}

if (import.meta.main) {
  try {
    const plan = compilePlan(Deno.args, {
      target: Deno.build.target,
      home: Deno.env.get("HOME") ?? Deno.env.get("USERPROFILE"),
    });
    const { net, paths } = plan.permissions;
    console.error(`network  ${net.join(", ")}\nfiles    ${paths.join(", ")}`);
    await compile(plan, (line) => console.error(line));
    console.error(`sums     ${plan.out}/SHA256SUMS`);
  } catch (error) {
    console.error(`error: ${error instanceof Error ? error.message : error}`);
    Deno.exit(1);
  }
}
