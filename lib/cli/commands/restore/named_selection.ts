/**
 * Resolves the names in a restore's options to ids, by the vault that is the source. Runs before anything is planned.
 *
 * @module
 */
import { UsageError } from "../../../base/errors.ts";
import type { RestoreSource } from "../../../handlers/restore_source.ts";
import { folderNamed, itemNamed, type NamedOwner, ownerNamed } from "../../../inspect/named/find_named.ts";
import type { ContentType } from "../../../looker/content_type_names.ts";
import { PERSON } from "../../../looker/content_types.ts";
import { typesOf } from "../../../restore/plan/source.ts";
import { ownerFits } from "../../../restore/plan/select.ts";
import type { RestoreOptions } from "../../../restore/restore_request.ts";
import type { Vault } from "../../../vault/vault.ts";

/** Options with ids instead of names. {@linkcode ownersAt} adds the owners when the time of the restore is known. */
export interface NamedSelection {
  options: RestoreOptions;
  owners: readonly NamedOwner[];
}

/**
 * Resolves the names in options.
 *
 * @throws {NotInVaultError} {@linkcode UsageError} if no item or several items have a name.
 */
export function namedSelection(vault: Vault, options: RestoreOptions): NamedSelection {
  const how = { at: options.at ?? undefined, strict: true }, { scope } = options;
  const id = (type: ContentType, text: string): string => itemNamed(vault, type, text, how);
  const type = scope.kind === "bulk" ? scope.type : options.only[0];
  return {
    options: {
      ...options,
      scope: scope.kind === "single" ? { ...scope, id: id(scope.type, scope.id) } : scope,
      folders: options.folders.map((text) => folderNamed(vault, text, how)),
      ids: type === undefined ? options.ids : options.ids.map((text) => id(type, text)),
      ownerMap: namedOwners(vault, options.ownerMap),
    },
    owners: options.owners.map((text) => ownerNamed(vault, text)),
  };
}

/** Adds all ids and addresses of the former owners to the map. The new owners are users of the target instance. */
function namedOwners(vault: Vault, map: RestoreOptions["ownerMap"]): RestoreOptions["ownerMap"] {
  const found = Object.entries(map).flatMap(([from, to]) => {
    const { ids, emails } = ownerNamed(vault, from);
    return [...ids, ...emails].map((one) => [one, to]);
  });
  return Object.fromEntries(found);
}

/**
 * Returns the owners as filters of a source: only the ids and addresses that the source contains.
 *
 * @throws {UsageError} for an owner without an id or address in the source, such as a user who was created later.
 */
export function ownersAt(source: RestoreSource, owners: readonly NamedOwner[]): string[] {
  return owners.flatMap(({ text, ids, emails }) => {
    const known = [...new Set([...ids, ...emails])].filter((one) => isKnown(source, one));
    if (known.length > 0) return known;
    throw new UsageError(`Cannot restore what ${text} owns: the backup had no such user at that time`, {
      hint: "Remove --at, or give a later time.",
    });
  });
}

function isKnown(source: RestoreSource, owner: string): boolean {
  if (source.item({ type: PERSON, id: owner }) !== undefined) return true;
  return typesOf(source).some((type) => source.items(type).some((item) => ownerFits(item, [owner])));
}
