/**
 * The ids in the vault as candidates for a command line.
 *
 * @module
 */
import { queuedDeadLetters, restoreSessions } from "../inspect/restorations.ts";
import { parseContentType, typeCode } from "../looker/content_type_names.ts";
import { idsBeginning } from "../vault/ids.ts";
import { openVaultForReading } from "../vault/open.ts";
import type { Vault } from "../vault/vault.ts";
import { type Candidate, FAILURES, RESTORES } from "./complete.ts";

/** More are of no use at a prompt. */
const MOST = 200;

/**
 * Ids in the vault at `path` that begin with `prefix`: of a content type, deleted items too, because they are what one
 * restores; or of restores, or of what waits in their queue.
 */
export function idCandidates(path: string, { type, prefix }: { type: string; prefix: string }): Candidate[] {
  // Before the vault is opened: where no type stands there is nothing to look for.
  const read = type === RESTORES ? restores : type === FAILURES ? failures : itemsOf(type, prefix);
  using vault = openVaultForReading(path);
  return read(vault).filter(({ value }) => value.startsWith(prefix)).slice(0, MOST);
}

function itemsOf(type: string, prefix: string): (vault: Vault) => Candidate[] {
  const code = typeCode(parseContentType(type));
  return (vault) =>
    idsBeginning(vault, { type: code, prefix, limit: MOST }).map(({ id, name, deleted }) => ({
      value: id,
      about: `${name ?? ""}${deleted ? " (deleted)" : ""}`.trim(),
    }));
}

function restores(vault: Vault): Candidate[] {
  return restoreSessions(vault, null).map(({ session_id, command, status, started_at }) => ({
    value: session_id,
    about: `${started_at.slice(0, 16)}Z ${command ?? "restore"}, ${status}`,
  }));
}

function failures(vault: Vault): Candidate[] {
  return queuedDeadLetters(vault, {}).rows.map(({ id, type, item_id, message }) => ({
    value: String(id),
    about: `${type} ${item_id}: ${message}`,
  }));
}
