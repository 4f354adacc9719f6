import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { EXIT, LookervaultError } from "../../../lib/base/errors.ts";
import { folderNamed, itemNamed, ownerNamed } from "../../../lib/inspect/named/find_named.ts";
import type { ContentType } from "../../../lib/looker/content_type_names.ts";
import type { ContentItem } from "../../../lib/vault/content_item.ts";
import { putItem } from "../../../lib/vault/content.ts";
import { markDeleted } from "../../../lib/vault/missing.ts";
import type { Vault } from "../../../lib/vault/vault.ts";
import { item, minute, newVault, TempDir } from "../../vault/_vaults.ts";

function put(
  vault: Vault,
  [type, id, given]: readonly [ContentType, string, Partial<ContentItem>],
  at = minute(1),
): void {
  vault.withTransaction(() =>
    putItem(vault, item(type, id, { id, name: given.name ?? null }, given), { sessionId: "s1", at })
  );
}

/** A vault of folders, people and dashboards, some of one name, some gone. */
function vaultOfNames(path: string): Vault {
  const vault = newVault(path);
  const items: [ContentType, string, Partial<ContentItem>][] = [
    ["folders", "1", { name: "Shared" }],
    ["folders", "2", { name: "Users" }],
    ["folders", "10", { name: "Finance", folderId: "1" }],
    ["folders", "11", { name: "Monthly", folderId: "10" }],
    ["folders", "12", { name: "Marketing", folderId: "1" }],
    ["folders", "13", { name: "Monthly", folderId: "12" }],
    ["folders", "14", { name: "a/b", folderId: "1" }],
    ["folders", "20", { name: "Ada Lovelace", folderId: "2" }],
    ["folders", "21", { name: "Old folder", folderId: "1" }],
    ["folders", "22", { name: "12", folderId: "1" }],
    ["users", "7", { name: "Ada Lovelace", ownerEmail: "ada@acme.com" }],
    ["users", "8", { name: "Bob", ownerEmail: "bob@acme.com" }],
    ["users", "9", { name: "Bob", ownerEmail: "bob@other.com" }],
    ["users", "6", { name: "Leaver", ownerEmail: "leaver@acme.com" }],
    ["dashboards", "30", { name: "Exec", folderId: "10", ownerId: "7", ownerEmail: "ada@acme.com" }],
    ["dashboards", "31", { name: "Sales", folderId: "10", updatedAt: minute(0) }],
    ["dashboards", "32", { name: "Sales", folderId: "12", ownerId: "77", ownerEmail: "nobody@acme.com" }],
    ["dashboards", "33", { name: "30" }],
    ["dashboards", "34", { name: "Trash twin" }],
    ["dashboards", "35", { name: "Trash twin", trashed: true }],
    ["dashboards", "36", { name: "Gone twin", folderId: "99" }],
    ["dashboards", "37", { name: "Gone twin" }],
    ["dashboards", "38", { name: "Old name" }],
  ];
  for (const each of items) put(vault, each);
  vault.withTransaction(() => {
    for (const [type, id] of [[1, "37"], [5, "21"], [7, "6"]] as const) {
      markDeleted(vault, { type, id, at: minute(2) });
    }
  });
  put(vault, ["dashboards", "38", { name: "New name" }], minute(3));
  return vault;
}

const ITEMS: readonly [type: ContentType, text: string, id: string][] = [
  ["dashboards", "30", "30"],
  ["dashboards", "Exec", "30"],
  ["dashboards", " Exec ", "30"],
  ["dashboards", "exec", "30"],
  ["folders", "finance", "10"],
  ["dashboards", "Trash twin", "34"],
  ["dashboards", "Gone twin", "36"],
  ["dashboards", "New name", "38"],
  ["dashboards", "Old name", "38"],
  ["dashboards", "37", "37"],
  ["folders", "Shared/Finance", "10"],
  ["folders", "Finance", "10"],
  ["users", "Ada Lovelace", "7"],
  ["users", "ADA@acme.com", "7"],
  ["users", "Leaver", "6"],
];

const FOLDERS: readonly [text: string, id: string][] = [
  ["12", "12"],
  ["/Shared/Finance/", "10"],
  ["Shared/Finance/Monthly", "11"],
  ["Marketing/Monthly", "13"],
  ["a/b", "14"],
  ["Shared/a/b", "14"],
  ["Personal/Ada Lovelace", "20"],
  ["Users/Ada Lovelace", "20"],
  ["Personal", "2"],
  ["Old folder", "21"],
  // The vault does not hold it, but what stood in it.
  ["99", "99"],
];

