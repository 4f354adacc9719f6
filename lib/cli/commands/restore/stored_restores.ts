/**
 * Finds the earlier restore that a new one resumes or undoes, and its options.
 *
 * @module
 */
import {
  array,
  boolean,
  exactOptional,
  type GenericSchema,
  integer,
  maxValue,
  minValue,
  nullable,
  number,
  object,
  optional,
  picklist,
  pipe,
  record,
  safeParse,
  string,
  variant,
} from "valibot";
import { EXIT, LookervaultError, UsageError } from "../../../base/errors.ts";
import { restorationNamed, restorationPlace } from "../../../inspect/restorations.ts";
import { CONTENT_TYPES } from "../../../looker/content_type_names.ts";
import { isUnfinished } from "../../../restore/journal/restore_session.ts";
import { changedBy, createdBy } from "../../../restore/journal/undo.ts";
import type { RestoreOptions } from "../../../restore/restore_request.ts";
import { restorations, type StoredRestoration } from "../../../vault/restorations.ts";
import type { Vault } from "../../../vault/vault.ts";

/** The error if the record of a restore in the vault is invalid. Exit code 5. */
export class StoredOptionsError extends LookervaultError {
  readonly code = "restore_record_damaged";
  readonly exitCode = EXIT.damaged;
}

const type = picklist(CONTENT_TYPES);
/** Old names with the new names, or items with their times. */
const names = record(string(), string());

/** The schemas of the options that select what to restore. */
const ASKED = {
  scope: variant("kind", [
    object({ kind: picklist(["single"]), type, id: string() }),
    object({ kind: picklist(["bulk"]), type }),
    object({ kind: picklist(["all"]) }),
    object({ kind: picklist(["items"]), items: array(object({ type, id: string() })) }),
  ]),
  at: nullable(string()),
  withDependencies: boolean(),
  folders: array(string()),
  owners: array(string()),
  ids: array(string()),
  updatedAfter: nullable(string()),
  updatedBefore: nullable(string()),
  only: array(type),
  exclude: array(type),
  skipIfModified: boolean(),
  ownerMap: record(string(), string()),
  defaultOwner: nullable(string()),
  enableSchedules: boolean(),
  // Older restores do not have this option.
  fixLinks: optional(boolean(), false),
  undo: nullable(string()),
  fromSnapshot: exactOptional(string()),
  // Older restores do not have these options.
  mapping: exactOptional(object({ fields: names, explores: names, models: names, texts: names })),
  live: exactOptional(boolean()),
  parts: exactOptional(array(string())),
  accessOnly: exactOptional(boolean()),
  times: exactOptional(names),
  withDependents: exactOptional(boolean()),
  intoFolder: exactOptional(string()),
};

/** The schema of the options in a plan file. */
export const PLANNED_OPTIONS = object(ASKED);

/** Returns the schema of a whole number in the range that the command line accepts. */
function within(least: number, most: number): GenericSchema<number> {
  return pipe(number(), integer(), minValue(least), maxValue(most));
}

/** The schema of a restore's options in the vault. */
const Stored = object({
  ...ASKED,
  allowIncomplete: optional(boolean(), false),
  workers: within(1, 50),
  maxRetries: within(0, 100),
  rateLimit: optional(pipe(number(), minValue(Number.MIN_VALUE))),
  checkpointInterval: within(1, 10_000),
});

/**
 * Returns the options of an earlier restore.
 *
 * @throws {StoredOptionsError} if they are invalid.
 */
export function storedOptions({ id, options }: Pick<StoredRestoration, "id" | "options">): RestoreOptions {
  const read = safeParse(Stored, options);
  if (!read.success) {
    throw new StoredOptionsError(
      `Cannot read the options of the restore ${id}: its record in the vault is damaged`,
      {
        hint: "Start a new restore: items that equal the backup are not written.",
      },
    );
  }
  const { rateLimit, ...asked } = read.output;
  // A vault must not allow that a user becomes an Admin. Only the person who runs the command can allow it.
  return { ...asked, allowAdmin: false, ...(rateLimit !== undefined && { rateLimit }) };
}

/**
 * Returns the restore to resume: the named one, otherwise the newest.
 *
 * @throws {UsageError} if there is none, or if it is already finished.
 */
export function toResume(vault: Vault, id: string | null): StoredRestoration {
  const all = restorations(vault);
  const session = id === null ? all[0] : restorationNamed(vault, all, id);
  if (session === undefined) throw none("resume", vault);
  if (isUnfinished(session)) return session;
  const other = all.find(isUnfinished), place = restorationPlace(session);
  throw new UsageError(`Cannot resume the restore ${session.id}: it is ${session.status}`, {
    hint: session.status === "partial"
      ? `Retry what failed with \`lookervault restore dlq retry${place.instance}${place.snapshot}\`.`
      : other === undefined
      ? "See `lookervault restore status` for all restores."
      : `An older one, ${other.id} of ${other.startedAt}, was interrupted: give its id to resume it.`,
  });
}

/**
 * Returns the restore to undo: the named one, otherwise the newest that changed something.
 *
 * @throws {UsageError} if there is none, or if the newest that changed something is itself an undo.
 */
export function toUndo(vault: Vault, id: string | null): StoredRestoration {
  const all = restorations(vault), [newest] = all;
  if (id !== null) return restorationNamed(vault, all, id);
  if (newest === undefined) throw none("undo", vault);
  const session = all.find(({ id }) => changedBy(vault, id).length + createdBy(vault, id).length > 0);
  if (session === undefined) {
    throw new UsageError(`Cannot undo a restore: the last restore, ${newest.id}, changed nothing`, {
      hint: "No restore that the vault records changed anything: see `lookervault restore status`.",
    });
  }
  const { undo } = storedOptions(session);
  if (undo === null) return session;
  throw new UsageError(
    `Cannot tell what to undo: the newest restore, ${session.id}, is itself the undo of ${undo}`,
    {
      hint:
        `Give an id: \`lookervault restore undo ${session.id}${
          restorationPlace(session).instance
        }\` would redo ${undo}. See ` +
        "`lookervault restore status` for all restores.",
    },
  );
}

function none(what: string, { path }: Vault): UsageError {
  return new UsageError(`Cannot ${what} a restore: the vault ${path} records none`, {
    hint: "See `lookervault restore --help` for how to start one.",
  });
}
