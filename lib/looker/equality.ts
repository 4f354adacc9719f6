/**
 * Decides when two bodies of a type are equal, for versions, comparisons and restores. No other code decides this
 * (docs/contract.md §4, specs/looker-behaviour.md, specs/013-equality.md).
 *
 * @module
 */
import type { ContentTypeEntry } from "./registry/entry.ts";
import { canonical } from "../codec/canonical.ts";
import { sha256 } from "../codec/digest.ts";
import { compileRules, type EqualityFacts, type FormRules } from "../codec/form_rules.ts";
import { type ContentType, typeOfCode } from "./content_type_names.ts";
import { REGISTRY } from "./content_types.ts";
import { volatileNames } from "./volatile.ts";

/**
 * The revision of the rules that create canonical forms. Every change of the rules, including the lists of volatile
 * properties, increases it. The hashes in older vaults are then computed again. Revision 1 ignored only volatile
 * properties.
 */
export const FORM_REVISION = 2;

/**
 * Boolean properties of all types that are false if they are not set. Properties for which Looker assumes true, or
 * decides the value, are not in this list.
 */
const TWO_VALUED = [
  "deleted",
  "hidden",
  "total",
  "public",
  "readonly",
  "required",
  "is_disabled",
  "is_public",
  "has_table_calculations",
  "is_embed",
  "is_embed_shared_root",
  "is_embed_users_root",
  "is_personal",
  "is_personal_descendant",
  "is_shared_root",
  "is_users_root",
  "show_custom_url",
  "all_access",
  "built_in",
  "internal",
];

/** The compiled rules by type: of today, and of revision 1. */
const compiled = new Map<ContentType | null, FormRules>(),
  compiledFirst = new Map<ContentType | null, FormRules>();

/**
 * Returns the rules of a type, or with `null` the rules that all types share. Vaults that were written with an older
 * revision need the rules of that revision.
 */
export function formRules(type: ContentType | null, revision: number = FORM_REVISION): FormRules {
  const known = revision < 2 ? compiledFirst : compiled;
  let rules = known.get(type);
  if (rules === undefined) known.set(type, rules = compileRules(factsOf(type, revision)));
  return rules;
}

function factsOf(type: ContentType | null, revision: number): EqualityFacts {
  const volatile = volatileNames(type);
  if (revision < 2) return { volatile, keepsNothing: true };
  const { computed = [], verbatim = [], twoValued = [] }: Partial<ContentTypeEntry> = type === null
    ? {}
    : REGISTRY[type];
  return {
    volatile,
    computed,
    verbatim,
    optional: ["_vault"],
    twoValued: [...TWO_VALUED, ...twoValued],
  };
}

/**
 * Returns the SHA-256 of the canonical form of a body in MessagePack.
 *
 * @throws {DamagedBodyError} when the bytes are not a valid body.
 */
export function canonicalHash(type: ContentType, bytes: Uint8Array): Uint8Array {
  return sha256(canonical(bytes, formRules(type)));
}

/** The canonical forms that vaults use: the revision of their rules, and how their hashes are computed. */
export const CANONICAL_FORMS = {
  revision: FORM_REVISION,
  /** Returns the hash of a body of the type with this code; null if this version does not know the type. */
  hash(code: number, bytes: Uint8Array): Uint8Array | null {
    const type = typeOfCode(code);
    return type === undefined ? null : canonicalHash(type, bytes);
  },
} as const;
