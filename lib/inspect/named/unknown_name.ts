/**
 * What is said where a name means nothing, or several things.
 *
 * @module
 */
import { UsageError } from "../../base/errors.ts";
import { nearestNames } from "../../base/nearest.ts";
import type { NamedRow } from "../../vault/named.ts";
import { NotInVaultError } from "../errors.ts";

/** Names that are suggested. */
const SUGGESTED = 3;

/** Items of one name that are told apart. */
const TOLD = 20;

/** What was looked for. */
export interface Sought {
  /** As it was typed. */
  text: string;
  /** `dashboards`, `folder`, `owner`. */
  what: string;
  /** The vault's path. */
  vault: string;
}

/** Nothing is called so. `known` are names with what tells which item is meant, such as its id. */
export function unknownName(
  { text, what, vault }: Sought,
  { known, by, hint }: {
    known: ReadonlyMap<string, string | null>;
    /** `id or name`. */
    by: string;
    /** What to do where no name is near. */
    hint: string;
  },
): NotInVaultError {
  const near = nearestNames(text, known.keys(), SUGGESTED).map((name) => {
    const id = known.get(name) ?? null;
    return id === null ? `"${name}"` : `"${name}" (${id})`;
  });
  return new NotInVaultError(`Cannot find ${what} "${text}": the vault ${vault} has none with that ${by}`, {
    hint: near.length === 0 ? hint : `Did you mean ${listed(near)}?`,
  });
}

/** Several are called so: each with what tells it apart. */
export function severalNamed(
  { text, what }: Sought,
  rows: readonly NamedRow[],
  { placeOf, example }: { placeOf: (row: NamedRow) => string | null; example: (id: string) => string },
): UsageError {
  const lines = rows.slice(0, TOLD).map((row) => {
    const place = placeOf(row);
    return [
      `  ${row.id}`,
      ...row.name === null || row.name === text.trim() ? [] : [`"${row.name}"`],
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
    [`Cannot tell which ${what} "${text}" means: ${rows.length} have that name`, ...lines, ...more].join(
      "\n",
    ),
    { hint: `Choose one by its id, such as ${example(rows[0]?.id ?? "ID")}.` },
  );
}

/** `a, b or c`. */
function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}
