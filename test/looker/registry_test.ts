import { assertEquals } from "@std/assert";
import { CONTENT_TYPES } from "../../lib/looker/content_type_names.ts";
import { FOLDER, GROUP, PERSON, referredType, REGISTRY, typesWith } from "../../lib/looker/content_types.ts";

const ROOT = new URL("../../", import.meta.url);

/**
 * Where a content type may be named: what is known of Looker, the code of one type, and what people read, such as the page
 * in a browser, which has words and drawings of its own for a type.
 */
const ROOMS = /^lib\/(looker|extract\/capture|handlers|term|web\/page|web\/model)\//;

/** Words for people, and what only looks like a type. */
const WORDS: Readonly<Record<string, string>> = {
  "lib/cli/diff_request.ts": "a property of requests",
  "lib/compare/compare_vaults.ts": "a property of requests",
  "lib/inspect/diff.ts": "a property of requests",
  "lib/cli/commands/info_command.ts": "the heading of a line",
  "lib/cli/commands/restore/name_map.ts": "properties of rules",
  "lib/inspect/search/broken.ts": "a count of a report",
  "lib/inspect/search/owner_list.ts": "parts of a person",
  "lib/inspect/search/describe.ts": "a property of models",
  "lib/live/diff/part_rules.ts": "what an entry of a list is called",
  "lib/cli/lost_content.ts": "what every instance in use has",
  "lib/extract/options.ts": "`folders` is a mode of sessions",
};

const KEYS = CONTENT_TYPES.filter((type) =>
  !["folders", "users", "groups", "roles", "projects", "connections", "settings"].includes(type)
);
const QUOTED = new RegExp(`"(?:${CONTENT_TYPES.join("|")})"`, "g");
const KEY = new RegExp(`^\\s*(?:${KEYS.join("|")}):`, "gm");

/** Content types that a text of code names, comments aside. */
function named(code: string): string[] {
  const bare = code.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
  return [...bare.matchAll(QUOTED), ...bare.matchAll(KEY)].map(([text]) => text.trim());
}

function* files(folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(new URL(folder, ROOT))) {
    if (isDirectory) yield* files(`${folder}${name}/`);
    else if (name.endsWith(".ts")) yield `${folder}${name}`;
  }
}

Deno.test("no code names a content type but the registry, captures, handlers and words for people", () => {
  const found: Record<string, string[]> = {};
  for (const file of files("lib/")) {
    if (ROOMS.test(file) || WORDS[file] !== undefined) continue;
    const types = named(Deno.readTextFileSync(new URL(file, ROOT)));
    if (types.length > 0) found[file] = types;
  }
  assertEquals(found, {});
});

Deno.test("named() finds types as texts and as keys of tables, and passes over comments", () => {
  assertEquals(named('const a = "looks"; // "boards"'), ['"looks"', '"boards"']);
  assertEquals(named('/** Of "looks". */\n// alerts: none\nconst a = 1;'), []);
  assertEquals(named("const TABLE = {\n  scheduled_plans: 1,\n};"), ["scheduled_plans:"]);
});

Deno.test("words for people still stand where the table says", () => {
  for (const file of Object.keys(WORDS)) {
    assertEquals(named(Deno.readTextFileSync(new URL(file, ROOT))).length > 0, true, file);
  }
});

Deno.test("each property of the registry refers to one type", () => {
  const all = CONTENT_TYPES.flatMap((type) => REGISTRY[type].referredBy ?? []);
  assertEquals(all.length, new Set(all).size);
  const TABLE = [["folder_id", FOLDER], ["creator_id", PERSON], ["group_ids", GROUP], ["look_id", "looks"], [
    "id",
    null,
  ]];
  for (const [key, type] of TABLE) assertEquals(referredType(String(key)), type);
});

Deno.test("types that need turns have one each, from 1 without a gap", () => {
  const turns = typesWith("turn").map((type) => REGISTRY[type].turn ?? 0).sort((a, b) => a - b);
  assertEquals(turns, turns.map((_, i) => i + 1));
});
