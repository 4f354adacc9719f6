/**
 * From the command line to what a restore is asked to do.
 *
 * @module
 */
import { UsageError } from "../../../base/errors.ts";
import type { Config } from "../../../config/load.ts";
import { type ContentType, parseContentType } from "../../../looker/content_type_names.ts";
import { REGISTRY } from "../../../looker/content_types.ts";
import type { RestoreOptions, Selection } from "../../../restore/restore_request.ts";
import { selectTypes } from "../../named_types.ts";
import { CHECKPOINT_INTERVAL, MAX_RETRIES, type RestoreFlags, type RunFlags } from "./restore_flags.ts";
import type { HowToRun, Tuning } from "./restore_task.ts";

/** Which items a command is about. */
export type Scope = Selection["scope"];

/** `restore single`: a type and an id, either of them perhaps in an older spelling. */
export function singleScope(words: readonly string[], flags: RestoreFlags): Scope {
  const named = [...flags.type ?? [], ...flags.types ?? [], ...words];
  const [type, id] = named;
  if (type === undefined || id === undefined || named.length > 2) {
    throw new UsageError("Cannot restore a single item: exactly one type and one id must be named", {
      hint: "For example: lookervault restore single dashboards 42.",
    });
  }
  return { kind: "single", type: parseContentType(type), id };
}

/** `restore bulk`: one type. */
export function bulkScope(words: readonly string[], flags: RestoreFlags): Scope {
  const [type, ...others] = [...flags.type ?? [], ...flags.types ?? [], ...words].flatMap((word) =>
    word.split(",").filter((name) => name.trim() !== "")
  );
  if (type !== undefined && others.length === 0) return { kind: "bulk", type: parseContentType(type) };
  throw new UsageError("Cannot restore in bulk: exactly one type must be named", {
    hint:
      "For example: lookervault restore bulk dashboards. For several: lookervault restore all --only dashboards,looks.",
  });
}

/**
 * What a restore is asked to do.
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
  if (scope.kind !== "all" && only.length + exclude.length > 0) {
    throw new UsageError(
      `Cannot use ${
        only.length > 0 ? "--only" : "--exclude"
      } with restore ${scope.kind}: its one type is named already`,
      { hint: "Leave it out, or use `lookervault restore all`." },
    );
  }
  if (scope.kind === "all") selectTypes({ include: only, exclude });
  if (scope.kind === "bulk") requireFilters([scope.type], flags);
  if (scope.kind === "all" && only.length > 0) requireFilters(only, flags);
  requireMeaning(scope, flags, only);
  return {
    ...EVERYTHING,
    ...runOptions(flags, config),
    scope,
    at: flags.at ?? null,
    withDependencies: flags.withDependencies === true,
    folders: flags.folder ?? [],
    owners: flags.owner ?? [],
    ids: flags.id ?? [],
    updatedAfter: flags.updatedAfter ?? null,
    updatedBefore: flags.updatedBefore ?? null,
    only,
    exclude,
    skipIfModified: flags.skipIfModified === true,
    ownerMap: flags.ownerMap ?? {},
    defaultOwner: flags.defaultOwner ?? null,
    enableSchedules: flags.enableSchedules === true,
    fixLinks: flags.fixLinks === true,
  };
}

/** How a restore runs. */
export function runOptions(
  flags: RunFlags,
  config: Pick<Config, "workers">,
): HowToRun {
  return {
    workers: config.workers,
    maxRetries: flags.maxRetries ?? MAX_RETRIES,
    allowIncomplete: flags.allowIncomplete === true,
    allowAdmin: flags.allowAdmin === true,
    checkpointInterval: flags.checkpointInterval ?? CHECKPOINT_INTERVAL,
    ...(flags.rateLimit !== undefined && { rateLimit: flags.rateLimit }),
  };
}

/** All of the backup as it is, with nothing special asked. */
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

/** The filters, how they are spelled, and which types they can say anything of. */
const FILTERS: readonly {
  key: "folder" | "owner" | "updatedAfter" | "updatedBefore";
  flag: string;
  lacks: string;
  applies: (type: ContentType) => boolean;
}[] = [
  {
    key: "folder",
    flag: "--folder",
    lacks: "are not kept in folders",
    applies: (type) => ["folders", "looks", "dashboards"].includes(type),
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
    lacks: "have no time of update",
    applies: (type: ContentType) => REGISTRY[type].updatedAt !== undefined,
  })),
];

function refuseOnSingle(flags: RestoreFlags): void {
  const given = FILTERS.find(({ key }) => flags[key] !== undefined)?.flag ??
    (flags.id === undefined ? undefined : "--id");
  if (given === undefined) return;
  throw new UsageError(`Cannot use ${given} with restore single: its one item is named already`, {
    hint: "Leave it out, or use `lookervault restore bulk TYPE`.",
  });
}

function requireFilters(named: readonly ContentType[], flags: RestoreFlags): void {
  for (const { key, flag, lacks, applies } of FILTERS) {
    const useless = flags[key] === undefined ? [] : named.filter((type) => !applies(type));
    if (useless.length === 0) continue;
    throw new UsageError(`Cannot filter ${useless.join(", ")} by ${flag}: they ${lacks}`, {
      hint: "Leave that filter out, or name the items with --id.",
    });
  }
}

function requireMeaning(scope: Scope, flags: RestoreFlags, only: readonly ContentType[]): void {
  const { updatedAfter, updatedBefore } = flags;
  if (updatedAfter !== undefined && updatedBefore !== undefined && updatedAfter >= updatedBefore) {
    throw new UsageError(
      `Cannot filter by time: nothing lies between ${updatedAfter} (--updated-after) and ${updatedBefore} (--updated-before)`,
      { hint: "Swap them, or leave one out." },
    );
  }
  if (scope.kind === "all" && flags.id !== undefined && only.length !== 1) {
    throw new UsageError("Cannot use --id with restore all: an id means something else in each type", {
      hint: "Name the type: lookervault restore bulk TYPE --id ID, or add --only TYPE.",
    });
  }
}

/** What was said of how to run; the rest stays as it was asked before. */
export function tuning(
  { workers, maxRetries, rateLimit, checkpointInterval, allowIncomplete, allowAdmin }: RunFlags,
): Tuning {
  return {
    ...(workers !== undefined && { workers }),
    ...(maxRetries !== undefined && { maxRetries }),
    ...(rateLimit !== undefined && { rateLimit }),
    ...(checkpointInterval !== undefined && { checkpointInterval }),
    ...(allowIncomplete !== undefined && { allowIncomplete }),
    ...(allowAdmin !== undefined && { allowAdmin }),
  };
}
