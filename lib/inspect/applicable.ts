/**
 * Whether a filter can say anything of a type: one that cannot would find nothing and look like an answer.
 *
 * @module
 */
import { UsageError } from "../base/errors.ts";
import type { ContentType } from "../looker/content_type_names.ts";
import { REGISTRY } from "../looker/content_types.ts";

/** Filters that ask for a fact which not every type has. */
export interface FactFilters {
  folder?: string;
  owner?: string;
  updatedAfter?: string;
  outside?: readonly string[];
}

/** Why a filter cannot say anything of a type: the option, and what its items lack; null where all can. */
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
 * Refuses a filter by what items of the type do not have.
 *
 * @throws {UsageError} naming the filter.
 */
export function requireApplicable(type: ContentType, filter: FactFilters): void {
  const useless = uselessFilter(type, filter);
  if (useless === null) return;
  throw new UsageError(`Cannot filter ${type} by --${useless[0]}: ${useless[1]}`, {
    hint: "Remove that filter.",
  });
}
