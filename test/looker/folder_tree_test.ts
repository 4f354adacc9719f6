import { assertEquals } from "@std/assert";
import { FolderTree } from "../../lib/looker/folder_tree.ts";

const TREE = new FolderTree([
  { id: "1", name: "Shared", folderId: null },
  { id: "5", name: "Finance", folderId: "1" },
  { id: "6", name: "a/b", folderId: "5" },
  { id: "7", name: null, folderId: "5" },
  { id: "8", name: "Lost", folderId: "77" },
  { id: "9", name: "Round", folderId: "10" },
  { id: "10", name: "About", folderId: "9" },
]);

const PATHS: readonly [id: string, path: string][] = [
  ["1", "Shared"],
  ["6", "Shared/Finance/a/b"],
  ["7", "Shared/Finance/7"],
  ["8", "77/Lost"],
  ["9", "About/Round"],
  ["404", "404"],
];

const AT: readonly [path: string, ids: string][] = [
  ["Shared/Finance", "5"],
  ["/Shared/Finance/", "5"],
  ["Home/Finance", "5"],
  ["Finance/a/b", "6"],
  ["Finance", ""],
  ["Shared/Sales", ""],
];

Deno.test("FolderTree.pathOf() goes from the root to the folder, and ends in a circle", () => {
  for (const [id, path] of PATHS) assertEquals(TREE.pathOf(id), path);
});

Deno.test("FolderTree.at() finds folders by their paths, other names of roots, and ends of paths", () => {
  const aliases = new Map([["Shared", ["Home"]]]);
  for (const [path, ids] of AT) assertEquals(TREE.at(path, aliases).map(({ id }) => id).join(" "), ids, path);
});
