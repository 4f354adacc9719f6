import { assert, assertEquals, assertFalse, assertThrows } from "@std/assert";
import { UsageError } from "../../lib/base/errors.ts";
import { NotInVaultError } from "../../lib/inspect/errors.ts";
import { folderTree, type TreeFolder } from "../../lib/inspect/tree.ts";
import { cellWidth } from "../../lib/term/cell.ts";
import { NO_COLOURS } from "../../lib/term/palette.ts";
import { apart } from "../../lib/term/notes.ts";
import { renderTree } from "../../lib/term/render_tree.ts";
import { putItem } from "../../lib/vault/content.ts";
import type { Vault } from "../../lib/vault/vault.ts";
import { HOSTILE, steers } from "../term/_fakes.ts";
import { item, minute, newVault, TempDir } from "../vault/_vaults.ts";

type Folder = [id: string, name: string, parent: string | null, vault?: unknown];

function filled(path: string, folders: readonly Folder[]): Vault {
  const vault = newVault(path);
  const seen = { sessionId: "s1", at: minute(1) };
  vault.withTransaction(() => {
    for (const [id, name, folderId, _vault] of folders) {
      putItem(vault, item("folders", id, { id, name, _vault }, { name, folderId }), seen);
    }
    putItem(vault, item("groups", "5", { id: "5" }, { name: "Sales" }), seen);
    putItem(vault, item("dashboards", "42", { id: "42" }, { name: "Revenue", folderId: "2" }), seen);
    putItem(vault, item("looks", "7", { id: "7" }, { name: "Churn", folderId: "2", trashed: true }), seen);
    putItem(vault, item("looks", "8", { id: "8" }, { name: "Lost", folderId: "99" }), seen);
  });
  return vault;
}

const ACCESS = {
  content_metadata: { inherits: false },
  content_metadata_accesses: [
    { group_id: "5", user_id: null, permission_type: "view" },
    { group_id: null, user_id: "9", permission_type: "edit" },
  ],
};
const FOLDERS: readonly Folder[] = [
  ["1", "Shared", null, ACCESS],
  ["2", "Marketing", "1", { content_metadata: { inherits: true } }],
  ["3", "Twin", "2"],
  ["4", "Twin", "1"],
];

const drawn = (vault: Vault, root?: string, more: { foldersOnly?: boolean; depth?: number } = {}): string[] =>
  apart(renderTree(folderTree(vault, root), {
    width: 80,
    palette: NO_COLOURS,
    foldersOnly: more.foldersOnly === true,
    depth: more.depth ?? null,
  })).result;

Deno.test("tree draws folders with what is in them and who may see them", () => {
  using dir = new TempDir();
  using vault = filled(dir.file(), FOLDERS);
  assertEquals(drawn(vault), [
    "Shared/  1 · access: Sales view, user 9 edit",
    "├─ Marketing/  2",
    "│  ├─ Twin/  3 · access unknown",
    "│  ├─ Revenue  dashboards 42",
    "│  └─ Churn  looks 7 (in the trash)",
    "└─ Twin/  4 · access unknown",
    "in no folder of the vault",
    "└─ Lost  looks 8",
    "4 folders, 3 items",
  ]);
});

Deno.test("tree --folders-only counts what is in them, --depth ends early, and a folder is found by its name", () => {
  using dir = new TempDir();
  using vault = filled(dir.file(), FOLDERS);
  assertEquals(drawn(vault, "marketing", { foldersOnly: true }), [
    "Marketing/  2 · 2 items",
    "└─ Twin/  3 · access unknown",
    "2 folders, 2 items",
  ]);
  assertEquals(drawn(vault, undefined, { foldersOnly: true, depth: 0 })[0]?.startsWith("Shared/"), true);
  assertEquals(drawn(vault, "1", { depth: 1 }).length, 4);
});

Deno.test("tree lists folders of one name rather than guessing, and says when there is none", () => {
  using dir = new TempDir();
  using vault = filled(dir.file(), FOLDERS);
  assertThrows(
    () => folderTree(vault, "twin"),
    UsageError,
    '2 have that name\n  3, "Twin", in Shared/Marketing/Twin\n  4, "Twin", in Shared/Twin',
  );
  assertThrows(() => folderTree(vault, "nothing"), NotInVaultError, "has that id, name or path");
});

Deno.test("tree shows folders whose parent is missing, and those that are in each other", () => {
  using dir = new TempDir();
  using vault = filled(dir.file(), [["1", "A", "2"], ["2", "B", "1"], ["3", "C", "3"], ["4", "D", "77"]]);
  const { folders } = folderTree(vault);
  const within = (folder: TreeFolder): string[] => [folder.id, ...folder.folders.flatMap(within)];
  assertEquals(folders.flatMap(within).sort(), ["1", "2", "3", "4"]);
  assertEquals(folders.map(({ id, note }) => `${id} ${note}`), [
    "4 its parent folder, 77, is not in the vault",
    "1 it is its own ancestor",
    "3 it is its own ancestor",
  ]);
});

Deno.test("tree folds long names and long access lists, cuts no id, and counts what --depth omits", () => {
  using dir = new TempDir();
  using vault = filled(dir.file(), FOLDERS);
  const lines = (width: number | null, depth: number | null = null): string[] =>
    apart(renderTree(folderTree(vault), { width, palette: NO_COLOURS, foldersOnly: false, depth })).result;
  assertEquals(lines(28), [
    "Shared/  1 · access: Sales",
    "│ view, user 9 edit",
    "├─ Marketing/  2",
    "│  ├─ Twin/  3 · access",
    "│  │    unknown",
    "│  ├─ Revenue  dashboards 42",
    "│  └─ Churn  looks 7 (in",
    "│       the trash)",
    "└─ Twin/  4 · access unknown",
    "in no folder of the vault",
    "└─ Lost  looks 8",
    "4 folders, 3 items",
  ]);
  assertEquals(lines(80, 1)[1], "├─ Marketing/  2 · 1 folder · 2 items");
  assertEquals(lines(null).at(-1), "└─ Lost  looks 8");
});

for (const columns of [20, 80, 120]) {
  Deno.test(`tree lets nothing hostile through at ${columns} columns`, () => {
    using dir = new TempDir();
    const names = [...HOSTILE.filter((name) => name.isWellFormed()), "x".repeat(5000), "日本語".repeat(90)];
    using vault = filled(
      dir.file(),
      names.map((name, i) => [String(i), name, i === 0 ? null : String(i - 1)]),
    );
    const { result: lines } = apart(renderTree(folderTree(vault), {
      width: columns,
      palette: NO_COLOURS,
      foldersOnly: false,
      depth: null,
    }));
    for (const line of lines) {
      assertFalse(steers(line), line);
      assert(cellWidth(line) <= Math.max(columns, 32), line);
    }
  });
}
