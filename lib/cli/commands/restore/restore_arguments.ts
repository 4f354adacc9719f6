/**
 * Converts the command line of a restore to its options.
 *
 * @module
 */
import { UsageError } from "../../../base/errors.ts";
import type { Config } from "../../../config/load.ts";
import type { ContentType } from "../../../looker/content_type_names.ts";
import { parseContentType } from "../../../looker/parse_content_type.ts";
import type { RestoreOptions } from "../../../restore/restore_request.ts";
import { selectTypes } from "../../named_types.ts";
import { refuseOnSingle, requireFilters, requireMeaning } from "./restore_filters.ts";
import { CHECKPOINT_INTERVAL, MAX_RETRIES, type RestoreFlags, type RunFlags } from "./restore_flags.ts";
import type { HowToRun, Scope, Tuning } from "./restore_task.ts";

/** Returns the scope of `restore single`: a type and an id. The type and the id may also be given by older options. */
export function singleScope(words: readonly string[], flags: RestoreFlags): Scope {
  const named = [...flags.type ?? [], ...flags.types ?? [], ...words];
  const [type, id] = named;
  if (type === undefined || id === undefined || named.length > 2) {
    throw new UsageError("Cannot restore a single item: give exactly one type and one id", {
      hint: "For example: lookervault restore single dashboards 42.",
    });
  }
  return { kind: "single", type: parseContentType(type), id };
}

/** Returns the scope of `restore bulk`: one type. */
export function bulkScope(words: readonly string[], flags: RestoreFlags): Scope {
  const [type, ...others] = [...flags.type ?? [], ...flags.types ?? [], ...words].flatMap((word) =>
    word.split(",").filter((name) => name.trim() !== "")
  );
  if (type !== undefined && others.length === 0) return { kind: "bulk", type: parseContentType(type) };
  throw new UsageError("Cannot restore in bulk: give exactly one type", {
    hint:
      "For example: lookervault restore bulk dashboards. For several: lookervault restore all --only dashboards,looks.",
  });
}

/**
 * Returns the options of a restore.
 *
 * @throws {UsageError} for a filter that cannot apply.
 */
export function restoreOptions(
  scope: Scope,
  flags: RestoreFlags,
  config: Pick<Config, "workers">,
): RestoreOptions {
  const only = types([
    ...flags.only ?? [],
    ...flags.onlyTypes ?? [],
    ...scope.kind === "all" ? older(flags) : [],
  ]);
  const exclude = types([...flags.exclude ?? [], ...flags.excludeTypes ?? []]);
  if (scope.kind === "single") refuseOnSingle(flags);
  // Types of dependencies and dependents can be excluded.
  const bringsMore = flags.withDependencies === true || flags.withDependents === true;
  if (scope.kind !== "all" && (only.length > 0 || (exclude.length > 0 && !bringsMore))) {
    throw new UsageError(
      `Cannot use ${only.length > 0 ? "--only" : "--exclude"} with restore ${scope.kind}: ` +
        "its one type is already given",
      {
        hint: only.length > 0
          ? "Remove it, or use `lookervault restore all`."
          : "Remove it, add --with-dependencies to exclude types from the dependencies, or use `lookervault restore all`.",
      },
    );
  }
  requireWhole(scope, flags);
  if (scope.kind === "all") selectTypes({ include: only, exclude });
  if (scope.kind === "bulk") requireFilters([scope.type], flags);
  if (scope.kind === "all" && only.length > 0) requireFilters(only, flags);
  requireMeaning(scope, flags, only);
  return {
    ...EVERYTHING,
    ...runOptions(flags, config),
    scope,
    withDependencies: flags.withDependencies === true,
    folders: flags.folder ?? [],
    owners: flags.owner ?? [],
    ids: flags.id ?? [],
    only,
    exclude,
    skipIfModified: flags.skipIfModified === true,
    ownerMap: flags.ownerMap ?? {},
    defaultOwner: flags.defaultOwner ?? null,
    enableSchedules: flags.enableSchedules === true,
    fixLinks: flags.fixLinks === true,
    ...flags.part !== undefined && { parts: flags.part },
    ...flags.accessOnly === true && { accessOnly: true },
    ...flags.withDependents === true && { withDependents: true },
    ...flags.intoFolder !== undefined && { intoFolder: flags.intoFolder },
    ...mapped(flags),
  };
}

