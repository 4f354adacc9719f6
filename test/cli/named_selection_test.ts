import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { UsageError } from "../../lib/base/errors.ts";
import { namedSelection, ownersAt } from "../../lib/cli/commands/restore/named_selection.ts";
import { EVERYTHING } from "../../lib/cli/commands/restore/restore_arguments.ts";
import { NotInVaultError } from "../../lib/inspect/errors.ts";
import { vaultSource } from "../../lib/restore/plan/source.ts";
import type { RestoreOptions } from "../../lib/restore/restore_request.ts";
import type { ContentItem } from "../../lib/vault/content_item.ts";
import { putItem } from "../../lib/vault/content.ts";
import { markDeleted } from "../../lib/vault/missing.ts";
import type { Vault } from "../../lib/vault/vault.ts";
import type { ContentType } from "../../lib/looker/content_type_names.ts";
import { item, minute, newVault, TempDir } from "../vault/_vaults.ts";

const HOW = { workers: 1, maxRetries: 0, allowIncomplete: false, allowAdmin: false, checkpointInterval: 1 };

function options(given: Partial<RestoreOptions>): RestoreOptions {
  return { ...EVERYTHING, ...HOW, ...given };
}

const ADA = { ownerId: "7", ownerEmail: "ada@acme.com" };
const ITEMS: readonly [ContentType, string, Partial<ContentItem>][] = [
  ["folders", "1", { name: "Shared" }],
  ["folders", "5", { name: "Finance", folderId: "1" }],
  ["users", "7", { name: "Ada Lovelace", ownerEmail: "ada@acme.com" }],
  ["dashboards", "30", { name: "Exec", folderId: "5", ...ADA }],
  ["dashboards", "12", { name: "Exec" }],
  ["dashboards", "31", { name: "Sales", folderId: "5", ...ADA }],
];

function vaultOf(path: string): Vault {
  const vault = newVault(path);
  const put = ([type, id, given]: typeof ITEMS[number], at: string): unknown =>
    putItem(vault, item(type, id, { id, name: given.name ?? null }, given), { sessionId: "s1", at });
  vault.withTransaction(() => {
    for (const each of ITEMS) put(each, minute(1));
    put(["users", "8", { name: "Bob", ownerEmail: "bob@acme.com" }], minute(5));
    markDeleted(vault, { type: 1, id: "12", at: minute(6) });
  });
  return vault;
}

const SELECTED: readonly [Partial<RestoreOptions>, Partial<RestoreOptions>][] = [
  [{ scope: { kind: "single", type: "dashboards", id: "Sales" } }, {
    scope: { kind: "single", type: "dashboards", id: "31" },
  }],
  [{ scope: { kind: "bulk", type: "dashboards" }, ids: ["Sales", "12"] }, {
    scope: { kind: "bulk", type: "dashboards" },
    ids: ["31", "12"],
  }],
  [{ only: ["dashboards"], ids: ["Sales"] }, { only: ["dashboards"], ids: ["31"] }],
  [{ folders: ["Shared/Finance", "1"] }, { folders: ["5", "1"] }],
  [{ ownerMap: { "Ada Lovelace": "9" } }, { ownerMap: { 7: "9" } }],
  [{ ownerMap: { "ADA@acme.com": "9" } }, { ownerMap: { 7: "9", "ADA@acme.com": "9" } }],
];

for (const [given, expected] of SELECTED) {
  Deno.test(`namedSelection() of ${JSON.stringify(given)} has ids`, () => {
    using dir = new TempDir();
    using vault = vaultOf(dir.file());
    assertEquals(namedSelection(vault, options(given)).options, options(expected));
  });
}

Deno.test("namedSelection() refuses what names nothing, and a name that a deleted item shares", () => {
  using dir = new TempDir();
  using vault = vaultOf(dir.file());
  const of = (given: Partial<RestoreOptions>): unknown => namedSelection(vault, options(given));
  const single = (id: string): Partial<RestoreOptions> => ({
    scope: { kind: "single", type: "dashboards", id },
  });
  const error = assertThrows(() => of(single("Exec")), UsageError, "2 have that name");
  assertStringIncludes(error.message, "12, deleted since 2026-01-01T00:06Z");
  for (
    const given of [single("Sale"), { folders: ["Finanze"] }, { owners: ["Eve"] }, { ownerMap: { Eve: "7" } }]
  ) assertThrows(() => of(given), NotInVaultError);
});

Deno.test("ownersAt() knows owners by ids and addresses, and refuses those who came later", () => {
  using dir = new TempDir();
  using vault = vaultOf(dir.file());
  const at = (time: string | null, owner: string): string[] =>
    ownersAt(
      vaultSource(vault, "https://acme.looker.com", time),
      namedSelection(vault, options({ owners: [owner] })).owners,
    );
  assertEquals(at(null, "Ada Lovelace"), ["7"]);
  assertEquals(at(minute(2), "ada@acme.com"), ["7", "ada@acme.com"]);
  assertEquals(at(null, "Bob"), ["8"]);
  assertThrows(() => at(minute(2), "Bob"), UsageError, "no such user at that time");
});
