import { assertEquals, assertThrows } from "@std/assert";
import { type TestFile, testFiles } from "../../scripts/tests/files.ts";
import { partsOf } from "../../scripts/tests/parts.ts";

/** A checkout with these files. */
function checkout(files: Readonly<Record<string, string>>): { root: URL } & Disposable {
  const dir = Deno.makeTempDirSync();
  for (const [path, text] of Object.entries(files)) {
    Deno.mkdirSync(`${dir}/${path.split("/").slice(0, -1).join("/")}`, { recursive: true });
    Deno.writeTextFileSync(`${dir}/${path}`, text);
  }
  return {
    root: new URL(`file://${dir}/`),
    [Symbol.dispose]: () => Deno.removeSync(dir, { recursive: true }),
  };
}

// Put together, because the words would make a test of programs of this file too.
const STARTS = `new Deno.${"Command"}("true");`;

Deno.test("testFiles() finds each file that deno test would find, and no other", () => {
  using here = checkout({
    "test/a/one_test.ts": "",
    "test/a/b/two_test.ts": "",
    "test/a/two.test.js": "",
    "test/test.ts": "",
    "test/a/latest.ts": "",
    "test/a/_test_of.ts": "",
    "test/a/one_test.md": "",
    "lib/other_test.ts": "",
  });
  const paths = (asked?: string[]): string[] => testFiles(asked, here.root).map(({ path }) => path);
  assertEquals(paths(), ["test/a/b/two_test.ts", "test/a/one_test.ts", "test/a/two.test.js", "test/test.ts"]);
  assertEquals(paths(["test/a/b", "test/a/b/two_test.ts"]), ["test/a/b/two_test.ts"]);
  assertEquals(paths(["test/a/b/", "test/test.ts"]), ["test/a/b/two_test.ts", "test/test.ts"]);
  assertThrows(() => paths(["test/c"]), Deno.errors.NotFound);
});

Deno.test("testFiles() says of each file what it needs, also where another asks for it", () => {
  using here = checkout({
    "test/plain_test.ts": `import "./_own.ts"; import "../lib/x.ts"; const text = 'import "./missing.ts"';`,
    "test/_own.ts": `export * from "./_other.ts";`,
    "test/_other.ts": `import "./_own.ts";`,
    "test/sim_test.ts": `import { startSim } from "./sim/mod.ts";`,
    "test/sim/mod.ts": `export { startSim } from "./sim.ts";`,
    "test/sim/sim.ts": "",
    "test/lazy_test.ts": `const { startSim } = await import("./sim/mod.ts");`,
    "test/run_test.ts": `import { startSim } from "./sim/mod.ts"; import { run } from "./_run.ts";`,
    "test/_run.ts": STARTS,
    "test/script_test.ts": `import "../scripts/build.ts";`,
    "scripts/build.ts": STARTS,
    "test/node_test.ts": `import { spawn } from "node:child_process";`,
    "lib/x.ts": "",
  });
  const kinds = Object.fromEntries(testFiles(undefined, here.root).map(({ path, kind }) => [path, kind]));
  assertEquals(kinds, {
    "test/lazy_test.ts": "sim",
    "test/node_test.ts": "program",
    "test/plain_test.ts": "unit",
    "test/run_test.ts": "program",
    "test/script_test.ts": "program",
    "test/sim_test.ts": "sim",
  });
});

Deno.test("partsOf() puts each file into one part, neighbors of a kind together, what takes longest first", () => {
  const files: TestFile[] = Array.from({ length: 200 }, (_, at) => ({
    path: `${at}`,
    kind: (["unit", "sim", "program"] as const)[at % 3] ?? "unit",
  }));
  const parts = partsOf(files, {});
  assertEquals(parts.flat().toSorted(), files.map(({ path }) => path).toSorted());
  assertEquals(parts.length > 4 && parts.every((part) => part.length > 0), true);
  assertEquals(parts.at(-1)?.every((path) => Number(path) % 3 !== 2), true);
  const [longest, ...others] = partsOf(files, { "4": 90, "5": 14 });
  assertEquals(longest, ["4"]);
  assertEquals(others.find((part) => part.includes("5")), ["2", "5", "8"]);
  assertEquals(partsOf([], {}), []);
});
