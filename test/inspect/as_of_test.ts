import { assertEquals } from "@std/assert";
import { exportItems } from "../../lib/inspect/export.ts";
import { listItems, listTypes } from "../../lib/inspect/list.ts";
import { folderTree, type TreeFolder } from "../../lib/inspect/tree.ts";
import { type ContentType, typeCode } from "../../lib/looker/content_type_names.ts";
import { putItem } from "../../lib/vault/content.ts";
import { markDeleted } from "../../lib/vault/missing.ts";
import type { Vault } from "../../lib/vault/vault.ts";
import { item, minute, newVault, TempDir } from "../vault/_vaults.ts";

/** What a run did: an item with a name in a folder, or that it is gone. */
type Step = readonly [at: number, type: ContentType, id: string, name: string | null, folder?: string];

const STEPS: readonly Step[] = [
  [1, "folders", "1", "Shared"],
  [1, "folders", "5", "Finance", "1"],
  [1, "dashboards", "30", "Exec", "5"],
  [1, "dashboards", "9", "Gone and back", "5"],
  [1, "looks", "7", "Look", "1"],
  [3, "dashboards", "30", "Exec (broken)", "5"],
  [3, "dashboards", "9", null],
  [5, "dashboards", "30", "Exec v3", "1"],
  [5, "dashboards", "31", "New", "5"],
  [5, "dashboards", "9", "Back", "5"],
  [7, "dashboards", "30", null],
  [7, "folders", "5", null],
];

function vaultOf(path: string): Vault {
  const vault = newVault(path);
  for (const [at, type, id, name, folderId = null] of STEPS) {
    vault.withTransaction(() => {
      if (name === null) markDeleted(vault, { type: typeCode(type), id, at: minute(at) });
      else {putItem(vault, item(type, id, { id, name }, { name, folderId }), {
          sessionId: "s1",
          at: minute(at),
        });}
    });
  }
  return vault;
}

/** What stands in a vault at a time: dashboards with their names, those that were gone, counts, and the tree. */
const AT: readonly [at: number, there: string, gone: string, counts: string, tree: string][] = [
  [0, "", "", "", ""],
  [1, "9 Gone and back, 30 Exec", "", "dashboards 2+0, looks 1+0, folders 2+0", "Shared[7] Finance[30 9]"],
  [2, "9 Gone and back, 30 Exec", "", "dashboards 2+0, looks 1+0, folders 2+0", "Shared[7] Finance[30 9]"],
  [
    3,
    "30 Exec (broken)",
    "9 Gone and back",
    "dashboards 1+1, looks 1+0, folders 2+0",
    "Shared[7] Finance[30]",
  ],
  [
    6,
    "9 Back, 30 Exec v3, 31 New",
    "",
    "dashboards 3+0, looks 1+0, folders 2+0",
    "Shared[30 7] Finance[9 31]",
  ],
  [7, "9 Back, 31 New", "30 Exec v3", "dashboards 2+1, looks 1+0, folders 1+1", "Shared[7]"],
];

function drawn(folders: readonly TreeFolder[]): string {
  return folders.map(({ name, items, folders }) =>
    [`${name}[${items.map(({ id }) => id).join(" ")}]`, drawn(folders)].filter((text) => text !== "").join(
      " ",
    )
  ).join(" ");
}

for (const [at, there, gone, counts, tree] of AT) {
  Deno.test(`list, export and tree show the vault as it was ${at} minutes after its beginning`, () => {
    using dir = new TempDir();
    using vault = vaultOf(dir.file());
    const time = minute(at);
    const named = (deleted: boolean): string =>
      listItems(vault, "dashboards", { at: time, ...deleted && { deleted } })
        .map(({ id, name, deleted_at }) => {
          assertEquals(deleted_at !== null, deleted);
          return `${id} ${name}`;
        }).join(", ");
    assertEquals([named(false), named(true)], [there, gone]);
    const types = listTypes(vault, time).map(({ type, items, deleted }) => `${type} ${items}+${deleted}`);
    assertEquals(types.join(", "), counts);
    assertEquals(drawn(folderTree(vault, undefined, time).folders), tree);
    const exported = (deleted: boolean): string[] =>
      [...exportItems(vault, { types: ["dashboards"], deleted, bodies: true, at: time })].map((one) =>
        "problem" in one ? one.problem.problem : String(JSON.parse(one.item.body ?? "{}").name)
      ).sort();
    const names = (text: string): string[] =>
      text === "" ? [] : text.split(", ").map((one) => one.slice(one.indexOf(" ") + 1));
    assertEquals(exported(false), names(there).sort());
    assertEquals(exported(true), [...names(there), ...names(gone)].sort());
  });
}

Deno.test("list at a time filters, sorts and pages by what was so then", () => {
  using dir = new TempDir();
  using vault = vaultOf(dir.file());
  const ids = (filter: Parameters<typeof listItems>[2]): string =>
    listItems(vault, "dashboards", filter).map(({ id }) => id).join(" ");
  assertEquals(ids({ at: minute(2), folder: "Finance" }), "9 30");
  assertEquals(ids({ at: minute(6), folder: "5" }), "9 31");
  assertEquals(ids({ at: minute(6), name: "exec*" }), "30");
  assertEquals(ids({ at: minute(6), sort: "-name" }), "31 30 9");
  assertEquals(ids({ at: minute(6), sort: "content_size", limit: 1, offset: 1 }), "31");
});
