import { assert, assertEquals } from "@std/assert";
import facts from "../../specs/looker-4.0.json" with { type: "json" };
import { API_OPERATIONS } from "../../lib/looker/api_operations.ts";
import { operationTable } from "../../lib/looker/operations/table.ts";

const ROOT = new URL("../../", import.meta.url);

/** Where names of operations are words, or where they are told of: no calls. */
const WORDS = /^lib\/looker\/(api_\w+|secrets|operations\/\w+|registry\/reach)\.ts$/;

/** Names that say what is done with what: nothing else is called so. The others are words of every day. */
const TELLING = /^(all|search|get|create|update|delete|set|add|run|move|copy|follow|unfollow|register)_/;

/** Where a name of every day is an operation's: sent by a client, or told to what sends it. */
const CALLED = String.raw`\.(?:get|list|call|visit|write|send|patch|document)\(\s*|` +
  String
    .raw`\b(?:operation|get|create|update|remove|namesById)\??:\s*(?:\[\s*)?|\breader, |\b(?:PROBE|OPERATION) = |` +
  String.raw`\breadPart\(tracker, \{ id, operation: |_(?:filters|elements|layouts): \[[^\]]*`;

function* files(folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(new URL(folder, ROOT))) {
    if (isDirectory) yield* files(`${folder}${name}/`);
    else if (name.endsWith(".ts")) yield `${folder}${name}`;
  }
}

/** The operations that a text of code calls, comments and the table itself aside. */
function calledBy(code: string): Set<string> {
  const bare = code.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "").replace(
    /^ {2}reach: \{[\s\S]*?^ {2}\},$/m,
    "",
  );
  const telling = [...bare.matchAll(/"(\w+)"/g)].map(([, name = ""]) => name).filter((name) =>
    TELLING.test(name)
  );
  const called = [...bare.matchAll(new RegExp(`(?:${CALLED})"(\\w+)"`, "g"))].map(([, name = ""]) => name);
  return new Set([...telling, ...called].filter((name) => Object.hasOwn(API_OPERATIONS, name)));
}

function allCalled(): Set<string> {
  const found = new Set<string>();
  for (const file of files("lib/")) {
    if (WORDS.test(file)) continue;
    for (const name of calledBy(Deno.readTextFileSync(new URL(file, ROOT)))) found.add(name);
  }
  return found;
}

/** The operations that the table says something is done with. */
function used(): Set<string> {
  return new Set(
    [...operationTable()].filter(([, { why }]) => why === null || why === "around").map(([name]) => name),
  );
}

const sorted = (names: Iterable<string>): string[] => [...names].sort();

Deno.test("the table of operations has every operation of the spec once, and no other", () => {
  const table = operationTable();
  assertEquals(sorted(table.keys()), sorted(facts.known.operations));
  assert(table.size > 480);
});

Deno.test("what the table says is used, the code calls; what the code calls, the table says is used", () => {
  assertEquals(sorted(allCalled()), sorted(used()));
});

Deno.test("what gives or changes the same as another operation is used itself", () => {
  const uses = used();
  for (const [name, { why, by, text }] of operationTable()) {
    assertEquals(by.length > 0, why === "covered" || why === "other_way", name);
    assertEquals(by.filter((other) => !uses.has(other)), [], name);
    assert(why === null || (text?.endsWith(".") ?? false), name);
  }
});

Deno.test("calledBy() finds calls in all their forms, and passes over words", () => {
  const CASES: [string, string[]][] = [
    ['client.get("look", {})', ["look"]],
    ['await context.client.call(\n    "role_users", {', ["role_users"]],
    ['crud(basics, { get: "board", remove: "delete_board" })', ["board", "delete_board"]],
    ['listing: { operation: "all_users" }', ["all_users"]],
    ['body.get("name") === "folder"', []],
    ['// "all_looks"\n/** "look" */ const a = "user";', []],
    ['  reach: {\n    backup: "all_looks",\n  },', []],
  ];
  for (const [code, names] of CASES) assertEquals(sorted(calledBy(code)), names, code);
});