/** Checks the options that restore only a part of an item. @throws {UsageError} if another option contradicts them. */
function requireWhole(scope: Scope, flags: RestoreFlags): void {
  const { part, accessOnly } = flags;
  if (part !== undefined && scope.kind !== "single") {
    throw new UsageError(`Cannot use --part with restore ${scope.kind}: it selects parts of one item`, {
      hint: "For example: lookervault restore single dashboards 42 --part 'tile \"Revenue\"'.",
    });
  }
  const partly = part !== undefined ? "--part" : accessOnly === true ? "--access-only" : null;
  if (partly === null) return;
  const whole = ([
    ["--with-dependencies", flags.withDependencies === true],
    ["--with-dependents", flags.withDependents === true],
    ["--into-folder", flags.intoFolder !== undefined],
    ["--fix-links", flags.fixLinks === true],
    ["--access-only", part !== undefined && accessOnly === true],
  ] as const).find(([, isGiven]) => isGiven)?.[0];
  if (whole === undefined) return;
  throw new UsageError(`Cannot use ${whole} with ${partly}: ${partly} changes nothing else`, {
    hint: `Remove one of them. First restore what the part needs, with a separate command.`,
  });
}

function mapped({ mapField, mapExplore, mapModel }: RestoreFlags): Pick<RestoreOptions, "mapping"> {
  if (mapField === undefined && mapExplore === undefined && mapModel === undefined) return {};
  return {
    mapping: { fields: mapField ?? {}, explores: mapExplore ?? {}, models: mapModel ?? {}, texts: {} },
  };
}

/** Returns the options that control how a restore runs. */
export function runOptions(
  flags: RunFlags,
  config: Pick<Config, "workers">,
): HowToRun {
  return {
    workers: config.workers,
    maxRetries: flags.maxRetries ?? MAX_RETRIES,
    allowIncomplete: flags.allowIncomplete === true,
    allowAdmin: flags.allowAdmin === true,
    allowSignIn: flags.allowSignInChanges === true,
    checkpointInterval: flags.checkpointInterval ?? CHECKPOINT_INTERVAL,
    ...(flags.rateLimit !== undefined && { rateLimit: flags.rateLimit }),
  };
}

/** The options that restore the complete backup unchanged. */
export const EVERYTHING: Omit<RestoreOptions, keyof HowToRun> = {
  scope: { kind: "all" },
  at: null,
  withDependencies: false,
  folders: [],
  owners: [],
  ids: [],
  updatedAfter: null,
  updatedBefore: null,
  only: [],
  exclude: [],
  skipIfModified: false,
  ownerMap: {},
  defaultOwner: null,
  enableSchedules: false,
  fixLinks: false,
  undo: null,
};

function older(flags: RestoreFlags): string[] {
  return [...flags.types ?? [], ...flags.type ?? []];
}

function types(names: readonly string[]): ContentType[] {
  return [...new Set(names.map(parseContentType))];
}

/** Returns the options that the command line sets. All other options stay as in the earlier restore. */
export function tuning(
  { workers, maxRetries, rateLimit, checkpointInterval, allowIncomplete, allowAdmin, allowSignInChanges }:
    RunFlags,
): Tuning {
  return {
    ...(workers !== undefined && { workers }),
    ...(maxRetries !== undefined && { maxRetries }),
    ...(rateLimit !== undefined && { rateLimit }),
    ...(checkpointInterval !== undefined && { checkpointInterval }),
    ...(allowIncomplete !== undefined && { allowIncomplete }),
    ...(allowAdmin !== undefined && { allowAdmin }),
    ...(allowSignInChanges !== undefined && { allowSignIn: allowSignInChanges }),
  };
}
