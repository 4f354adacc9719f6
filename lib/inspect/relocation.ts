/**
 * Decides whether the Looker at another address is the instance of a vault, by comparing their items. The same ids
 * prove little, because every instance counts from 1. The same ids with the same times of creation prove it.
 *
 * @module
 */
import type { Answering } from "../looker/alive.ts";
import type { ContentType } from "../looker/content_type_names.ts";

/** The property of a type that is compared. */
export type Trait = "created_at" | "email" | "slug";

/** The names of the traits, for users. */
export const TRAITS: Readonly<Record<Trait, string>> = {
  created_at: "time of creation",
  email: "email address",
  slug: "slug",
};

/** An id that belongs to a different item at the other address. */
export interface Contradiction {
  id: string;
  in_vault: string;
  there: string;
}

/** The evidence from one type. */
export interface Evidence {
  type: ContentType;
  trait: Trait;
  /** The number of items in the vault that have the trait. */
  in_vault: number;
  /** How many of these items the other address has, by id. */
  found: number;
  /** How many of the found items have the same trait. */
  same: number;
  /** Found items with a different trait, at most {@linkcode MOST_NAMED}. */
  different: Contradiction[];
  /** Why the type could not be read at the other address; null if it was read. */
  unread: string | null;
}

/** The trait of an item on one side. */
export interface Side {
  id: string;
  value: string | null;
}

const MOST_NAMED = 5;

/**
 * Compares the traits of both sides. Compares times (ISO 8601 UTC) by the second, because Looker releases differ in
 * smaller units.
 */
export function evidenceOf(
  { type, trait }: Pick<Evidence, "type" | "trait">,
  vault: readonly Side[],
  there: readonly Side[] | { unread: string },
): Evidence {
  const known = vault.flatMap(({ id, value }) => value === null ? [] : [{ id, value }]);
  const blank: Evidence = {
    type,
    trait,
    in_vault: known.length,
    found: 0,
    same: 0,
    different: [],
    unread: null,
  };
  if (!Array.isArray(there)) return { ...blank, unread: (there as { unread: string }).unread };
  const values = new Map((there as readonly Side[]).map(({ id, value }) => [id, value]));
  const found = known.filter(({ id }) => (values.get(id) ?? null) !== null);
  const different = found.flatMap(({ id, value }): Contradiction[] => {
    const other = values.get(id) ?? "";
    return form(trait, other) === form(trait, value) ? [] : [{ id, in_vault: value, there: other }];
  });
  return {
    ...blank,
    found: found.length,
    same: found.length - different.length,
    different: different.slice(0, MOST_NAMED),
  };
}

function form(trait: Trait, value: string): string {
  return trait === "email" ? value.trim().toLowerCase() : value.slice(0, 19);
}

/** Returns why the other address is not the same instance, or why this is unclear; null if it is the same instance. */
export function contradiction(evidence: readonly Evidence[]): string | null {
  for (const { type, trait, different: [first], found, same } of evidence) {
    if (first === undefined || trait !== "created_at") continue;
    const others = found - same - 1;
    return `${type} ${first.id} was created at ${first.in_vault} according to the vault, and at ${first.there} according to Looker${
      others > 0 ? `; the times of ${others} more of ${found} differ too` : ""
    }`;
  }
  const dated = evidence.filter(({ trait }) => trait === "created_at");
  const [held, found, same] = [sum(dated, "in_vault"), sum(dated, "found"), sum(dated, "same")];
  // Users can change these traits, but hardly those of most items.
  for (const { type, trait, found, same, different: [first] } of evidence) {
    if (first !== undefined && 2 * same < found) {
      const what = `${found - same} of ${found} ${type} have a different ${TRAITS[trait]} there`;
      return `${what}: id ${first.id} has ${first.there} there, and ${first.in_vault} in the vault`;
    }
  }
  if (same === 0 && !(held === 0 && sum(evidence, "same") > 0)) {
    return `no item of the vault was found there`;
  }
  return 2 * found < held
    ? `only ${found} of the vault's ${held} dashboards, looks, folders and boards are there`
    : null;
}

function sum(evidence: readonly Evidence[], key: "in_vault" | "found" | "same"): number {
  return evidence.reduce((total, one) => total + one[key], 0);
}

/** Whether the former address still answers, as far as it can be determined. */
export interface OldAddress extends Answering {
  url: string;
}

/** The result of `relocate`. */
export interface RelocateReport {
  command: "relocate";
  /** `planned`: nothing was changed. `unchanged`: the vault already has this address. */
  status: "planned" | "completed" | "unchanged";
  db: string;
  from: string;
  to: string;
  evidence: Evidence[];
  old_address: OldAddress | null;
  /** The number of records whose address was changed. */
  moved: { mappings: number; restores: number };
  calls: number;
  warnings: string[];
}

/** Returns the warning for a former address that still answers; null if it does not. */
export function cloneWarning(old: OldAddress, to: string): string | null {
  if (old.answers !== true || old.redirects_to !== null) return null;
  return `${old.url} still answers. A clone of it looks the same: if ${to} is a clone, the two will diverge, ` +
    "and this vault would follow the clone. Continue only if both addresses belong to one instance";
}
