/**
 * The hints for damaged rows.
 *
 * @module
 */
import { shellWord } from "../../base/shell_word.ts";
import { type ContentType, typeOfCode } from "../../looker/content_type_names.ts";
import type { Vault } from "../../vault/vault.ts";
import { versionsOf } from "../../vault/versions.ts";
import type { BadRow } from "./judge.ts";

/** The hint for a damaged file. */
export const FILE_ADVICE =
  "Use an older copy of the vault, or extract into a new file. Keep the damaged file for recovery (sqlite3 " +
  "FILE .recover).";

/** The hint for damage that belongs to no item. */
export const ROW_ADVICE = "Compare with an older copy of the vault.";

/** Returns the hint for restoring the newest state of a type. */
export function extractAdvice(type: ContentType): string {
  return `Run \`lookervault extract ${type}\` (not --incremental): it stores the current state again.`;
}

/**
 * Returns the hint for a damaged row. `damaged` contains the keys of all damaged versions; null if not all are known.
 */
export function rowAdvice(
  vault: Vault,
  { table, type: code, id, session, gone, readable }: BadRow,
  damaged: ReadonlySet<string> | null,
): string {
  const type = code === null ? undefined : typeOfCode(code);
  // A page that cannot be read cannot be written either.
  if (!readable) return FILE_ADVICE;
  if (type === undefined || code === null || id === null) return ROW_ADVICE;
  if (table === "restoration_backups") {
    return `Restore this item from the backup with \`restore single\`: \`restore undo ${session}\` cannot restore it.`;
  }
  if (table === "content_history") {
    return "Remove this version with `lookervault cleanup --damaged`, or replace it from an older copy of the vault with " +
      "`--from COPY.db`. The other versions are not affected.";
  }
  const first = gone ? "Use an older copy of the vault: the item is deleted in Looker." : extractAdvice(type);
  const earlier = damaged === null ? null : wholeVersion(vault, { type: code, id, damaged });
  return earlier === null
    ? first
    : `${first} Its version of ${earlier} is intact: \`lookervault show ${type} ${
      shellWord(id)
    } --at ${earlier}\`.`;
}

/** Returns the start of the newest former version that is intact; null if there is none. */
function wholeVersion(
  vault: Vault,
  { type, id, damaged }: { type: number; id: string; damaged: ReadonlySet<string> },
): string | null {
  try {
    const [, ...former] = versionsOf(vault, type, id);
    return former.find(({ validFrom }) => !damaged.has(versionKey(type, id, validFrom)))?.validFrom ?? null;
  } catch {
    // The rows of the versions are damaged themselves.
    return null;
  }
}

/** Returns the key of a version. */
export function versionKey(type: unknown, id: unknown, from: unknown): string {
  return JSON.stringify([type, id, from]);
}
