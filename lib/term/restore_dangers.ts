/**
 * The risks of a large plan, most severe first: who gains rights, mail to outside addresses, what is removed, what was
 * edited since the backup, and what shows different data after the restore.
 *
 * @module
 */
import type { Difference } from "../live/diff/difference.ts";
import type { RightsChange } from "../looker/rights/describe.ts";
import type { OutsideMail } from "../restore/plan/model.ts";
import type { RestoreItem } from "../restore/restore_summary.ts";
import { count, counted, listed } from "./format.ts";
import type { RenderOptions } from "./render_options.ts";
import { isWritten, itemText, pathText } from "./restore_items.ts";
import { editedRemark, editWords, isOverwritten, trashedRemark } from "./restore_marks.ts";
import { hanging, sections } from "./restore_notes.ts";

/** The maximum number of items that are named below a heading on a terminal. */
const NAMED = 5;

/** Returns mail to addresses of domains that no user of the backup has. The list is never cut. */
export function outsideLines(outside: readonly OutsideMail[], options: RenderOptions): string[] {
  if (outside.length === 0) return [];
  const { palette } = options;
  return [
    ...title("Mail to addresses outside the domains of your users:", options),
    ...outside.flatMap((one) =>
      entry(`${itemText(one)} sends to ${one.addresses.join(", ")}`, "!", options).map((line) =>
        palette.red(line)
      )
    ),
  ];
}

/**
 * Returns the parts that are removed because the backup does not contain them, and items that are moved to the trash.
 */
export function removedLines(items: readonly RestoreItem[], options: RenderOptions): string[] {
  const going = items.filter(isWritten).flatMap((item) => {
    const isTrashed = item.differences.some(({ part, path, to }) =>
      part.length === 0 && path === "deleted" && to === true
    );
    const parts = item.differences.filter(isGone).map(({ part }) => part.join(" › "));
    if (isTrashed) return [`${itemText(item)} is moved to the trash`];
    return parts.length === 0 ? [] : [`${itemText(item)} loses ${parts.join(", ")}`];
  });
  return entries("Removed, because the backup does not contain it:", going, { mark: "-", ...options });
}

function isGone({ kind, part, path }: Difference): boolean {
  return kind === "removed" && path === "" && part.length > 0;
}

/** Returns the edits in Looker after the backup: their count, and the newest edits. */
export function editedLines(
  items: readonly RestoreItem[],
  { undo, ...options }: RenderOptions & { undo: boolean },
): string[] {
  const written = items.filter(isWritten), remark = editedRemark(written, { ...options, undo });
  const trashed = trashedRemark(written, options);
  const taken = trashed === null ? [] : hanging(trashed, { prefix: "", indent: 0 }, options);
  if (remark === null) return taken;
  const edited = written.filter(isOverwritten).flatMap((item) =>
    item.edited_since === null ? [] : [{ item, edit: item.edited_since }]
  );
  const byEditor = Map.groupBy(edited, ({ edit: { by } }) => by?.id ?? "");
  const editors = [...byEditor.values()].sort((a, b) => a.length - b.length);
  // The items of editors with few edits come before those of an editor with many, such as a script.
  const named = editors.flatMap((some) => some.sort((a, b) => (a.edit.at > b.edit.at ? -1 : 1))).map((
    { item, edit },
  ) => {
    const place = item.folder === null ? "" : ` in ${pathText(item.folder)}`;
    return `${itemText(item)}${place}, by ${editWords(edit, options)}`;
  });
  const who = editors.length < 2 ? [] : [
    `Editors: ${
      listed(
        editors.toReversed().map((some) => {
          const by = some[0]?.edit.by ?? null;
          const name = by === null
            ? "unknown"
            : by.name === null
            ? `user ${by.id}`
            : `${by.name} (user ${by.id})`;
          return `${name} ${count(some.length)}`;
        }),
      )
    }`,
  ];
  const lines = entries(`${remark}:`, named, { mark: "!", ...options });
  return [...lines, ...who.flatMap((text) => hanging(text, { prefix: "  ", indent: 4 }, options)), ...taken];
}

/** Returns items of which a query or a source is replaced. */
export function replacedLines(items: readonly RestoreItem[], options: RenderOptions): string[] {
  const replaced = items.filter(isWritten).filter(({ action }) => action !== "create").flatMap((item) => {
    const parts = item.differences.filter(isOfQuery).map(({ part }) => part.join(" › "));
    if (parts.length === 0) return [];
    const named = [...new Set(parts)].filter((part) => part !== "");
    return [`${itemText(item)}${named.length === 0 ? "" : `: ${named.join(", ")}`}`];
  });
  return entries("Shows different data after the restore:", replaced, { mark: "~", ...options });
}

function isOfQuery({ path }: Difference): boolean {
  return /^(query|source)(\.|$)/.test(path);
}

/** Returns one sentence with what to check before a large plan is confirmed; nothing if there is no such risk. */
export function againLines(
  { items, outside, rights }: {
    items: readonly RestoreItem[];
    outside: readonly OutsideMail[];
    rights: readonly RightsChange[];
  },
  options: RenderOptions,
): string[] {
  const admins = rights.filter(({ what }) => what === "admin").length;
  const edits = items.filter(isOverwritten).length;
  const said = [
    ...admins === 0 ? [] : [`${counted(admins, "new Admin")}`],
    ...outside.length === 0 ? [] : [`mail to outside addresses from ${counted(outside.length, "item")}`],
    ...edits === 0 ? [] : [`${counted(edits, "edit")} in Looker overwritten`],
  ];
  if (said.length === 0) return [];
  return hanging(`Check before you confirm: ${listed(said)}.`, { prefix: "! ", indent: 2 }, options)
    .map(options.palette.red);
}

/** Returns all risks except the rights, which are shown separately. */
export function dangerLines(
  { items, outside, show }: {
    items: readonly RestoreItem[];
    outside: readonly OutsideMail[];
    show: { undo: boolean };
  },
  options: RenderOptions,
): string[] {
  return sections([
    outsideLines(outside, options),
    removedLines(items, options),
    editedLines(items, { ...options, ...show }),
    replacedLines(items, options),
  ]);
}

function entries(
  heading: string,
  texts: readonly string[],
  { mark, ...options }: RenderOptions & { mark: string },
): string[] {
  if (texts.length === 0) return [];
  const shown = options.width === null ? texts : texts.slice(0, NAMED), left = texts.length - shown.length;
  return [
    ...title(heading, options),
    ...shown.flatMap((text) => entry(text, mark, options)),
    ...left === 0 ? [] : entry(`and ${counted(left, "more item")}`, " ", options).map(options.palette.dim),
  ];
}

function title(text: string, options: RenderOptions): string[] {
  return hanging(text, { prefix: "", indent: 0 }, options).map(options.palette.bold);
}

function entry(text: string, mark: string, options: RenderOptions): string[] {
  return hanging(text, { prefix: `  ${mark} `, indent: 4 }, options);
}
