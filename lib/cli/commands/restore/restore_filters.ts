/**
 * Checks that filters apply to the items of a restore. Rejects any other filter with the reason.
 *
 * @module
 */
import { UsageError } from "../../../base/errors.ts";
import type { ContentType } from "../../../looker/content_type_names.ts";
import { REGISTRY } from "../../../looker/content_types.ts";
import type { RestoreFlags } from "./restore_flags.ts";
import type { Scope } from "./restore_task.ts";

/** The filters, their options, and the types to which each applies. */
const FILTERS: readonly {
  key: "folder" | "owner" | "updatedAfter" | "updatedBefore";
  flag: string;
  lacks: string;
  applies: (type: ContentType) => boolean;
}[] = [
  {
    key: "folder",
    flag: "--folder",
    lacks: "are not in folders",
    applies: (type) => REGISTRY[type].isByFolder === true,
  },
  {
    key: "owner",
    flag: "--owner",
    lacks: "have no owner",
    applies: (type) => REGISTRY[type].owner !== undefined,
  },
  ...(["updatedAfter", "updatedBefore"] as const).map((key) => ({
    key,
    flag: key === "updatedAfter" ? "--updated-after" : "--updated-before",
    lacks: "have no update time",
    applies: (type: ContentType) => REGISTRY[type].updatedAt !== undefined,
  })),
];

/** Rejects filters for `restore single`. @throws {UsageError} if a filter is given. */
export function refuseOnSingle(flags: RestoreFlags): void {
  const given = FILTERS.find(({ key }) => flags[key] !== undefined)?.flag ??
    (flags.id === undefined ? undefined : "--id");
  if (given === undefined) return;
  throw new UsageError(`Cannot use ${given} with restore single: its one item is already given`, {
    hint: "Remove it, or use `lookervault restore bulk TYPE`.",
  });
}

/** Checks that filters apply to types. @throws {UsageError} for a filter that does not apply to one of the types. */
export function requireFilters(named: readonly ContentType[], flags: RestoreFlags): void {
  for (const { key, flag, lacks, applies } of FILTERS) {
    const useless = flags[key] === undefined ? [] : named.filter((type) => !applies(type));
    if (useless.length === 0) continue;
    throw new UsageError(`Cannot filter ${useless.join(", ")} by ${flag}: they ${lacks}`, {
      hint: "Remove that filter, or name the items with --id.",
    });
  }
}

/** Checks that `--id` is unambiguous. @throws {UsageError} if it may select items of several types. */
export function requireMeaning(scope: Scope, flags: RestoreFlags, only: readonly ContentType[]): void {
  if (scope.kind === "all" && flags.id !== undefined && only.length !== 1) {
    throw new UsageError("Cannot use --id with restore all: an id is unique only within a type", {
      hint: "Give the type: lookervault restore bulk TYPE --id ID, or add --only TYPE.",
    });
  }
}
