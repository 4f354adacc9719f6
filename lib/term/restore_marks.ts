/**
 * Remarks on one item of a plan in addition to its changes: who edited it since the backup, and which items need it.
 *
 * @module
 */
import { keyWords } from "../looker/item_ref.ts";
import type { EditedSince } from "../restore/plan/edited_since.ts";
import type { RestoreItem } from "../restore/restore_summary.ts";
import { personWords } from "./author_words.ts";
import { count, counted } from "./format.ts";
import type { RenderOptions } from "./render_options.ts";
import { shownTime } from "./shown_time.ts";

/** Returns the last editor and the time: `Ada Lovelace (user 12), 2026-01-31 14:05 +01:00`. */
export function editWords({ at, by }: EditedSince, { zone }: Pick<RenderOptions, "zone">): string {
  const when = shownTime(at, zone);
  if (by === null) return `an unknown user, ${when}`;
  const who = personWords({ id: by.id, name: by.name, email: null });
  return by.name === null ? `${who}, ${when}` : `${who} (user ${by.id}), ${when}`;
}

/** The maximum number of items that a line names. */
const NAMED = 3;

/**
 * Returns the items because of which an item is restored: `needed by dashboards 12 "Revenue" and 4 more`. `nameOf`
 * returns
 * the names of other items.
 */
export function neededWords({ needed_by }: RestoreItem, nameOf: (key: string) => string | null): string {
  const named = needed_by.slice(0, NAMED).map((key) => {
    return keyWords(key, () => nameOf(key));
  });
  const more = needed_by.length - named.length;
  return `needed by ${named.join(", ")}${more > 0 ? ` and ${count(more)} more` : ""}`;
}

/** Returns a function that finds the name of an item of a plan by its key. */
export function namesByKey(items: readonly RestoreItem[]): (key: string) => string | null {
  const names = new Map(items.map(({ type, id, name }) => [`${type}/${id}`, name]));
  return (key) => names.get(key) ?? null;
}

/** Whether a restore overwrites an edit after the backup. Undeleting an item overwrites nothing. */
export function isOverwritten({ action, edited_since }: RestoreItem): boolean {
  return action === "update" && edited_since !== null;
}

/**
 * Returns how many of the items to undelete were moved to the trash after the backup, and by whom last. If some were
 * not,
 * states that Looker reports no change of them. Null for none.
 */
export function trashedRemark(
  written: readonly RestoreItem[],
  options: Pick<RenderOptions, "zone">,
): string | null {
  const undeleted = written.filter(({ action }) => action === "undelete");
  const moves = undeleted.flatMap(({ edited_since }) => edited_since ?? []);
  const [first, ...others] = moves, rest = undeleted.length - moves.length;
  if (first === undefined) return null;
  const newest = others.reduce((a, b) => (b.at > a.at ? b : a), first);
  const which = rest > 0 ? `${count(moves.length)} of the ` : "", n = counted(undeleted.length, "item");
  const were = moves.length === 1 ? "was" : "were", last = moves.length === 1 ? "by" : "the newest by";
  const why = rest === 0
    ? ""
    : ` Looker reports no change after the backup for the other ${
      rest === 1 ? "item" : counted(rest, "item")
    }.`;
  return `${which}${n} to undelete ${were} changed or moved to the trash after the backup, ${last} ${
    editWords(newest, options)
  }.${why}`;
}

/**
 * Returns how many of the items to overwrite were edited after the backup, who edited last, and how to skip them; null
 * for
 * none.
 */
export function editedRemark(
  written: readonly RestoreItem[],
  options: Pick<RenderOptions, "zone"> & { undo: boolean },
): string | null {
  const edits = written.filter(isOverwritten).flatMap(({ edited_since }) => edited_since ?? []);
  const [first, ...rest] = edits;
  if (first === undefined) return null;
  const newest = rest.reduce((a, b) => (b.at > a.at ? b : a), first);
  const which = written.length === 1
    ? "It was"
    : edits.length === 1
    ? `1 of these ${count(written.length)} was`
    : `${count(edits.length)} of these ${count(written.length)} were`;
  const last = edits.length === 1 ? "by" : "the newest by";
  const leave = options.undo ? "" : ". To skip edited items, add --skip-if-modified.";
  const since = options.undo ? "after that restore" : "after the backup";
  return `${which} edited in Looker ${since}, ${last} ${editWords(newest, options)}${leave}`;
}
