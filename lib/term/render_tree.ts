/**
 * The folders and their items, drawn as a tree.
 *
 * @module
 */
import type { RenderOptions } from "./render_options.ts";
import { sanitize } from "../base/log.ts";
import type { AccessRow, FolderTree, TreeFolder, TreeItem } from "../inspect/tree.ts";
import { cellWidth, truncate, wrap } from "./cell.ts";
import { count, counted } from "./format.ts";
import { type Line, note } from "./notes.ts";
import type { Style } from "./palette.ts";

/** The options for drawing the tree. */
export interface TreeRendering extends RenderOptions {
  /** Whether to count the items instead of listing them. */
  foldersOnly: boolean;
  /** The number of levels of folders to draw; null for all. */
  depth: number | null;
}

/** Returns the lines of the tree, and the summary. */
export function renderTree({ folders, elsewhere }: FolderTree, options: TreeRendering): Line[] {
  const lines = folders.flatMap((folder) => folderLines(folder, { first: "", rest: "", options }));
  if (elsewhere.length > 0) {
    lines.push(options.palette.yellow("in no folder of the vault"));
    elsewhere.forEach((item, i) => lines.push(...itemLines(item, "", i === elsewhere.length - 1, options)));
  }
  const all = folders.flatMap(within);
  const items = elsewhere.length + all.reduce((sum, folder) => sum + folder.items.length, 0);
  return [...lines, ...note(`${counted(all.length, "folder")}, ${counted(items, "item")}`, options)];
}

function within(folder: TreeFolder): TreeFolder[] {
  return [folder, ...folder.folders.flatMap(within)];
}

interface Lead {
  /** The prefix of the folder's own line. `rest` is the prefix of the lines below it. */
  first: string;
  rest: string;
  options: TreeRendering;
}

function folderLines(folder: TreeFolder, { first, rest, options }: Lead): string[] {
  const { palette, foldersOnly, depth } = options;
  const isDrawn = depth === null || folder.depth < depth;
  const items = foldersOnly ? [] : folder.items;
  const below = isDrawn ? folder.folders.length + items.length : 0;
  const lines = folded(
    {
      name: `${folder.name ?? `folder ${folder.id}`}/`,
      facts: factsOf(folder, { items: foldersOnly || !isDrawn, folders: !isDrawn }),
    },
    {
      lead: first,
      // Continuation lines start with the branch to the entries below.
      next: `${rest}${below > 0 ? "│ " : "  "}`,
      name: (text) => palette.bold(palette.cyan(text)),
      facts: folder.note === null ? palette.dim : palette.yellow,
      options,
    },
  );
  if (!isDrawn) return lines;
  folder.folders.forEach((one, i) => {
    const last = i === folder.folders.length - 1 && items.length === 0;
    lines.push(
      ...folderLines(one, { first: branch(rest, last), rest: `${rest}${last ? "   " : "│  "}`, options }),
    );
  });
  items.forEach((item, i) => lines.push(...itemLines(item, rest, i === items.length - 1, options)));
  return lines;
}

function branch(lead: string, last: boolean): string {
  return `${lead}${last ? "└─ " : "├─ "}`;
}

function itemLines(item: TreeItem, rest: string, last: boolean, options: RenderOptions): string[] {
  const trash = item.trashed ? " (in the trash)" : "";
  return folded({ name: item.name ?? "untitled", facts: `${item.type} ${item.id}${trash}` }, {
    lead: branch(rest, last),
    next: `${rest}${last ? "     " : "│    "}`,
    name: (text) => text,
    facts: options.palette.dim,
    options,
  });
}

/** How the text of a node is laid out. */
interface Folding {
  /** The prefix of its first line. `next` is the prefix of its continuation lines. */
  lead: string;
  next: string;
  name: Style;
  facts: Style;
  options: RenderOptions;
}

/** The maximum number of lines of a name. */
const NAME_LINES = 3;

/**
 * Returns a name with its facts: next to it if they fit, otherwise below. Cuts a name only after `NAME_LINES` lines.
 */
function folded(
  { name, facts }: { name: string; facts: string },
  { lead: branches, next: trunk, options, ...styles }: Folding,
): string[] {
  const letters = (lead: string): string => options.ascii === true ? asciiLead(lead) : lead;
  const lead = letters(branches), next = letters(trunk);
  const [clean, told] = [sanitize(name), sanitize(facts)], { width } = options;
  if (width === null) return [`${lead}${styles.name(clean)}  ${styles.facts(told)}`];
  const whole = cellWidth(lead) + cellWidth(clean) + 2 + cellWidth(told);
  if (whole <= width) return [`${lead}${styles.name(clean)}  ${styles.facts(told)}`];
  const room = Math.max(10, width - Math.max(cellWidth(lead), cellWidth(next)));
  const names = wrap(clean, room), cut = names.length > NAME_LINES;
  const shown = cut
    ? [...names.slice(0, NAME_LINES - 1), truncate(`${names[NAME_LINES - 1]}…`, room)]
    : names;
  const free = room - cellWidth(shown.at(-1) ?? "") - 2;
  const beside = free < Math.min(cellWidth(told), 12) ? "" : wrap(told, free)[0] ?? "";
  const below = told.slice(beside.length).trim();
  const lines = shown.map((line, i) =>
    styles.name(line) + (i === shown.length - 1 && beside !== "" ? `  ${styles.facts(beside)}` : "")
  );
  if (below !== "") lines.push(...wrap(below, room).map(styles.facts));
  return lines.map((line, i) => (i === 0 ? lead : next) + line);
}

/** Converts the branches of a tree to ASCII. */
function asciiLead(lead: string): string {
  return lead.replaceAll("├─", "|-").replaceAll("└─", "`-").replaceAll("│", "|");
}

/** Returns a folder's id, the counts of its content, and its access list if it has its own. */
function factsOf(folder: TreeFolder, counts: { items: boolean; folders: boolean }): string {
  const held = [
    ...counts.folders && folder.folders.length > 0 ? [counted(folder.folders.length, "folder")] : [],
    ...counts.items && folder.items.length > 0 ? [counted(folder.items.length, "item")] : [],
  ];
  const access = folder.access === null
    ? folder.inherits === null ? ["access unknown"] : []
    : [folder.access.length === 0 ? "access: admins only" : `access: ${accessText(folder.access)}`];
  return [folder.id, ...held, ...access, ...folder.note === null ? [] : [folder.note]].join(" · ");
}

/** The maximum number of users and groups that are named. */
const NAMED = 4;

function accessText(rows: readonly AccessRow[]): string {
  const named = rows.slice(0, NAMED).map(({ who, id, name, permission }) =>
    `${name ?? `${who} ${id}`} ${permission}`
  );
  return named.join(", ") + (rows.length > NAMED ? ` and ${count(rows.length - NAMED)} more` : "");
}
