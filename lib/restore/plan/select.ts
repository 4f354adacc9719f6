/**
 * Selects the items of the backup that a restore is about.
 *
 * @module
 */
import { shellWord } from "../../base/shell_word.ts";
import type { RestoreSource, SourceItem } from "../../handlers/restore_source.ts";
import { handlerOf } from "../../handlers/mod.ts";
import type { ItemRef } from "../../looker/item_ref.ts";
import { UsageError } from "../../base/errors.ts";
import type { ContentType } from "../../looker/content_type_names.ts";
import { FOLDER, PERSON, REGISTRY } from "../../looker/content_types.ts";
import type { Selection } from "../restore_request.ts";
import { hasAccess, requireAccess } from "./picks.ts";
import { typesOf } from "./source.ts";

/**
 * Returns the selected items, in the order of the types. Items that were deleted from Looker when the backup ended are
 * selected only by their ids.
 *
 * @throws {UsageError} for an item that the backup does not contain, and for a filter that cannot apply.
 */
export function select(source: RestoreSource, selection: Selection): ItemRef[] {
  const { scope } = selection;
  if (selection.accessOnly === true && "type" in scope) requireAccess(scope.type);
  if (scope.kind === "single") {
    const ref = { type: scope.type, id: scope.id };
    if (source.item(ref) !== undefined) return [ref];
    throw notInBackup(ref, selection.at);
  }
  if (scope.kind === "items") return scope.items.filter((ref) => source.item(ref) !== undefined);
  const types = selectedTypes(source, selection);
  const folders = selection.folders.length === 0 ? null : subtree(source, selection.folders);
  const ids = new Set(selection.ids);
  const chosen = types.flatMap((type) =>
    source.items(type)
      .filter((item) => ids.size > 0 ? ids.has(item.id) : item.deletedAt === null)
      .filter((item) => folders === null || folders.has(type === FOLDER ? item.id : item.folderId ?? ""))
      .filter((item) => ownerFits(item, selection.owners) && timeFits(item, selection))
      .map(({ id }) => ({ type, id }))
  );
  for (const owner of selection.owners) requireOwner(source, types, owner);
  const found = ids.size === 0 ? ids : new Set(chosen.map(({ id }) => id));
  const [lost] = [...ids].filter((id) => !found.has(id));
  if (lost !== undefined && scope.kind === "bulk") {
    throw notInBackup({ type: scope.type, id: lost }, selection.at);
  }
  return chosen;
}

function notInBackup({ type, id }: ItemRef, at: string | null): UsageError {
  const when = at === null ? "" : ` at ${at}`;
  return new UsageError(`Cannot restore ${type} ${id}: it is not in the backup${when}`, {
    hint: `See \`lookervault list ${type} --deleted\` and \`lookervault history ${type} ${shellWord(id)}\`.`,
  });
}

function selectedTypes(source: RestoreSource, selection: Selection): ContentType[] {
  const { scope, only, exclude } = selection;
  const given = scope.kind === "all" ? typesOf(source) : scope.kind === "bulk" ? [scope.type] : [];
  const kept = given.filter((type) => (only.length === 0 || only.includes(type)) && !exclude.includes(type))
    .filter((type) => selection.accessOnly !== true || hasAccess(type));
  return filters(selection).reduce((types, { flag, applies }) => {
    const fitting = types.filter(applies);
    if (scope.kind !== "bulk" || fitting.length === types.length) return fitting;
    throw new UsageError(
      `Cannot use ${flag} with ${scope.type}: items of this type do not have the property`,
      {
        hint: `Remove ${flag}, or select the items with --id.`,
      },
    );
  }, kept);
}

/** Returns the filters that were given, and the types to which they can apply. */
function filters(selection: Selection): { flag: string; applies: (type: ContentType) => boolean }[] {
  const given: { flag: string; applies: (type: ContentType) => boolean }[] = [];
  if (selection.folders.length > 0) {
    given.push({ flag: "--folder", applies: (type) => handlerOf(type)?.folder !== undefined });
  }
  if (selection.owners.length > 0) {
    given.push({ flag: "--owner", applies: (type) => REGISTRY[type].owner !== undefined });
  }
  if (selection.updatedAfter !== null || selection.updatedBefore !== null) {
    given.push({
      flag: selection.updatedAfter === null ? "--updated-before" : "--updated-after",
      applies: (type) => REGISTRY[type].updatedAt !== undefined,
    });
  }
  return given;
}

/** Whether an item belongs to one of the owners: ids, or addresses in any case. True if no owners are given. */
export function ownerFits(item: SourceItem, owners: readonly string[]): boolean {
  if (owners.length === 0) return true;
  const email = item.ownerEmail?.toLowerCase() ?? null;
  return owners.some((owner) => owner === item.ownerId || (email !== null && owner.toLowerCase() === email));
}

/**
 * Requires that an owner exists. An unknown owner is a typing error, and must not be treated as an owner of nothing.
 */
function requireOwner(source: RestoreSource, types: readonly ContentType[], owner: string): void {
  const isTheirs = (item: SourceItem): boolean => ownerFits(item, [owner]);
  if (source.item({ type: PERSON, id: owner }) !== undefined || source.items(PERSON).some(isTheirs)) return;
  if (types.some((type) => source.items(type).some(isTheirs))) return;
  throw new UsageError(`Cannot restore the items of ${owner}: the backup has no such user`, {
    hint: "Give an id or email address from `lookervault list users`.",
  });
}

function timeFits(item: SourceItem, { updatedAfter, updatedBefore }: Selection): boolean {
  if (updatedAfter === null && updatedBefore === null) return true;
  if (item.updatedAt === null) return false;
  return (updatedAfter === null || item.updatedAt >= updatedAfter) &&
    (updatedBefore === null || item.updatedAt < updatedBefore);
}

/** Returns folders with all of their descendants. */
function subtree(source: RestoreSource, roots: readonly string[]): Set<string> {
  const children = new Map<string, string[]>();
  for (const { id, folderId } of source.items(FOLDER)) {
    const siblings = children.get(folderId ?? "");
    if (siblings === undefined) children.set(folderId ?? "", [id]);
    else siblings.push(id);
  }
  const found = new Set<string>();
  const queue = [...roots];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    if (found.has(id)) continue;
    if (source.item({ type: FOLDER, id }) === undefined) throw notInBackup({ type: FOLDER, id }, null);
    found.add(id);
    queue.push(...children.get(id) ?? []);
  }
  return found;
}

/**
 * Returns the time whose state is restored: `--at`; otherwise, for deleted folders, the last time at which all of them
 * existed; otherwise null, for the newest state.
 */
export function effectiveTime(newest: RestoreSource, selection: Selection): string | null {
  if (selection.at !== null) return selection.at;
  const gone = selection.folders.flatMap((id) => newest.item({ type: FOLDER, id })?.deletedAt ?? []);
  const [first] = gone.sort();
  // The time before the run that found the first folder deleted, because that run may have found its content deleted first.
  return first === undefined ? null : new Date(Date.parse(newest.runBegan(first)) - 1).toISOString();
}
