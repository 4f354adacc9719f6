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
}

/**
 * Refuses a filter by what items of the type do not have.
 *
 * @throws {UsageError} naming the filter.
 */
export function requireApplicable(type: ContentType, filter: FactFilters): void {
  const { folder, owner, email, createdAt, updatedAt } = REGISTRY[type];
  const useless = filter.folder !== undefined && folder === undefined
    ? ["folder", "no folder"]
    : filter.owner !== undefined && owner === undefined && email === undefined
    ? ["owner", "no owner"]
    : filter.updatedAfter !== undefined && createdAt === undefined && updatedAt === undefined
    ? ["updated-after", "no time of update"]
    : null;
  if (useless === null) return;
  throw new UsageError(`Cannot filter ${type} by --${useless[0]}: they have ${useless[1]}`, {
    hint: "Leave that filter out.",
  });
}
