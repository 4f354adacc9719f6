import { assertEquals } from "@std/assert";
import plugin, { Circles, importProblem, LAYERS } from "../../scripts/lint_layers.ts";

const problem = (file: string, specifier: string): string | null =>
  importProblem(`/work/app/${file}`, specifier, "/work/app/");

Deno.test("a layer imports what the table gives it, and nothing else", () => {
  for (const [own, allowed] of Object.entries(LAYERS)) {
    for (const other of Object.keys(LAYERS)) {
      const found = problem(`lib/${own}/a.ts`, `../${other}/b.ts`);
      const expected = own === other || allowed.includes(other)
        ? null
        : `lib/${own}/ does not import lib/${other}/`;
      assertEquals(found, expected);
    }
  }
});

Deno.test("the table of layers has no circle", () => {
  const above = (layer: string, seen: readonly string[]): void => {
    assertEquals(seen.includes(layer), false, [...seen, layer].join(" > "));
    for (const lower of LAYERS[layer] ?? []) above(lower, [...seen, layer]);
  };
  for (const layer of Object.keys(LAYERS)) above(layer, []);
});

const TABLE: [file: string, specifier: string, says: string | null][] = [
  ["lib/vault/open.ts", "node:sqlite", null],
  ["lib/inspect/list.ts", "node:sqlite", "Only lib/vault/ imports node:sqlite"],
  ["test/vault/open_test.ts", "node:sqlite", null],
  ["lib/extract/capture/looks.ts", "../run.ts", null],
  ["lib/extract/capture/looks.ts", "../../vault/vault.ts", null],
  ["lib/extract/capture/looks.ts", "../../term/table.ts", "lib/extract/ does not import lib/term/"],
  ["lib/cli/commands/list_command.ts", "../../inspect/_private.ts", "_private.ts is private to lib/inspect/"],
  ["lib/inspect/list.ts", "./_private.ts", null],
  ["lib/vault/open.ts", "../../test/sim/mod.ts", "lib/ does not import ../../test/sim/mod.ts"],
  ["lib/base/io.ts", "@std/async", null],
  ["lib/strange/a.ts", "../base/io.ts", "lib/strange/ is not in the table of layers"],
  ["lib/web/page/app.ts", "../model/time.ts", null],
  ["lib/web/page/app.ts", "./rail.ts", null],
  ["lib/web/page/app.ts", "preact", null],
  ["lib/web/page/app.ts", "../shell.ts", "lib/web/page/ does not import lib/web/shell.ts"],
  [
    "lib/web/page/app.ts",
    "../../base/io.ts",
    "lib/web/page/ runs in a browser and does not import lib/base/",
  ],
  ["lib/web/shell.ts", "./page/app.ts", "lib/web/page/ runs in a browser: no other file imports it"],
  ["lib/web/shell.ts", "./data/head.ts", null],
  ["scripts/gate.ts", "../lib/vault/open.ts", null],
  ["main.ts", "./lib/cli/start.ts", null],
];

for (const [file, specifier, says] of TABLE) {
  Deno.test(`${file} ${says === null ? "may" : "may not"} import ${specifier}`, () => {
    assertEquals(problem(file, specifier), says);
    // Neither a checkout below a folder called lib nor one on Windows changes anything.
    assertEquals(importProblem(`/usr/lib/vault/${file}`, specifier, "/usr/lib/vault/"), says);
    assertEquals(
      importProblem(`C:\\lib\\app\\${file.replaceAll("/", "\\")}`, specifier, "C:/lib/app/"),
      says,
    );
  });
}

