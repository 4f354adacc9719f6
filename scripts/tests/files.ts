/**
 * The test files of the checkout, found by name as `deno test` does, and sorted by what they need. There is no list to
 * maintain, so a new file cannot be forgotten or put into the wrong part.
 *
 * @module
 */

/** The root of the checkout. */
export const ROOT: URL = new URL("../../", import.meta.url);

/**
 * The needs of a test file: `unit` only its own process, `sim` the simulator, `program` other programs. A file also
 * needs what its imports need, except libraries.
 */
export type Kind = "unit" | "sim" | "program";

/** A test file, with its path from the root of the checkout. */
export interface TestFile {
  path: string;
  kind: Kind;
}

/** The names that `deno test` treats as test files. */
const TEST_FILE = /(^|[/_.])test\.(ts|tsx|mts|js|mjs|jsx)$/;
const SIMULATOR = "test/sim/sim.ts";
const PROGRAM = /\bDeno\.Command\b|from "node:child_process"|from "playwright-core"/;
const IMPORT = /(?:\bfrom|\bimport|\bimport\.meta\.resolve\(|\bnew URL\()\s*\(?\s*"(\.{1,2}\/[^"]+)"/g;

/** Returns the test files in `paths`: the files themselves, and the files in folders. */
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

/** Determines the needs of files. Each file is read one time. */
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

  /** Returns whether a file itself needs a program, and the files of `test/` and `scripts/` that it names. */
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

/** Returns the text of a file; an empty text if there is none, because a path in a test's data may not exist. */
function textOf(url: URL): string {
  try {
    return Deno.readTextFileSync(url);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}
