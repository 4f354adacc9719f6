/**
 * The items of which a restore writes only some parts, and which parts.
 *
 * @module
 */
import { ACCESS } from "../../handlers/access.ts";
import { handlerOf } from "../../handlers/mod.ts";
import type { PartPick } from "../../handlers/part_picks.ts";
import type { RestoreSource } from "../../handlers/restore_source.ts";
import { itemKey, type ItemRef } from "../../looker/item_ref.ts";
import type { ContentType } from "../../looker/content_type_names.ts";
import { UsageError } from "../../base/errors.ts";
import type { RestoreOptions } from "../restore_request.ts";
import { namedParts } from "./named_parts.ts";

/** The picks of one restore. */
export class Picks {
  private readonly some = new Map<string, readonly PartPick[]>();
  private readonly accessOnly: boolean;

  constructor({ accessOnly = false }: Pick<RestoreOptions, "accessOnly">) {
    this.accessOnly = accessOnly;
  }

  /** Returns the parts of an item that are restored; undefined for the entire item. */
  of(ref: ItemRef): readonly PartPick[] | undefined {
    return this.some.get(itemKey(ref)) ?? (this.accessOnly ? [{ key: ACCESS }] : undefined);
  }

  /** Limits the restore of an item to some parts. */
  set(ref: ItemRef, picks: readonly PartPick[]): void {
    this.some.set(itemKey(ref), picks);
  }
}

/**
 * Returns the picks for `--part` and `--access-only`.
 *
 * @throws {UsageError} for a part that the item does not have.
 */
export function picksOf(
  source: RestoreSource,
  options: Pick<RestoreOptions, "scope" | "parts" | "accessOnly">,
): Picks {
  const picks = new Picks(options), { scope, parts = [] } = options;
  const ref = scope.kind === "single" ? scope : scope.kind === "items" ? scope.items[0] : undefined;
  if (parts.length === 0 || ref === undefined) return picks;
  const handler = handlerOf(ref.type), body = source.body(ref);
  if (handler === undefined || body === null) return picks;
  const { type, id } = ref;
  picks.set({ type, id }, namedParts(handler, body, parts));
  return picks;
}

/** Whether items of a type have an access list of their own. */
export function hasAccess(type: ContentType): boolean {
  return handlerOf(type)?.ownRequests?.includes(ACCESS) === true;
}

/**
 * Requires that a type has access lists.
 *
 * @throws {UsageError} if it has none, so that `--access-only` cannot apply.
 */
export function requireAccess(type: ContentType): void {
  if (hasAccess(type)) return;
  throw new UsageError(`Cannot use --access-only with ${type}: items of this type have no access list`, {
    hint: handlerOf(type)?.folder === "inside"
      ? "The access list of their folder says who can see them: `lookervault restore single folders ID --access-only`."
      : "Folders and boards have access lists.",
  });
}
