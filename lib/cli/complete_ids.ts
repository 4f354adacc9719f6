/**
 * The ids in the vault as candidates for a command line.
 *
 * @module
 */
import { parseContentType, typeCode } from "../looker/content_type_names.ts";
import { idsBeginning } from "../vault/ids.ts";
import { openVaultForReading } from "../vault/open.ts";
import type { Candidate } from "./complete.ts";

/** More are of no use at a prompt. */
const MOST = 200;

/** Ids of a type in the vault at `path` that begin with `prefix`. Deleted items too: they are what one restores. */
export function idCandidates(path: string, { type, prefix }: { type: string; prefix: string }): Candidate[] {
  const code = typeCode(parseContentType(type));
  using vault = openVaultForReading(path);
  return idsBeginning(vault, { type: code, prefix, limit: MOST }).map(({ id, name, deleted }) => ({
    value: id,
    about: `${name ?? ""}${deleted ? " (deleted)" : ""}`.trim(),
  }));
}
