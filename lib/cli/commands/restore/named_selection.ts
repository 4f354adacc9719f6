/**
 * What a restore is about, by the names that people give: resolved by the vault that is restored from, before anything is
 * planned.
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

/** Options with ids for names. Owners follow by {@linkcode ownersAt}, once it is known of which time the restore is. */
export interface NamedSelection {
  options: RestoreOptions;
  owners: readonly NamedOwner[];
}

/**
 * Resolves names.
 *
 * @throws {NotInVaultError} {@linkcode UsageError} where a name means nothing, or several things.
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

/** The former owners of `--owner-map` by all that tells them; the new ones are those of the destination. */
function namedOwners(vault: Vault, map: RestoreOptions["ownerMap"]): RestoreOptions["ownerMap"] {
  const found = Object.entries(map).flatMap(([from, to]) => {
    const { ids, emails } = ownerNamed(vault, from);
    return [...ids, ...emails].map((one) => [one, to]);
  });
  return Object.fromEntries(found);
}

/**
 * Owners as filters of a source: only the ids and addresses that it knows.
 *
 * @throws {UsageError} for an owner of whom it knows neither, such as one who came later.
 */
export function ownersAt(source: RestoreSource, owners: readonly NamedOwner[]): string[] {
  return owners.flatMap(({ text, ids, emails }) => {
    const known = [...new Set([...ids, ...emails])].filter((one) => isKnown(source, one));
    if (known.length > 0) return known;
    throw new UsageError(`Cannot restore what ${text} owns: the backup held no such user at that time`, {
      hint: "Remove --at, or give a later time.",
    });
  });
}

function isKnown(source: RestoreSource, owner: string): boolean {
  if (source.item({ type: PERSON, id: owner }) !== undefined) return true;
  return typesOf(source).some((type) => source.items(type).some((item) => ownerFits(item, [owner])));
}
