import type { ContentItem } from "../../lib/vault/content_item.ts";
import { assertEquals, assertThrows } from "@std/assert";
import { EXIT, UsageError } from "../../lib/base/errors.ts";
import { NotInVaultError } from "../../lib/inspect/errors.ts";
import { type ItemList, type ListFilter, listItems, listTypes, openList } from "../../lib/inspect/list.ts";
import { type ContentType, typeCode } from "../../lib/looker/content_type_names.ts";
import { putItem } from "../../lib/vault/content.ts";
import type { Vault } from "../../lib/vault/vault.ts";
import { cell, item, minute, newVault, TempDir } from "../vault/_vaults.ts";

const LOOKS: [id: string, given: Partial<ContentItem>][] = [
  ["10", {
    name: "100% sales",
    ownerId: "7",
    ownerEmail: "Ada@acme.com",
    folderId: "1",
    updatedAt: minute(5),
  }],
  ["9", { name: "100 sales", ownerId: "8", ownerEmail: "bob@acme.com", folderId: "1", updatedAt: minute(4) }],
  ["2", { name: "a_b", ownerId: "7", ownerEmail: "ada@acme.com", folderId: "2", createdAt: minute(6) }],
  ["100", { name: "aXb", folderId: "2" }],
  ["6kkNO8", { name: "back\\slash", ownerId: "ada@acme.com" }],
  ["abc", { name: null }],
];

function filled(path: string): Vault {
  const vault = newVault(path);
  const at = { sessionId: "s1", at: minute(9) };
  vault.withTransaction(() => {
    for (const [id, given] of LOOKS) putItem(vault, item("looks", id, { id }, given), at);
    putItem(vault, item("dashboards", "10", { id: "10" }, { name: "100% sales" }), at);
    putItem(vault, item("looks", "3", { id: "3" }, { name: "gone", folderId: "1" }), at);
    vault.prepare("UPDATE content_items SET deleted_at = ? WHERE id = '3'").run(minute(9));
  });
  return vault;
}

const FILTERS: [name: string, filter: ListFilter, ids: string][] = [
  ["nothing: numbers in their order, gone items left out, words last", {}, "2 9 10 100 6kkNO8 abc"],
  ["folder", { folder: "1" }, "9 10"],
  ["owner by id", { owner: "7" }, "2 10"],
  ["owner by email in any case, or an id that looks like one", { owner: "ADA@acme.com" }, "2 10"],
  ["owner by email exactly as an id", { owner: "ada@acme.com" }, "2 10 6kkNO8"],
  ["whole name", { name: "100 SALES" }, "9"],
  ["part of a name is not enough", { name: "sales" }, ""],
  ["name with a star", { name: "*sales" }, "9 10"],
  ["name with % as itself", { name: "100%*" }, "10"],
  ["name with _ as itself", { name: "a_b" }, "2"],
  ["name with a backslash as itself", { name: "*\\*" }, "6kkNO8"],
  ["name with a backslash before a star", { name: "back\\*" }, "6kkNO8"],
  ["any name: items without one left out", { name: "*" }, "2 9 10 100 6kkNO8"],
  ["updated, or else created, after: the moment itself left out", { updatedAfter: minute(4) }, "2 10"],
  ["gone items only", { deleted: true }, "3"],
  ["filters together", { folder: "1", name: "*%*", owner: "7" }, "10"],
  ["limit after the filter", { folder: "1", limit: 1 }, "9"],
  ["offset after the filter", { folder: "1", offset: 1 }, "10"],
  ["limit and offset", { limit: 2, offset: 1 }, "9 10"],
  ["limit zero", { limit: 0 }, ""],
  ["offset beyond the end", { offset: 100 }, ""],
  ["sort by id, descending", { sort: "-id" }, "abc 6kkNO8 100 10 9 2"],
  ["sort by name, ties and nulls by id", { sort: "name" }, "abc 9 10 2 100 6kkNO8"],
  ["sort by update, descending", { sort: "-updated_at", limit: 2 }, "10 9"],
  ["sort before the limit", { sort: "-name", limit: 2 }, "6kkNO8 100"],
];

for (const [name, filter, ids] of FILTERS) {
  Deno.test(`listItems() by ${name}`, () => {
    using dir = new TempDir();
    using vault = filled(dir.file());
    assertEquals(listItems(vault, "looks", filter).map((row) => row.id).join(" "), ids);
  });
}

