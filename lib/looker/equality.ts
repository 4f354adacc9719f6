/**
 * When two bodies of a type are equal: the one place that decides it, for versions, comparisons and restores
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
 * The rules by which canonical forms are made. Every change of them, the lists of volatile properties included, raises it:
 * the hashes in older vaults are computed again then. 1: volatile properties alone.
 */
export const FORM_REVISION = 2;

/** Booleans of every type that are false where nobody set them. Those that Looker takes for true, or decides, then are not here. */
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

const cache = new Map<string, FormRules>();

/**
 * The rules of a type, or with `null` those that all types share; those of an older revision for vaults that were written
 * by them.
 */
export function formRules(type: ContentType | null, revision: number = FORM_REVISION): FormRules {
  const key = `${type} ${Math.min(revision, 2)}`;
  let rules = cache.get(key);
  if (rules === undefined) cache.set(key, rules = compileRules(factsOf(type, revision)));
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

/** The SHA-256 of the canonical form of a body as MessagePack. @throws {DamagedBodyError} when it is none. */
export function canonicalHash(type: ContentType, bytes: Uint8Array): Uint8Array {
  return sha256(canonical(bytes, formRules(type)));
}

/** Canonical forms as a vault keeps them: by which rules, and how their hashes are made. */
export const CANONICAL_FORMS = {
  revision: FORM_REVISION,
  /** The hash of a body of the type with that code; null for a type that this version does not know. */
  hash(code: number, bytes: Uint8Array): Uint8Array | null {
    const type = typeOfCode(code);
    return type === undefined ? null : canonicalHash(type, bytes);
  },
} as const;
