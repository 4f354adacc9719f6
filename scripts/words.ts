/**
 * `deno task words [SET|PATH...]`: lists forbidden phrases in sets, files or folders; without arguments in all texts.
 * `--count` only counts them, by set and by phrase. Exits with 1 if there are any.
 *
 * @module
 */
import { SET_NAMES, type SetName, textsOf } from "./texts/sources.ts";
import { type Hit, hitLine, hitsIn } from "./words/search.ts";

const asked = Deno.args.filter((arg) => !arg.startsWith("-"));
const sets = asked.filter((arg): arg is SetName => SET_NAMES.some((name) => name === arg));
const paths = asked.filter((arg) => !sets.includes(arg as SetName)).map((path) => path.replace(/^\.\//, ""));
const unknown = paths.filter((path) => !exists(path));
if (unknown.length > 0) {
  console.error(
    `Cannot use ${unknown.join(", ")}: neither a file nor a set. The sets are ${SET_NAMES.join(", ")}.`,
  );
  Deno.exit(2);
}

let total = 0;
for (const name of sets.length > 0 && paths.length === 0 ? sets : SET_NAMES) {
  const hits = hitsIn(textsOf(name)).filter(({ file }) =>
    paths.length === 0 || sets.includes(name) || paths.some((path) => file.startsWith(path))
  );
  if (hits.length > 0 || sets.includes(name)) show(name, hits);
  total += hits.length;
}
console.log(total === 0 ? "No forbidden phrases." : `${total} forbidden phrases.`);
Deno.exitCode = total === 0 ? 0 : 1;

function show(name: string, hits: readonly Hit[]): void {
  console.log(`\n${name}: ${hits.length}`);
  if (Deno.args.includes("--count")) {
    const counts = Map.groupBy(hits, ({ found }) => found.toLowerCase());
    for (const [phrase, all] of [...counts].sort(([, a], [, b]) => b.length - a.length)) {
      console.log(`${String(all.length).padStart(5)}  ${phrase}`);
    }
  } else for (const hit of hits) console.log(hitLine(hit));
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile || Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}