Deno.test("listItems() sorts by its columns only, whatever is asked", async (t) => {
  using dir = new TempDir();
  using vault = filled(dir.file());
  for (
    const sort of [
      "id",
      "name",
      "owner_email",
      "folder_id",
      "created_at",
      "updated_at",
      "synced_at",
      "content_size",
    ]
  ) {
    for (const sign of ["", "-"]) assertEquals(listItems(vault, "looks", { sort: sign + sort }).length, 6);
  }
  for (const sort of ["", "-", "--id", "content_data", "id; DROP TABLE meta", "id, (SELECT 1)", "1"]) {
    await t.step(JSON.stringify(sort), () => {
      const error = assertThrows(() => listItems(vault, "looks", { sort }), UsageError, "Cannot sort by");
      assertEquals(error.exitCode, EXIT.usage);
    });
  }
  assertEquals(cell(vault, "SELECT count(*) FROM meta") !== 0, true);
});

Deno.test("listItems() refuses a folder and an owner that the vault does not know", () => {
  using dir = new TempDir();
  using vault = filled(dir.file());
  assertThrows(() => listItems(vault, "looks", { folder: "1 OR 1=1" }), NotInVaultError, "1 OR 1=1");
  assertThrows(
    () => listItems(vault, "looks", { owner: "nobody@acme.com" }),
    NotInVaultError,
    "nobody@acme.com",
  );
});

/** A vault with people, roles, schedules and alerts. */
function withPeople(path: string): Vault {
  const vault = newVault(path), at = { sessionId: "s1", at: minute(9) };
  vault.withTransaction(() => {
    const put = (type: ContentType, id: string, body: object, given: Partial<ContentItem> = {}): void =>
      void putItem(vault, item(type, id, { id, ...body }, given), at);
    put("folders", "1", {}, { name: "Shared" });
    put("folders", "2", {}, { name: "Finance", folderId: "1" });
    put("roles", "4", {
      permission_set: { name: "Viewer" },
      model_set: { name: "All" },
      _vault: { groups: ["1"], users: [] },
    }, {
      name: "Reader",
    });
    put("roles", "12", { _vault: { groups: ["1", "2"], users: ["7"] } }, { name: "Writer" });
    put("roles", "9", { _vault: { groups: Array.from({ length: 10 }, (_, i) => `${i}`), users: [] } }, {
      name: "Many",
    });
    put("users", "7", {
      email: "ada@acme.com",
      role_ids: ["4", "5"],
      is_disabled: true,
      credentials_email: { logged_in_at: "2026-01-02T00:00:00Z" },
      credentials_saml: { logged_in_at: "2026-03-02T00:00:00Z" },
    }, { name: "Ada", ownerEmail: "ada@acme.com" });
    put("looks", "3", {}, { name: "Old", ownerId: "7", ownerEmail: "ada@acme.com", folderId: "2" });
    const plan = (id: string, destinations: object[], more: object = {}): void =>
      put("scheduled_plans", id, { scheduled_plan_destination: destinations, enabled: true, ...more }, {
        name: `Plan ${id}`,
        ownerId: "7",
      });
    plan("1", [{ type: "email", address: "bob@acme.com" }], {
      crontab: "0 6 * * 1",
      timezone: "UTC",
      look_id: "3",
    });
    plan("2", [{ type: "email", address: "bob@acme.com" }, { type: "email", address: "eve@mail.example" }]);
    plan("10", [{ type: "s3", address: "s3://bucket" }]);
    put("alerts", "2", {
      field: { title: "Revenue" },
      comparison_type: "GREATER_THAN",
      threshold: 5,
      destinations: [{ destination_type: "EMAIL", email_address: "eve@mail.example" }],
    }, { name: "Low", ownerId: "7" });
  });
  return vault;
}

/** The values of columns, a line an item. */
function shown(list: ItemList, names: readonly string[] | null): string[] {
  const columns = list.columns(names);
  return [...list.chunks()].flat().map((row) =>
    columns.map(({ value }) => JSON.stringify(value(row))).join(" ").replaceAll('"', "'")
  );
}

Deno.test("openList() shows folders and owners by name, and what the body of each type tells", () => {
  using dir = new TempDir();
  using vault = withPeople(dir.file());
  assertEquals(shown(openList(vault, "looks"), ["name", "folder", "owner"]), [
    "'Old' 'Shared/Finance' 'ada@acme.com'",
  ]);
  assertEquals(shown(openList(vault, "users"), null), [
    "'7' 'Ada' 'ada@acme.com' 'disabled' ['Reader','5'] '2026-03-02T00:00:00Z'",
  ]);
  assertEquals(shown(openList(vault, "scheduled_plans", { limit: 1 }), null), [
    "'1' 'Plan 1' 'looks 3 \\'Old\\'' 'At 06:00, only on Monday (UTC)' ['bob@acme.com'] true 'Ada'",
  ]);
  assertEquals(shown(openList(vault, "alerts"), ["condition", "enabled"]), ["'Revenue > 5' true"]);
  assertEquals(shown(openList(vault, "roles"), null).slice(0, 1), ["'4' 'Reader' 'Viewer' 'All' 1"]);
});

