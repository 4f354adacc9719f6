/**
 * Completes ids and names from the vault.
 *
 * @module
 */
import { queuedDeadLetters, restoreSessions } from "../inspect/restorations.ts";
import { FolderPaths } from "../inspect/named/folder_paths.ts";
import { singular, typeCode } from "../looker/content_type_names.ts";
import { parseContentType } from "../looker/parse_content_type.ts";
import { FOLDER, PERSON } from "../looker/content_types.ts";
import { idsBeginning, namesBeginning } from "../vault/ids.ts";
import { openVaultForReading } from "../vault/open.ts";
import type { Vault } from "../vault/vault.ts";
import { type Candidate, FAILURES, RESTORES } from "./complete.ts";

/** The maximum number of candidates. More are of no use at a prompt. */
const MOST = 200;

/**
 * Returns the ids and names in the vault at `path` that begin with `prefix`: of a content type, of restores, or of dead
 * letters. Includes deleted items, because users restore them.
 */
export function idCandidates(path: string, { type, prefix }: { type: string; prefix: string }): Candidate[] {
  // Runs before the vault is opened: it throws if `type` is not a type, and then the vault is not needed.
  const read = type === RESTORES ? restores : type === FAILURES ? failures : itemsOf(type, prefix);
  using vault = openVaultForReading(path);
  return read(vault).filter(({ value }) => value.startsWith(prefix)).slice(0, MOST);
}

/**
 * Returns a function that finds ids. If the prefix is not empty, it also finds names, paths of folders and addresses of
 * users.
 */
function itemsOf(named: string, prefix: string): (vault: Vault) => Candidate[] {
  const type = parseContentType(named), asked = { type: typeCode(type), prefix, limit: MOST };
  return (vault) => {
    const ids = idsBeginning(vault, asked).map(({ id, name, deleted }) => ({
      value: id,
      about: `${name ?? ""}${deleted ? " (deleted)" : ""}`.trim(),
    }));
    if (prefix === "") return ids;
    const known = (column: "name" | "owner_email"): Candidate[] =>
      namesBeginning(vault, { ...asked, column }).map(({ id, name, deleted }) => ({
        value: name ?? "",
        about: `${singular(type)} ${id}${deleted ? " (deleted)" : ""}`,
      }));
    const found = [
      ...ids,
      ...known("name"),
      ...type === PERSON ? known("owner_email") : type === FOLDER ? pathsBeginning(vault, prefix) : [],
    ];
    return [...new Map(found.toReversed().map((one) => [one.value, one])).values()].reverse();
  };
}

/** Returns the paths of folders that begin with `prefix`, the shortest paths first. */
function pathsBeginning(vault: Vault, prefix: string): Candidate[] {
  const paths = new FolderPaths(vault);
  return paths.all().filter(({ deletedAt }) => deletedAt === null).map(({ id }) => ({
    value: paths.pathOf(id),
    about: `folder ${id}`,
  })).filter(({ value }) => value.startsWith(prefix)).sort((a, b) =>
    a.value.split("/").length - b.value.split("/").length
  );
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
