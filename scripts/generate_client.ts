/**
 * `deno task generate [--spec FILE|URL] [--check]`: with `--spec`, reads a Looker OpenAPI document and rewrites
 * `specs/looker-4.0.json`. In any case, writes `lib/looker/api_types.ts`, `api_operations.ts`, `api_writable.ts` and
 * `api_known.ts` from that file. `--check` writes nothing and exits with 1 if a generated file differs.
 *
 * @module
 */
import { parseArgs } from "@std/cli";
import { extractFacts, type Facts, formatFacts } from "./generate/facts.ts";
import { READ_OPERATIONS, WRITE_OPERATIONS } from "./generate/operations.ts";
import { apiKnown } from "./generate/known.ts";
import { apiOperations, apiTypes } from "./generate/types.ts";
import { apiWritable } from "./generate/writable.ts";

const root = new URL("../", import.meta.url);
const FACTS = new URL("specs/looker-4.0.json", root);

const flags = parseArgs(Deno.args, { string: ["spec"], boolean: ["check"] });

if (flags.spec !== undefined && flags.spec !== "") {
  const text = /^https?:/.test(flags.spec)
    ? await (await fetch(flags.spec)).text()
    : await Deno.readTextFile(flags.spec);
  const facts = extractFacts(JSON.parse(text), [...READ_OPERATIONS, ...WRITE_OPERATIONS]);
  await Deno.writeTextFile(FACTS, formatFacts(facts));
}

const facts: Facts = JSON.parse(await Deno.readTextFile(FACTS));
const generated: [string, string][] = [
  ["lib/looker/api_types.ts", await apiTypes(facts)],
  ["lib/looker/api_operations.ts", await formatted(apiOperations(facts))],
  ["lib/looker/api_writable.ts", await formatted(apiWritable(facts))],
  ["lib/looker/api_known.ts", await formatted(apiKnown(facts))],
];
for (const [path, text] of generated) {
  const url = new URL(path, root);
  if (!flags.check) {
    await Deno.writeTextFile(url, text);
  } else if (await Deno.readTextFile(url) !== text) {
    console.error(`Cannot accept ${path}: it differs from specs/looker-4.0.json. Run deno task generate.`);
    Deno.exitCode = 1;
  }
}

async function formatted(text: string): Promise<string> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--quiet", "--ext=ts", "-"],
    cwd: root,
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(text));
  await writer.close();
  const { success, stdout } = await child.output();
  if (!success) throw new Error("Cannot format the generated module: deno fmt failed");
  return new TextDecoder().decode(stdout);
}