Deno.test("a circle of imports is found, with the shortest way round, however the imports are written", () => {
  const files: Record<string, string> = {
    "lib/a/one.ts": 'import type { Two } from "../b/two.ts";',
    "lib/b/two.ts": 'export * from "./three.ts";\nimport "../c/far.ts";',
    "lib/b/three.ts": 'const one = await import("../a/one.ts");',
    "lib/c/far.ts": 'import { three } from "../b/three.ts";',
    "lib/c/free.ts": 'import { one } from "../a/one.ts";',
  };
  const circles = new Circles((path) => files[path] ?? null);
  const round = ["lib/a/one.ts", "lib/b/two.ts", "lib/b/three.ts", "lib/a/one.ts"];
  assertEquals(circles.through("lib/a/one.ts", "lib/b/two.ts"), round);
  assertEquals(circles.through("lib/c/far.ts", "lib/b/three.ts")?.[0], "lib/c/far.ts");
  assertEquals(circles.through("lib/c/free.ts", "lib/a/one.ts"), null);
});

/** Messages of the plugin for a source text. */
function lint(file: string, source: string): string[] {
  return Deno.lint.runPlugin(plugin, new URL(`../../${file}`, import.meta.url).pathname, source).map((
    { id, message },
  ) => `${id}: ${message}`);
}

Deno.test("every way to import is looked at", () => {
  const message = "layers/imports: lib/codec/ does not import lib/vault/";
  for (
    const source of [
      `import { a } from "../vault/a.ts";`,
      `import type { A } from "../vault/a.ts";`,
      `import "../vault/a.ts";`,
      `export { a } from "../vault/a.ts";`,
      `export * from "../vault/a.ts";`,
      `const a = await import("../vault/a.ts");`,
    ]
  ) assertEquals(lint("lib/codec/a.ts", source), [message], source);
  assertEquals(lint("lib/codec/a.ts", `export const a = "../vault/a.ts"; const b = await import(a);`), []);
});

const WORLD: [source: string, name: string | null][] = [
  ["Deno.env.get('X')", "Deno.env"],
  ["Deno.exit(1)", "Deno.exit"],
  ["Date.now()", "Date.now"],
  ["performance.now()", "performance.now"],
  ["console.log(1)", "console.log"],
  ["AbortSignal.timeout(5)", "AbortSignal.timeout"],
  ["setTimeout(() => {}, 5)", "setTimeout"],
  ["setInterval(() => {}, 5)", "setInterval"],
  ["new Date()", "new Date()"],
  ["new Date(0)", null],
  ["Date.parse('x')", null],
  ["clock.setTimeout(5)", null],
  ["Deno.pid", null],
];

for (const [source, name] of WORLD) {
  Deno.test(`lib ${name === null ? "may" : "may not"} write ${source}, lib/base, main.ts and scripts may`, () => {
    const found = lint("lib/http/a.ts", source);
    assertEquals(
      found.map((text) => text.startsWith(`layers/world: ${name} may be used only in lib/base/`)),
      name === null ? [] : [true],
    );
    for (const file of ["lib/base/clock.ts", "main.ts", "scripts/a.ts"]) assertEquals(lint(file, source), []);
  });
}

Deno.test("only connect.ts has more of node:sqlite than its types", () => {
  const source = 'import { DatabaseSync } from "node:sqlite"; new DatabaseSync("v.db");';
  assertEquals(lint("lib/vault/open.ts", source).length, 1);
  assertEquals(lint("lib/vault/connect.ts", source), []);
  assertEquals(lint("test/vault/open_test.ts", source), []);
  assertEquals(lint("lib/vault/open.ts", 'import type { DatabaseSync } from "node:sqlite";'), []);
});

Deno.test("the plugin names a circle of files as they are on disk, types and dynamic imports included", () => {
  const message = "layers/imports: Circular import: lib/base/errors.ts > lib/base/io.ts > lib/base/errors.ts";
  for (
    const source of [
      'import type { Io } from "./io.ts";',
      'export * from "./io.ts";',
      'const io = await import("./io.ts");',
    ]
  ) assertEquals(lint("lib/base/errors.ts", source), [message], source);
  assertEquals(lint("lib/base/io.ts", 'import { InterruptedError } from "./errors.ts";'), []);
});
