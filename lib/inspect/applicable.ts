/**
 * Decides which filters apply to which content types. A filter on a property that a type does not have would match
 * nothing, and the empty result would look correct.
 *
 * @module
 */
import { UsageError } from "../base/errors.ts";
import type { ContentType } from "../looker/content_type_names.ts";
import { REGISTRY } from "../looker/content_types.ts";

/** The filters on properties that not every type has. */
export interface FactFilters {
  folder?: string;
  owner?: string;
  updatedAfter?: string;
  outside?: readonly string[];
}

/**
 * Returns the option that does not apply to a type, and what items of the type lack. Returns null if all filters apply.
 */
function uselessFilter(
  type: ContentType,
  filter: FactFilters,
): readonly [option: string, lacks: string] | null {
  const { folder, owner, email, createdAt, updatedAt, sends } = REGISTRY[type];
  if (filter.folder !== undefined && folder === undefined) return ["folder", "they have no folder"];
  if (filter.owner !== undefined && owner === undefined && email === undefined) {
    return ["owner", "they have no owner"];
  }
  if (filter.updatedAfter !== undefined && createdAt === undefined && updatedAt === undefined) {
    return ["updated-after", "they have no update time"];
  }
  return filter.outside !== undefined && sends === undefined ? ["outside", "they have no recipients"] : null;
}

/** Whether all filters apply to a type. */
export function applies(type: ContentType, filter: FactFilters): boolean {
  return uselessFilter(type, filter) === null;
}

/**
 * Checks that all filters apply to a type.
 *
 * @throws {UsageError} if a filter does not apply; the message names the filter
 */
export function requireApplicable(type: ContentType, filter: FactFilters): void {
  const useless = uselessFilter(type, filter);
  if (useless === null) return;
  throw new UsageError(`Cannot filter ${type} by --${useless[0]}: ${useless[1]}`, {
    hint: "Remove that filter.",
  });
}
