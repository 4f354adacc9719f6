import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { EXIT } from "../../lib/base/errors.ts";
import { type DiffRequest, diffVault } from "../../lib/inspect/diff.ts";
import { DamagedItemError, NotInVaultError } from "../../lib/inspect/errors.ts";
import { putItem } from "../../lib/vault/content.ts";
import { markDeleted } from "../../lib/vault/missing.ts";
import type { Vault } from "../../lib/vault/vault.ts";
import { typeCode } from "../../lib/looker/content_type_names.ts";
import { begin, item, minute, newVault, TempDir } from "../vault/_vaults.ts";

/** What two runs saw: 1 changed, 2 went, 3 came, 4 has been looked at, 5 went and came back, 6 was as it is. */
function filled(path: string): Vault {
  const vault = newVault(path);
  const put = (id: string, at: number, body: object): void => {
    const given = item("looks", id, { id, ...body }, { name: `look ${id}` });
    putItem(vault, given, { sessionId: "s1", at: minute(at) });
  };
  const gone = (id: string, at: number): void =>
    markDeleted(vault, { type: typeCode("looks"), id, at: minute(at) });
  vault.withTransaction(() => {
    for (const id of ["1", "2", "4", "5", "6"]) put(id, 10, { title: "a", view_count: 1 });
    put("1", 20, { title: "b" });
    gone("2", 20);
    put("10", 20, { title: "a" });
    put("3", 20, { title: "a" });
    put("4", 20, { title: "a", view_count: 2 });
    gone("5", 20);
    put("5", 30, { title: "a", view_count: 1 });
  });
  return vault;
}

const told = (vault: Vault, request: DiffRequest): string[] =>
  diffVault(vault, request).items.map(({ type, id, change, differences }) =>
    `${type} ${id} ${change} ${
      differences.map(({ path, from, to }) => `${path}: ${from} → ${to}`).join(", ")
    }`.trim()
  );

const REQUESTS: [name: string, request: DiffRequest, told: string[]][] = [
  ["two moments", { from: minute(15), to: minute(25) }, [
    "looks 1 changed title: a → b",
    "looks 2 removed",
    "looks 3 added",
    "looks 5 removed",
    "looks 10 added",
  ]],
  ["a moment and now: what came back as it was has not changed", { from: minute(15) }, [
    "looks 1 changed title: a → b",
    "looks 2 removed",
    "looks 3 added",
    "looks 10 added",
  ]],
  ["two moments between which nothing was seen", { from: minute(21), to: minute(29) }, []],
  ["a moment at which nothing was there", { from: minute(5), to: minute(15) }, [
    "looks 1 added",
    "looks 2 added",
    "looks 4 added",
    "looks 5 added",
    "looks 6 added",
  ]],
  ["the very moments of two runs", { from: minute(10), to: minute(20) }, [
    "looks 1 changed title: a → b",
    "looks 2 removed",
    "looks 3 added",
    "looks 5 removed",
    "looks 10 added",
  ]],
  ["the time while an item was gone, and now", { from: minute(25) }, ["looks 5 added"]],
  ["another type", { type: "dashboards", from: minute(5) }, []],
  ["one item", { type: "looks", id: "1", from: minute(15) }, ["looks 1 changed title: a → b"]],
  ["one item and its version before", { type: "looks", id: "1" }, ["looks 1 changed title: a → b"]],
  ["one item that is gone", { type: "looks", id: "2" }, ["looks 2 removed"]],
  ["one item with a single version", { type: "looks", id: "3" }, []],
  ["without bodies", { type: "looks", id: "1", stat: true }, ["looks 1 changed"]],
];

for (const [name, request, expected] of REQUESTS) {
  Deno.test(`diffVault() compares ${name}`, () => {
    using dir = new TempDir();
    using vault = filled(dir.file());
    assertEquals(told(vault, request), expected);
  });
}

Deno.test("diffVault() counts by type, and without --from tells what the newest run changed", () => {
  using dir = new TempDir();
  using vault = filled(dir.file());
  vault.withTransaction(() => {
    begin(vault, "s2");
    vault.prepare("UPDATE extraction_sessions SET started_at = ? WHERE id = 's2'").run(minute(15));
  });
  const { types, from, to } = diffVault(vault, { to: minute(25) });
  assertEquals(from < minute(15) && from > minute(14), true);
  assertEquals([types, to], [[{ type: "looks", added: 2, removed: 2, changed: 1 }], minute(25)]);
});

Deno.test("diffVault() with only --to tells what the newest run before it changed", () => {
  using dir = new TempDir();
  using vault = filled(dir.file());
  vault.withTransaction(() => {
    for (const [id, at] of [["s2", 15], ["s3", 28]] as const) {
      begin(vault, id);
      vault.prepare("UPDATE extraction_sessions SET started_at = ? WHERE id = ?").run(minute(at), id);
    }
  });
  const { from, types } = diffVault(vault, { to: minute(25) });
  assertEquals([from < minute(15) && from > minute(14), types.length], [true, 1]);
  assertEquals(diffVault(vault, { to: "2020-01-01T00:00:00.000Z" }).from, "1970-01-01T00:00:00.000Z");
});

Deno.test("diffVault() says that the vault never held an item", () => {
  using dir = new TempDir();
  using vault = filled(dir.file());
  for (const from of [{}, { from: minute(1) }]) {
    const error = assertThrows(() => diffVault(vault, { type: "looks", id: "99", ...from }), NotInVaultError);
    assertStringIncludes(error.hint ?? "", "lookervault list looks");
  }
});

Deno.test("diffVault() names the item of which a version is damaged; --stat does without", () => {
  using dir = new TempDir();
  using vault = filled(dir.file());
  vault.withTransaction(() =>
    vault.prepare("UPDATE content_history SET content_data = zeroblob(9) WHERE id = '1'").run()
  );
  const error = assertThrows(() => diffVault(vault, { from: minute(15) }), DamagedItemError, "looks 1");
  assertEquals(error.exitCode, EXIT.damaged);
  assertEquals(told(vault, { from: minute(15), stat: true }).length, 4);
});
