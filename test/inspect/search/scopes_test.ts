import { assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../../lib/base/errors.ts";
import { NotInVaultError } from "../../../lib/inspect/errors.ts";
import { replaceableItems, type ReplaceFilter } from "../../../lib/inspect/search/replaceable.ts";
import { unusedItems } from "../../../lib/inspect/unused.ts";
import { NO_MAPPING, type UseMapping } from "../../../lib/looker/uses/mapping.ts";
import { typeCode } from "../../../lib/looker/content_type_names.ts";
import { keepContentUse } from "../../../lib/vault/content_use.ts";
import { TempDir } from "../../vault/_vaults.ts";
import { SCENE, type SceneItem, sceneVault, searching } from "./_vault.ts";

const ALL: ReplaceFilter = { folders: [], owners: [], types: [] };
const QUERY = { model: "thelook", view: "orders", fields: ["orders.total"], filters: { "orders.sum": "1" } };
const MORE: readonly SceneItem[] = [
  ["looks", "20", { id: "20", title: "Elsewhere", folder_id: "1", user_id: "4", query: QUERY }],
];

Deno.test("replaceableItems() keeps to folders with all below them, to owners and to types", () => {
  using dir = new TempDir();
  using vault = sceneVault(dir.file(), [...SCENE, ...MORE]);
  const mapping: UseMapping = { ...NO_MAPPING, fields: { "orders.total": "orders.status" } };
  searching(vault, (searcher) => {
    const ids = (filter: Partial<ReplaceFilter>): string[] =>
      replaceableItems(searcher, mapping, { ...ALL, ...filter }).items.map(({ type, id }) => `${type}/${id}`)
        .sort();
    assertEquals(ids({}), ["looks/12", "looks/20"]);
    assertEquals(ids({ folders: ["7"] }), ["looks/12"]);
    assertEquals(ids({ folders: ["Shared"] }), ["looks/12", "looks/20"]);
    assertEquals(ids({ folders: ["Shared/Finance"] }), ["looks/12"]);
    assertEquals(ids({ owners: ["Mallory@acme.com"] }), ["looks/20"]);
    assertEquals(ids({ types: ["dashboards"] }), []);
    assertThrows(() => ids({ folders: ["Nowhere"] }), NotInVaultError);
  });
});

Deno.test("replaceableItems() warns of new names that nothing captured has, and of filters that stay", () => {
  using dir = new TempDir();
  using vault = sceneVault(dir.file(), [...SCENE, ...MORE]);
  searching(vault, (searcher) => {
    const warnings = (mapping: Partial<UseMapping>): string[] =>
      replaceableItems(searcher, { ...NO_MAPPING, ...mapping }, ALL).warnings;
    assertEquals(warnings({ fields: { "orders.total": "orders.status" } }), []);
    assertEquals(warnings({ fields: { "orders.total": "orders.nothing" } }), [
      "no captured explore has the field orders.nothing",
    ]);
    assertEquals(warnings({ explores: { "thelook::orders": "thelook::x" } }), [
      "no explore with that name was captured thelook::x",
    ]);
    assertEquals(warnings({ models: { thelook: "x" } }), ["no model with that name was captured x"]);
  });
});

Deno.test("unusedItems() tells what was not used since a time, and refuses where nothing tells of use", () => {
  using dir = new TempDir();
  const look = (
    id: string,
    last: string | null,
  ): SceneItem => ["looks", id, { id, title: id, last_accessed_at: last }];
  using vault = sceneVault(dir.file(), [
    look("1", "2025-01-01T00:00:00.000-07:00"),
    look("2", "2026-02-01T00:00:00Z"),
    look("3", null),
  ]);
  assertEquals(unusedItems(vault, "2026-01-15T00:00:00.000Z").map(({ id, last_used }) => [id, last_used]), [
    ["3", null],
    ["1", "2025-01-01T07:00:00.000Z"],
  ]);
  vault.withTransaction(() =>
    keepContentUse(
      vault,
      new Map([[
        typeCode("looks"),
        new Map([["1", { views: 5, last: "2026-01-20T00:00:00Z" }], ["3", {
          views: 2,
          last: "2025-02-01T00:00:00Z",
        }]]),
      ]]),
    )
  );
  // What a run read of use is newer than the bodies.
  assertEquals(
    unusedItems(vault, "2026-01-15T00:00:00.000Z").map((
      { id, last_used, view_count },
    ) => [id, last_used, view_count]),
    [["3", "2025-02-01T00:00:00.000Z", 2]],
  );
  using other = new TempDir();
  using untold = sceneVault(other.file(), [look("1", null)]);
  assertThrows(() => unusedItems(untold, "2026-01-15T00:00:00.000Z"), UsageError);
});
