/**
 * Converts the command line of `extract` to the options of an extraction.
 *
 * @module
 */
import { typesWith } from "../../looker/content_types.ts";
import { UsageError } from "../../base/errors.ts";
import type { Config } from "../../config/load.ts";
import type { ExtractOptions } from "../../extract/options.ts";
import type { ContentType } from "../../looker/content_type_names.ts";
import { selectTypes, type TypeSelection } from "../named_types.ts";

/** The options of `extract` as commander parses them. */
export interface ExtractFlags {
  baseUrl?: string;
  timeout?: number;
  exclude?: string[];
  workers?: number;
  batchSize?: number;
  incremental?: true;
  resume?: true;
  fresh?: true;
  folder?: string[];
  recursive?: true;
  trash: boolean;
  userValues: boolean;
  usage: boolean;
  maxRetries: number;
  maxCalls?: number;
  maxMemory?: number;
  rateLimit?: number;
  fullCheck?: true;
  reread?: true;
  keepPublicLinks?: true;
  acceptDeletions?: true;
  snapshot?: true;
  dryRun?: true;
  types?: string[];
  type?: string[];
  onlyTypes?: string[];
  excludeTypes?: string[];
}

/** Returns the options of an extraction. @throws {UsageError} for a filter that cannot apply. */
export function extractOptions(
  types: readonly string[],
  flags: ExtractFlags,
  config: Config,
): ExtractOptions {
  const include = [...types, ...flags.types ?? [], ...flags.type ?? [], ...flags.onlyTypes ?? []];
  const exclude = [...flags.exclude ?? [], ...flags.excludeTypes ?? []];
  if (flags.recursive && flags.folder === undefined) {
    throw new UsageError("Cannot use --recursive: --folder is not given", {
      hint: "Add --folder ID, or remove --recursive: without --folder, all folders are backed up.",
    });
  }
  return {
    types: flags.folder === undefined ? selectTypes({ include, exclude }) : folderTypes({ include, exclude }),
    workers: config.workers,
    batchSize: config.batchSize,
    maxRetries: flags.maxRetries,
    ...(flags.maxCalls !== undefined && { maxCalls: flags.maxCalls }),
    ...(flags.rateLimit !== undefined && { rateLimit: flags.rateLimit }),
    ...(flags.maxMemory !== undefined && { maxMemoryMb: flags.maxMemory }),
    folders: flags.folder ?? [],
    recursive: flags.recursive === true,
    noTrash: !flags.trash,
    noUserValues: !flags.userValues,
    ...(!flags.usage && { noUsage: true }),
    acceptDeletions: flags.acceptDeletions === true,
    incremental: flags.incremental === true && flags.fullCheck !== true,
    ...(flags.reread === true && { reread: true }),
    ...(flags.keepPublicLinks === true && { keepPublicLinks: true }),
  };
}

/** Types that `--folder` can limit. */
const IN_FOLDERS: readonly ContentType[] = typesWith("isByFolder");

/** Returns the types of a run with `--folder`. @throws {UsageError} for a type that is not in folders. */
function folderTypes({ include, exclude }: TypeSelection): ContentType[] {
  if (include.length === 0) return selectTypes({ include: IN_FOLDERS, exclude });
  const types = selectTypes({ include, exclude });
  const others = types.filter((type) => !IN_FOLDERS.includes(type));
  if (others.length === 0) return types;
  throw new UsageError(`Cannot use --folder with ${others.join(", ")}: these types are not in folders`, {
    hint: `--folder selects ${IN_FOLDERS.join(", ")}. Back up the other types in a run without --folder.`,
  });
}
