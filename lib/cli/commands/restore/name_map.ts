/**
 * Parses `OLD=NEW` of fields, explores, models and texts.
 *
 * @module
 */
import { InvalidArgumentError } from "commander";
import { isFieldName } from "../../../looker/uses/field_names.ts";
import { exploreOf } from "../../../looker/uses/find_uses.ts";
import type { UseMapping } from "../../../looker/uses/mapping.ts";

/** The kinds of names that can be replaced. */
export const REPLACED = ["field", "explore", "model", "text"] as const;

/** A kind of name that can be replaced. */
export type Replaced = typeof REPLACED[number];

const RULES: Readonly<Record<Replaced, { isName: (text: string) => boolean; looks: string }>> = {
  field: { isName: isFieldName, looks: "two fields with their views, such as orders.rev=orders.revenue" },
  explore: {
    isName: (text) => exploreOf(text) !== null,
    looks: "two explores with their models, such as a::x=b::y",
  },
  model: { isName: (text) => /^[^\s:=]+$/.test(text), looks: "two names of models, such as old=new" },
  text: { isName: (text) => text.trim() !== "", looks: "two texts, such as 'Q1 2025=Q1 2026'" },
};

/** Old names with the new names. */
export type NameMap = Readonly<Record<string, string>>;

/** Returns a parser for pairs of a kind, which merges them with the previous pairs. @throws {InvalidArgumentError} */
export function nameMap(kind: Replaced): (text: string, previous: NameMap | undefined) => NameMap {
  const { isName, looks } = RULES[kind];
  return (text, previous) => {
    const names = new Map(Object.entries(previous ?? {}));
    // In a text, a comma is part of the text.
    for (const pair of kind === "text" ? [text] : text.split(",")) {
      const at = pair.indexOf("="), trimmed = (side: string): string => kind === "text" ? side : side.trim();
      const from = trimmed(pair.slice(0, Math.max(at, 0))), to = trimmed(pair.slice(at + 1));
      const isPair = at > 0 && isName(from) && (kind === "text" ? true : isName(to)) && from !== to;
      if (!isPair) throw new InvalidArgumentError(`It must be OLD=NEW, ${looks}.`);
      const known = names.get(from);
      if (known !== undefined && known !== to) {
        throw new InvalidArgumentError(`It maps ${from} to two names, ${known} and ${to}.`);
      }
      names.set(from, to);
    }
    requireNoChain(names);
    return Object.fromEntries(names);
  };
}

/** Rejects chains such as A=B with B=C, because a resumed run would replace the name of an item twice. */
function requireNoChain(names: ReadonlyMap<string, string>): void {
  for (const [from, to] of names) {
    if (names.has(to)) {
      throw new InvalidArgumentError(
        `${to} is both the new name of ${from} and the old name of ${names.get(to)}: ` +
          "replace them one after the other.",
      );
    }
  }
}

/** Returns the mapping for names of one kind. */
export function mappingOf(kind: Replaced, names: NameMap): UseMapping {
  return {
    fields: kind === "field" ? names : {},
    explores: kind === "explore" ? names : {},
    models: kind === "model" ? names : {},
    texts: kind === "text" ? names : {},
  };
}
