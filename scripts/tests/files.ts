/**
 * The test files of the checkout: found by their name, as `deno test` finds them, and sorted by what they need. Nothing is
 * listed by hand, so a new file can be neither forgotten nor put into the wrong part.
 *
 * @module
 */

/** The checkout. */
export const ROOT: URL = new URL("../../", import.meta.url);

/**
 * What a test file needs: `unit` nothing but its own process, `sim` the simulator, `program` other programs.
 * What it needs is what the files need that it imports, libraries aside.
 */
export type Kind = "unit" | "sim" | "program";

/** A test file, as a path from the checkout's folder on. */
export interface TestFile {
  path: string;
  kind: Kind;
}

/** What `deno test` takes for a test file. */
const TEST_FILE = /(^|[/_.])test\.(ts|tsx|mts|js|mjs|jsx)$/;
const SIMULATOR = "test/sim/sim.ts";
const PROGRAM = /\bDeno\.Command\b|from "node:child_process"|from "playwright-core"/;
const IMPORT = /(?:\bfrom|\bimport|\bimport\.meta\.resolve\(|\bnew URL\()\s*\(?\s*"(\.{1,2}\/[^"]+)"/g;

/** Says which of these paths are test files: the files themselves, and what is in the folders. */
export function testFiles(paths: readonly string[] = ["test/"], root: URL = ROOT): TestFile[] {
  const kinds = new Kinds(root);
  const found = new Set(paths.flatMap((path) => [...below(path, root)]));
  return [...found].sort().map((path) => ({ path, kind: kinds.of(path) }));
}

function* below(path: string, root: URL): Generator<string> {
  if (!Deno.statSync(new URL(path, root)).isDirectory) return yield path;
  const folder = path.replace(/\/?$/, "/");
  for (const { name, isDirectory } of Deno.readDirSync(new URL(folder, root))) {
    if (isDirectory) yield* below(`${folder}${name}/`, root);
    else if (TEST_FILE.test(name)) yield `${folder}${name}`;
  }
}

/** Reads what files import, each file once. */
class Kinds {
  private readonly read = new Map<string, { imports: string[]; program: boolean }>();

  constructor(private readonly root: URL) {}

  of(path: string): Kind {
    const seen = new Set([path]);
    let kind: Kind = "unit";
    for (const one of seen) {
      const { imports, program } = this.contents(one);
      if (program) return "program";
      if (one === SIMULATOR) kind = "sim";
      for (const other of imports) seen.add(other);
    }
    return kind;
  }

  /** What a file needs itself, and the files of `test/` and `scripts/` that it names. */
  private contents(path: string): { imports: string[]; program: boolean } {
    const known = this.read.get(path);
    if (known !== undefined) return known;
    const url = new URL(path, this.root);
    const text = textOf(url);
    const imports = [...text.matchAll(IMPORT)].map(([, target = ""]) => new URL(target, url))
      .filter(({ href }) => href.startsWith(this.root.href))
      .map(({ href }) => href.slice(this.root.href.length))
      .filter((one) => /^(test|scripts)\/.*\.ts$/.test(one));
    const contents = { imports, program: PROGRAM.test(text) };
    this.read.set(path, contents);
    return contents;
  }
}

/** The text of a file; nothing if there is none, as a path in a test's own data may not lead anywhere. */
function textOf(url: URL): string {
  try {
    return Deno.readTextFileSync(url);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}
