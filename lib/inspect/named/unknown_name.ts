/**
 * The errors for unknown and ambiguous names.
 *
 * @module
 */
import { quoted } from "../../base/quoted.ts";
import { UsageError } from "../../base/errors.ts";
import { nearestNames } from "../../base/nearest.ts";
import type { NamedRow } from "../../vault/named.ts";
import { NotInVaultError } from "../errors.ts";

/** The maximum number of suggested names. */
const SUGGESTED = 3;

/** The maximum number of matches that an error lists. */
const TOLD = 20;

/** What the user searched for. */
export interface Sought {
  /** The text that the user entered. */
  text: string;
  /** Such as `dashboards`, `folder` or `owner`. */
  what: string;
  /** The path of the vault. */
  vault: string;
}

/** Returns the error for an unknown name. `known` maps names to a text that identifies the item, such as its id. */
export function unknownName(
  { text, what, vault }: Sought,
  { known, by, hint }: {
    known: ReadonlyMap<string, string | null>;
    /** Such as `id or name`. */
    by: string;
    /** The hint if no name is similar. */
    hint: string;
  },
): NotInVaultError {
  const near = nearestNames(text, known.keys(), SUGGESTED).map((name) => {
    const id = known.get(name) ?? null;
    return id === null ? quoted(name) : `${quoted(name)} (${id})`;
  });
  return new NotInVaultError(
    `Cannot find ${what} ${quoted(text)}: nothing in the vault ${vault} has that ${by}`,
    {
      hint: near.length === 0 ? hint : `Did you mean ${listed(near)}?`,
    },
  );
}

/** Returns the error for an ambiguous name. Lists the matches with the facts that distinguish them. */
export function severalNamed(
  { text, what }: Sought,
  rows: readonly NamedRow[],
  { placeOf, example }: { placeOf: (row: NamedRow) => string | null; example: (id: string) => string },
): UsageError {
  const lines = rows.slice(0, TOLD).map((row) => {
    const place = placeOf(row);
    return [
      `  ${row.id}`,
      ...row.name === null || row.name === text.trim() ? [] : [quoted(row.name)],
      ...place === null ? [] : [`in ${place}`],
      ...row.ownerEmail === null ? [] : [`of ${row.ownerEmail}`],
      ...row.updatedAt === null ? [] : [`updated ${row.updatedAt.slice(0, 16)}Z`],
      ...row.deletedAt !== null
        ? [`deleted since ${row.deletedAt.slice(0, 16)}Z`]
        : row.trashed
        ? ["in the trash"]
        : [],
    ].join(", ");
  });
  const more = rows.length > TOLD ? [`  and ${rows.length - TOLD} more`] : [];
  return new UsageError(
    [`Cannot identify ${what} ${quoted(text)}: ${rows.length} have that name`, ...lines, ...more].join(
      "\n",
    ),
    { hint: `Choose one by its id, such as ${example(rows[0]?.id ?? "ID")}.` },
  );
}

/** Formats a list, such as `a, b or c`. */
function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}