const OWNERS: readonly [text: string, ids: string[], emails: string[]][] = [
  ["7", ["7"], []],
  ["Ada@ACME.com", ["7", "Ada@ACME.com"], ["Ada@ACME.com"]],
  ["Ada Lovelace", ["7"], []],
  ["leaver@acme.com", ["6", "leaver@acme.com"], ["leaver@acme.com"]],
  ["77", ["77"], []],
  ["NOBODY@acme.com", ["NOBODY@acme.com"], ["NOBODY@acme.com"]],
];

/** What is refused: what the message and the hint hold. */
const REFUSED: readonly [look: (vault: Vault) => unknown, message: string[], hint: string][] = [
  [(v) => itemNamed(v, "dashboards", "Exce"), [`dashboards "Exce"`, "id or name"], `"Exec" (30)`],
  [(v) => itemNamed(v, "dashboards", "exec", { strict: true }), [`dashboards "exec"`], `"Exec" (30)`],
  [(v) => itemNamed(v, "dashboards", "zzzz"), ["zzzz"], "lookervault list dashboards"],
  [(v) => itemNamed(v, "looks", "Exec"), ["looks"], "lookervault list looks"],
  [(v) => itemNamed(v, "dashboards", "' OR '1'='1"), ["' OR '1'='1"], "lookervault list"],
  [
    (v) => itemNamed(v, "dashboards", "Sales"),
    [
      "2 have that name",
      "31, in Shared/Finance, updated 2026-01-01T00:00Z",
      "32, in Shared/Marketing, of nobody",
    ],
    "such as 31",
  ],
  [
    (v) => itemNamed(v, "dashboards", "Gone twin", { strict: true }),
    ["2 have that name", "37, deleted since 2026-01-01T00:02Z"],
    "by its id",
  ],
  [(v) => itemNamed(v, "dashboards", "Trash twin", { strict: true }), ["35, in the trash"], "by its id"],
  [
    (v) => folderNamed(v, "Monthly"),
    ["11, in Shared/Finance/Monthly", "13, in Shared/Marketing"],
    "such as 11",
  ],
  [(v) => folderNamed(v, "Finanze"), ["id, name or path"], `"Finance" (10)`],
  [(v) => folderNamed(v, "Shared/Finanze"), ["Shared/Finanze"], `"Shared/Finance" (10)`],
  [(v) => ownerNamed(v, "Bob"), ["2 have that name", "8, of bob@acme.com"], "such as 8"],
  [(v) => ownerNamed(v, "ada@acme.con"), ["id, address or name"], `"ada@acme.com" (7)`],
  [(v) => ownerNamed(v, "Ada Lovelase"), ["owner"], `"Ada Lovelace" (7)`],
  [(v) => ownerNamed(v, "78"), ["78"], "lookervault list users"],
];

Deno.test("itemNamed(), folderNamed() and ownerNamed() find what is meant by ids, names, paths and addresses", () => {
  using dir = new TempDir();
  using vault = vaultOfNames(dir.file());
  for (const [type, text, id] of ITEMS) assertEquals([text, itemNamed(vault, type, text)], [text, id]);
  for (const [text, id] of FOLDERS) assertEquals([text, folderNamed(vault, text)], [text, id]);
  for (const [text, ids, emails] of OWNERS) assertEquals(ownerNamed(vault, text), { text, ids, emails });
});

Deno.test("itemNamed() takes the name that an item had at the time that is asked about", () => {
  using dir = new TempDir();
  using vault = vaultOfNames(dir.file());
  put(vault, ["dashboards", "39", { name: "Old name" }], minute(5));
  const at = (time: string): string => itemNamed(vault, "dashboards", "Old name", { at: time });
  assertEquals([at(minute(2)), at(minute(6)), itemNamed(vault, "dashboards", "Old name")], [
    "38",
    "39",
    "39",
  ]);
});

Deno.test("itemNamed(), folderNamed() and ownerNamed() refuse what names nothing or several, and say what is near", () => {
  using dir = new TempDir();
  using vault = vaultOfNames(dir.file());
  for (const [look, message, hint] of REFUSED) {
    const error = assertThrows(() => look(vault));
    assert(error instanceof LookervaultError);
    assertEquals(error.exitCode, EXIT.usage);
    for (const part of message) assertStringIncludes(error.message, part);
    assertStringIncludes(error.hint ?? "", hint);
  }
});