Deno.test("openList() sorts by what it shows, numbers by their size", () => {
  using dir = new TempDir();
  using vault = withPeople(dir.file());
  assertEquals(shown(openList(vault, "roles", { sort: "-holders" }), ["name", "holders"]), [
    "'Many' 10",
    "'Writer' 3",
    "'Reader' 1",
  ]);
  assertEquals(shown(openList(vault, "roles", { sort: "updated", limit: 1 }), ["id"]), ["'4'"]);
});

Deno.test("openList() counts what is there before limit and offset", () => {
  using dir = new TempDir();
  using vault = withPeople(dir.file());
  const { count, total } = openList(vault, "roles", { limit: 1, offset: 1 });
  assertEquals([count, total], [1, 3]);
});

Deno.test("openList() lists what is sent out of some domains, over all types that send", () => {
  using dir = new TempDir();
  using vault = withPeople(dir.file());
  const list = openList(vault, null, { outside: ["acme.com"] });
  assertEquals(shown(list, ["type", "id", "outside"]), [
    "'scheduled_plans' '2' ['eve@mail.example']",
    "'scheduled_plans' '10' ['s3://bucket']",
    "'alerts' '2' ['eve@mail.example']",
  ]);
  const both = openList(vault, "scheduled_plans", { outside: ["acme.com", "example"], limit: 5 });
  assertEquals([both.total, shown(both, ["id"])], [1, ["'10'"]]);
  assertThrows(() => openList(vault, "looks", { outside: ["acme.com"] }), UsageError, "--outside");
});

Deno.test("openList() of a damaged body names it, keeps the row, and takes it for sent outside", () => {
  using dir = new TempDir();
  using vault = withPeople(dir.file());
  vault.prepare("UPDATE content_items SET content_data = x'00' WHERE content_type = ? AND id = '1'").run(
    typeCode("scheduled_plans"),
  );
  const list = openList(vault, "scheduled_plans", { outside: ["acme.com", "mail.example"] });
  assertEquals(shown(list, ["id", "outside", "enabled"]), ["'1' [] null", "'10' ['s3://bucket'] true"]);
  assertEquals(list.damaged(), ["scheduled_plans 1"]);
});

Deno.test("openList() over all types lists what somebody owns, and themselves", () => {
  using dir = new TempDir();
  using vault = withPeople(dir.file());
  assertEquals(shown(openList(vault, null, { owner: "ADA@acme.com" }), ["type", "id"]), [
    "'looks' '3'",
    "'users' '7'",
    "'scheduled_plans' '1'",
    "'scheduled_plans' '2'",
    "'scheduled_plans' '10'",
    "'alerts' '2'",
  ]);
});

Deno.test("listItems() gives whole rows", () => {
  using dir = new TempDir();
  using vault = filled(dir.file());
  assertEquals(listItems(vault, "looks", { name: "100% sales" }), [{
    type: "looks",
    id: "10",
    name: "100% sales",
    owner_id: "7",
    owner_email: "Ada@acme.com",
    folder_id: "1",
    created_at: null,
    updated_at: minute(5),
    synced_at: minute(9),
    deleted_at: null,
    trashed: false,
    content_size: item("looks", "10", { id: "10" }).size,
  }]);
});

Deno.test("listTypes() counts what is there, what is gone, and the bytes of both", () => {
  using dir = new TempDir();
  using vault = filled(dir.file());
  const bytes = [...LOOKS.map(([id]) => id), "3"]
    .reduce((sum, id) => sum + item("looks", id, { id }).size, 0);
  assertEquals(listTypes(vault), [
    {
      type: "dashboards",
      items: 1,
      deleted: 0,
      bytes: item("dashboards", "10", { id: "10" }).size,
      captured: null,
    },
    { type: "looks", items: 6, deleted: 1, bytes, captured: null },
  ]);
});

Deno.test("an empty vault lists nothing", () => {
  using dir = new TempDir();
  using vault = newVault(dir.file());
  assertEquals([listItems(vault, "users"), listTypes(vault)], [[], []]);
});

Deno.test("openList() reads as many items as there are, a chunk at a time, and samples both ends", () => {
  using dir = new TempDir();
  using vault = newVault(dir.file());
  vault.withTransaction(() => {
    for (let id = 1; id <= 2500; id++) {
      putItem(vault, item("looks", String(id), { id }), { sessionId: "s1", at: minute(1) });
    }
  });
  const list = openList(vault, "looks");
  assertEquals([list.count, [...list.chunks()].map((chunk) => chunk.length)], [2500, [100, 1000, 1000, 400]]);
  assertEquals(
    [...list.chunks()].flat().map(({ id }) => Number(id)),
    Array.from({ length: 2500 }, (_, i) => i + 1),
  );
  const sample = list.sample();
  assertEquals([sample.length, sample[0]?.id, sample.at(-1)?.id], [200, "1", "2500"]);
});
