/**
 * Whether the Looker at another address is the one that a vault is a backup of: by what both hold. Ids alone say little,
 * every instance counts from 1; that the same ids were made at the same moments says it.
 *
 * @module
 */
import type { Answering } from "../looker/alive.ts";
import type { ContentType } from "../looker/content_type_names.ts";

/** What is compared of a type. */
export type Trait = "created_at" | "email" | "slug";

/** Traits for people. */
export const TRAITS: Readonly<Record<Trait, string>> = {
  created_at: "time of creation",
  email: "e-mail address",
  slug: "slug",
};

/** One id that is something else at the other address. */
export interface Contradiction {
  id: string;
  in_vault: string;
  there: string;
}

/** What one type says. */
export interface Evidence {
  type: ContentType;
  trait: Trait;
  /** Items that are there by the vault, and of which the trait is known. */
  in_vault: number;
  /** How many of them the other address has by their ids. */
  found: number;
  /** How many of those have the same trait. */
  same: number;
  /** At most {@linkcode MOST_NAMED} of those that have another one. */
  different: Contradiction[];
  /** Why the type could not be read there; null where it could. */
  unread: string | null;
}

/** What is known of an item on one side. */
export interface Side {
  id: string;
  value: string | null;
}

const MOST_NAMED = 5;

/** What a type says, from both sides. Times are ISO 8601 UTC; compared by the second, because releases differ in more. */
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

/** Why it is not the same instance, or cannot be told to be; null when it is. */
export function contradiction(evidence: readonly Evidence[]): string | null {
  for (const { type, trait, different: [first], found, same } of evidence) {
    if (first === undefined || trait !== "created_at") continue;
    const others = found - same - 1;
    return `${type} ${first.id} was created at ${first.in_vault} according to the vault, and at ${first.there} according to Looker${
      others > 0 ? `; so were ${others} more of ${found} made at other times` : ""
    }`;
  }
  const dated = evidence.filter(({ trait }) => trait === "created_at");
  const [held, found, same] = [sum(dated, "in_vault"), sum(dated, "found"), sum(dated, "same")];
  // These can be changed, but hardly most of them.
  for (const { type, trait, found, same, different: [first] } of evidence) {
    if (first !== undefined && 2 * same < found) {
      const what = `${found - same} of ${found} ${type} have a different ${TRAITS[trait]} there`;
      return `${what}: ${first.id} has ${first.there}, and ${first.in_vault} in the vault`;
    }
  }
  if (same === 0 && !(held === 0 && sum(evidence, "same") > 0)) {
    return `nothing in the vault was found there`;
  }
  return 2 * found < held
    ? `only ${found} of the vault's ${held} dashboards, looks, folders and boards are there`
    : null;
}

function sum(evidence: readonly Evidence[], key: "in_vault" | "found" | "same"): number {
  return evidence.reduce((total, one) => total + one[key], 0);
}

/** Whether the former address still answers, as far as that can be told. */
export interface OldAddress extends Answering {
  url: string;
}

/** What `relocate` came to. */
export interface RelocateReport {
  command: "relocate";
  /** `planned`: only looked. `unchanged`: the vault knows it by this address already. */
  status: "planned" | "completed" | "unchanged";
  db: string;
  from: string;
  to: string;
  evidence: Evidence[];
  old_address: OldAddress | null;
  /** What followed. */
  moved: { mappings: number; restores: number };
  calls: number;
  warnings: string[];
}

/** What to say of a former address that still answers. */
export function cloneWarning(old: OldAddress, to: string): string | null {
  if (old.answers !== true || old.redirects_to !== null) return null;
  return `${old.url} still answers. A clone of it looks the same: if ${to} is a clone, the two will diverge, ` +
    "and this vault would follow the clone. Continue only if both addresses belong to one instance";
}
