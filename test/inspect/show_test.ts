import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { EXIT, UsageError } from "../../lib/base/errors.ts";
import { DamagedItemError, NotInVaultError } from "../../lib/inspect/errors.ts";
import { showItem } from "../../lib/inspect/show.ts";
import { putItem } from "../../lib/vault/content.ts";
import type { Vault } from "../../lib/vault/vault.ts";
import { item, minute, newVault, TempDir } from "../vault/_vaults.ts";

function put(vault: Vault, id: string, body: string): void {
  const at = { sessionId: "s1", at: minute(1) };
  vault.withTransaction(() => putItem(vault, item("looks", id, body), at));
}

const BODIES = [
  '{"z":1,"a":2,"10":3,"9":4}',
  '{"big":9007199254740993,"bigger":18446744073709551615,"least":-9223372036854775808}',
  '{"whole":1.0,"small":1e-7,"zero":-0.0,"null":null,"empty":["",[],{}]}',
  '{"__proto__":{"x":1},"constructor":null,"":"","_vault":{"redacted":[]}}',
  '{"text":"\\u0000\\u001b[2J 😀 \u202e \u2028"}',
];

for (const body of BODIES) {
  Deno.test(`showItem() gives ${body} as it was served`, () => {
    using dir = new TempDir();
    using vault = newVault(dir.file());
    put(vault, "1", body);
    assertEquals(showItem(vault, "looks", "1"), body);
  });
}

Deno.test("showItem() says that an item is not there, and how to find those that are", () => {
  using dir = new TempDir();
  using vault = newVault(dir.file());
  put(vault, "1", "{}");
  for (const [type, id] of [["looks", "2"], ["dashboards", "1"], ["looks", "1' OR '1'='1"]] as const) {
    const error = assertThrows(() => showItem(vault, type, id), NotInVaultError);
    assertEquals([error.exitCode, error.message.includes(`${type} "${id}"`)], [EXIT.usage, true]);
    assertStringIncludes(error.hint ?? "", `lookervault list ${type}`);
  }
});

const DAMAGES: [name: string, sql: string][] = [
  ["cut body", "content_data = substr(content_data, 1, 20)"],
  ["empty body", "content_data = x''"],
  ["flipped body", "content_data = zeroblob(length(content_data))"],
  ["wrong size", "content_size = content_size - 1"],
  ["size beyond every number", "content_size = 9223372036854775807"],
  ["size below zero", "content_size = -1"],
  ["unknown encoding", "encoding = 7"],
  ["wrong digest", "content_hash = zeroblob(32)"],
];

for (const [name, sql] of DAMAGES) {
  Deno.test(`showItem() names the item that has a ${name}, and shows the others`, () => {
    using dir = new TempDir();
    using vault = newVault(dir.file());
    put(vault, "1", '{"id":"1","text":"' + "something to compress ".repeat(20) + '"}');
    put(vault, "2", '{"id":"2"}');
    vault.withTransaction(() => vault.prepare(`UPDATE content_items SET ${sql} WHERE id = '1'`).run());
    const error = assertThrows(() => showItem(vault, "looks", "1"), DamagedItemError);
    assertEquals([error.exitCode, error.code], [EXIT.damaged, "item_damaged"]);
    assertStringIncludes(error.message, "looks 1");
    assertStringIncludes(error.hint ?? "", "lookervault extract");
    assertEquals(error.message.includes("something"), false);
    assertEquals(showItem(vault, "looks", "2"), '{"id":"2"}');
  });
}

function putNamed(vault: Vault, id: string, name: string): void {
  vault.withTransaction(() =>
    putItem(vault, item("looks", id, { id }, { name, folderId: "7" }), { sessionId: "s1", at: minute(1) })
  );
}

Deno.test("showItem() takes a name for an id where no item has that id", () => {
  using dir = new TempDir();
  using vault = newVault(dir.file());
  putNamed(vault, "1", "2");
  putNamed(vault, "2", "Sales");
  putNamed(vault, "3", "sales");
  assertEquals(showItem(vault, "looks", "2"), '{"id":"2"}');
  assertEquals(showItem(vault, "looks", "sales"), '{"id":"3"}');
  assertEquals(showItem(vault, "looks", "Sales"), '{"id":"2"}');
});

Deno.test("showItem() lists the items of a name rather than guessing", () => {
  using dir = new TempDir();
  using vault = newVault(dir.file());
  for (const id of ["1", "2"]) putNamed(vault, id, "Sales");
  putNamed(vault, "3", "SALES");
  const error = assertThrows(() => showItem(vault, "looks", "Sales"), UsageError, "2 have that name");
  assertStringIncludes(error.message, "\n  1, in 7\n  2, in 7");
  assertStringIncludes(error.hint ?? "", "such as 1");
  assertThrows(() => showItem(vault, "looks", "sAlEs"), UsageError, "3 have that name");
});

Deno.test("showItem() prefers what is there to what is gone by a name", () => {
  using dir = new TempDir();
  using vault = newVault(dir.file());
  for (const id of ["1", "2"]) putNamed(vault, id, "Sales");
  vault.withTransaction(() =>
    vault.prepare("UPDATE content_items SET deleted_at = ? WHERE id = '1'").run(minute(2))
  );
  assertEquals(showItem(vault, "looks", "Sales"), '{"id":"2"}');
  assertEquals(showItem(vault, "looks", "1"), '{"id":"1"}');
});

const DEEP = '{"a":[{"b":{"c.d":9007199254740993,"10":1.0}},[null]],"__proto__":{"x":[]},"e":""}';
const PATHS: [path: string, json: string][] = [
  ["a[0].b", '{"c.d":9007199254740993,"10":1.0}'],
  ['a[0].b["c.d"]', "9007199254740993"],
  ["a[0].b[10]", "1.0"],
  ["a[-1]", "[null]"],
  ["a[1][0]", "null"],
  ["__proto__.x", "[]"],
  ["e", '""'],
];

for (const [path, json] of PATHS) {
  Deno.test(`showItem() gives what is at ${path} exactly`, () => {
    using dir = new TempDir();
    using vault = newVault(dir.file());
    put(vault, "1", DEEP);
    assertEquals(showItem(vault, "looks", "1", { path }), json);
  });
}

for (const path of ["b", "a[2]", "a[-3]", "a.x", "e.f", "a[0].b.c", "toString"]) {
  Deno.test(`showItem() says that nothing is at ${path}`, () => {
    using dir = new TempDir();
    using vault = newVault(dir.file());
    put(vault, "1", DEEP);
    assertThrows(() => showItem(vault, "looks", "1", { path }), UsageError, "nothing at that path");
  });
}

for (const path of ["", ".", ".a", "a..b", "a[", "a[x]", 'a["', "a]", 'a["\\x"]']) {
  Deno.test(`showItem() refuses the path ${JSON.stringify(path)}`, () => {
    using dir = new TempDir();
    using vault = newVault(dir.file());
    put(vault, "1", DEEP);
    assertThrows(() => showItem(vault, "looks", "1", { path }), UsageError, "Cannot read the path");
  });
}
