/**
 * Which items of a restore are restored only in part, and in which.
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

  /** Which parts of an item are restored; undefined for all of it. */
  of(ref: ItemRef): readonly PartPick[] | undefined {
    return this.some.get(itemKey(ref)) ?? (this.accessOnly ? [{ key: ACCESS }] : undefined);
  }

  /** Restores of an item only some parts. */
  set(ref: ItemRef, picks: readonly PartPick[]): void {
    this.some.set(itemKey(ref), picks);
  }
}

/**
 * The picks that `--part` and `--access-only` ask for.
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

/** @throws {UsageError} when `--access-only` is asked of a type that has no access lists. */
export function requireAccess(type: ContentType): void {
  if (hasAccess(type)) return;
  throw new UsageError(`Cannot use --access-only with ${type}: they have no access list`, {
    hint: handlerOf(type)?.folder === "inside"
      ? "The access list of their folder says who can see them: lookervault restore single folders ID --access-only."
      : "Folders and boards have access lists.",
  });
}
