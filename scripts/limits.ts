/**
 * `deno task limits`: writes the tables of `docs/limits.md` and `docs/operations.md`; `--check` only compares.
 *
 * @module
 */
import { limitsTables, operationRows, withTables } from "./limits_tables.ts";

const ROOT = new URL("../", import.meta.url);
const PAGES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "docs/limits.md": limitsTables(),
  "docs/operations.md": { all: operationRows() },
};

for (const [path, tables] of Object.entries(PAGES)) {
  const page = new URL(path, ROOT), before = Deno.readTextFileSync(page);
  const after = await formatted(withTables(before, tables));
  if (before === after) continue;
  if (Deno.args.includes("--check")) {
    console.error(`Cannot accept ${path}: its tables differ from the code. Run deno task limits.`);
    Deno.exitCode = 1;
  } else Deno.writeTextFileSync(page, after);
}

async function formatted(text: string): Promise<string> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--quiet", "--ext=md", "-"],
    cwd: ROOT,
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(text));
  await writer.close();
  const { success, stdout } = await child.output();
  if (!success) throw new Error("Cannot format the page: deno fmt failed");
  return new TextDecoder().decode(stdout);
}
