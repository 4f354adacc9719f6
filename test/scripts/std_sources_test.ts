/**
 * `deno-std` on npm is a private republication of Deno's `@std`. The lock file pins the package; this pins the few modules of
 * it that are used, with all they import: a new version is looked at, module by module, before its hashes are written here.
 */
import { assertEquals } from "@std/assert";
import { createHash } from "node:crypto";

const ROOT = new URL("../../", import.meta.url);
const VERSION = "1.4.0";

/** SHA-256 of each entry with the modules that it imports, by {@linkcode digestOf}. */
const HASHES: Readonly<Record<string, string>> = {
  "assert/mod.js": "33 a549e526e9b49adfd9e00da27c1e66faca7e27546046bf46bde3389b5bcea801",
  "async/delay.js": "1 d3c86b26b6416eac6ba1f80136214eba56d76dee5664b43a6ffbe01eb101d86a",
  "async/retry.js": "3 3921c323cde503a05de4cdc76da2183edb57c2b30abd25da34605d0e0cae1ddd",
  "cli/parse_args.js": "1 5ebdd0506394f3a8c12506577dcf61f29d7d5bed21b1a6c1c4860ccc2ad67909",
  "csv/parse.js": "3 6623f31af2970de4ebd6d96a41a9f70d8f25db8d48641a3a960292c5ecdeaa48",
  "csv/stringify.js": "1 1ba4e86ca2e5b79e2ae26755bb36c36b8217fd0bd2b1ab7f06303e82651457b2",
  "fmt/colors.js": "1 559d809c26f555d5b6c0160319f590ff85e8d634bb3754af3669a5fd7fcc6cd4",
  "text/levenshtein_distance.js": "1 b58ec4f82ab63be315ae4b27cc1b92c6ab8860b98a567f3840905d9b0739e48b",
  "yaml/parse.js": "21 4a815d00eef356b317eef675e0b042defa5984807edbb726cf528b68b0a0ab6b",
  "yaml/stringify.js": "20 8c0ed06314ff88ffc5eb63cf876fa302cfce2d6e3372c402d46bb755551ffb7f",
};

function entries(): string[] {
  const found = [...Deno.readDirSync(new URL("lib/deps/", ROOT))].flatMap(({ name }) => {
    const text = Deno.readTextFileSync(new URL(`lib/deps/${name}`, ROOT));
    return [...text.matchAll(/"deno-std\/([^"]+)"/g)].map(([, path = ""]) => path);
  });
  return [...new Set(found)].sort();
}

/** A module and all that it imports: texts by place. */
function modulesOf(directory: string, entry: string): Map<string, string> {
  const files = new Map<string, string>(), todo = [new URL(entry, directory)];
  for (let url = todo.pop(); url !== undefined; url = todo.pop()) {
    const place = url.href.slice(directory.length);
    if (files.has(place)) continue;
    const text = Deno.readTextFileSync(url);
    files.set(place, text);
    for (const [, specifier = ""] of text.matchAll(/^\s*(?:import|export)\b[^"';]*["'](\.[^"']+)["']/gm)) {
      todo.push(new URL(specifier, url));
    }
  }
  return files;
}

/** A hash over these: of each file's place and text, sorted by the place. */
function digestOf(files: ReadonlyMap<string, string>): string {
  const hash = createHash("sha256");
  for (const [place, text] of [...files].sort(([a], [b]) => a < b ? -1 : 1)) {
    hash.update(`${place}\n${text}\n`);
  }
  return `${files.size} ${hash.digest("hex")}`;
}

/** Where the package lies. */
async function packageDirectory(): Promise<string> {
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"], cwd: ROOT })
    .output();
  const { npmCache } = JSON.parse(new TextDecoder().decode(stdout));
  return `file://${npmCache}/registry.npmjs.org/deno-std/${VERSION}/`;
}

/** What code reaches the world by. */
const REACH =
  /\b(?:Deno\??\.(\w+)|fetch\s*\(|process\s*[.[]|eval\s*\(|import\s*\(|Function\s*\(|require\s*\(|WebSocket|XMLHttpRequest)/g;

Deno.test("what the program uses of deno-std reaches no file, host, process or setting", async () => {
  const directory = await packageDirectory(), found = new Set<string>();
  for (const entry of entries().filter((one) => !one.startsWith("assert/"))) {
    for (const [place, text] of modulesOf(directory, entry)) {
      const code = text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, "");
      for (const [what] of code.matchAll(REACH)) found.add(`${place} ${what}`);
    }
  }
  assertEquals([...found].sort(), [
    "async/delay.js Deno.unrefTimer",
    "fmt/colors.js Deno.noColor",
    "fmt/colors.js Deno?.noColor",
  ]);
});

Deno.test("each module of deno-std that is used is the one that was looked at", async () => {
  const directory = await packageDirectory();
  const found = Object.fromEntries(entries().map((entry) => [entry, digestOf(modulesOf(directory, entry))]));
  assertEquals(found, HASHES);
});

Deno.test("the import map and the lock file name that version of deno-std and no other", () => {
  for (const file of ["deno.json", "deno.lock"]) {
    const versions = Deno.readTextFileSync(new URL(file, ROOT)).match(/deno-std@[0-9.]+/g) ?? [];
    assertEquals([...new Set(versions)], [`deno-std@${VERSION}`], file);
  }
});
