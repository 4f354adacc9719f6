/**
 * The folders with what stands in them, drawn as a tree.
 *
 * @module
 */
import type { RenderOptions } from "./render_options.ts";
import { sanitize } from "../base/log.ts";
import type { AccessRow, FolderTree, TreeFolder, TreeItem } from "../inspect/tree.ts";
import { singular } from "../looker/content_type_names.ts";
import { cellWidth, truncate } from "./cell.ts";
import { count, counted } from "./format.ts";

/** How to draw. */
export interface TreeRendering extends RenderOptions {
  /** Leave the items out, and count them. */
  foldersOnly: boolean;
  /** Levels of folders to draw; null for all. */
  depth: number | null;
}

/** The tree, line by line, and what it comes to. */
export function renderTree({ folders, elsewhere }: FolderTree, options: TreeRendering): string[] {
  const lines = folders.flatMap((folder) => folderLines(folder, { first: "", rest: "", options }));
  if (elsewhere.length > 0) {
    lines.push(options.palette.yellow("in no folder of the vault"));
    elsewhere.forEach((item, i) =>
      lines.push(itemLine(item, branch("", i === elsewhere.length - 1), options))
    );
  }
  const all = folders.flatMap(within);
  const items = elsewhere.length + all.reduce((sum, folder) => sum + folder.items.length, 0);
  return [
    ...lines,
    options.palette.dim(cut(`${counted(all.length, "folder")}, ${counted(items, "item")}`, "", options)),
  ];
}

function within(folder: TreeFolder): TreeFolder[] {
  return [folder, ...folder.folders.flatMap(within)];
}

interface Lead {
  /** What stands before the folder's own line, and before the lines below it. */
  first: string;
  rest: string;
  options: TreeRendering;
}

function folderLines(folder: TreeFolder, { first, rest, options }: Lead): string[] {
  const { palette, foldersOnly, depth } = options;
  const name = sanitize(folder.name ?? `folder ${folder.id}`);
  const head = cut(`${name}/`, first, options);
  const facts = factsOf(folder, foldersOnly);
  const used = cellWidth(first) + cellWidth(head) + 2;
  const tail = options.width === null
    ? facts
    : used + 8 > options.width
    ? ""
    : truncate(facts, options.width - used);
  const style = folder.note === null ? palette.dim : palette.yellow;
  const lines = [`${first}${palette.bold(palette.cyan(head))}${tail === "" ? "" : `  ${style(tail)}`}`];
  if (depth !== null && folder.depth >= depth) return lines;
  const items = foldersOnly ? [] : folder.items;
  folder.folders.forEach((one, i) => {
    const last = i === folder.folders.length - 1 && items.length === 0;
    lines.push(
      ...folderLines(one, { first: branch(rest, last), rest: `${rest}${last ? "   " : "│  "}`, options }),
    );
  });
  items.forEach((item, i) => lines.push(itemLine(item, branch(rest, i === items.length - 1), options)));
  return lines;
}

function branch(lead: string, last: boolean): string {
  return `${lead}${last ? "└─ " : "├─ "}`;
}

function itemLine(item: TreeItem, lead: string, options: RenderOptions): string {
  const trash = item.trashed ? " (in the trash)" : "";
  return lead +
    cut(
      `${sanitize(item.name ?? "untitled")}  ${singular(item.type)} ${sanitize(item.id)}${trash}`,
      lead,
      options,
    );
}

/** A folder's id, what it holds, and who may see it when that is its own. */
function factsOf(folder: TreeFolder, counts: boolean): string {
  const held = counts && folder.items.length > 0 ? [counted(folder.items.length, "item")] : [];
  const access = folder.access === null
    ? folder.inherits === null ? ["access unknown"] : []
    : [folder.access.length === 0 ? "access: admins only" : `access: ${accessText(folder.access)}`];
  return sanitize([folder.id, ...held, ...access, ...folder.note === null ? [] : [folder.note]].join(" · "));
}

/** The most who are named. */
const NAMED = 4;

function accessText(rows: readonly AccessRow[]): string {
  const named = rows.slice(0, NAMED).map(({ who, id, name, permission }) =>
    `${name ?? `${who} ${id}`} ${permission}`
  );
  return named.join(", ") + (rows.length > NAMED ? ` and ${count(rows.length - NAMED)} more` : "");
}

function cut(text: string, lead: string, { width }: RenderOptions): string {
  return width === null ? text : truncate(text, Math.max(1, width - cellWidth(lead)));
}
