/**
 * The note of a type whose items are gone and are not marked as deleted: the vault has no column for the number, so what
 * writes the note and what reads it stand together. Pure.
 *
 * @module
 */

/** The note. `because`: why it cannot be known whether they are gone; null where it is too many at once. */
export function withheldNote(
  { gone, of, because }: { gone: number; of: number; because: string | null },
): string {
  const why = because === null
    ? `${gone} of ${of} items are missing at once`
    : `${gone} of ${of} items are not listed, and ${because}`;
  return `${why}: not marked as deleted without --accept-deletions`;
}

/** How many items a type's notes, joined by `; `, say are gone and not marked as deleted; 0 where they say nothing of it. */
export function withheldIn(notes: string | null): number {
  const [, gone] =
    /(?:^|; )(\d+) of \d+ items are (?:(?:gone|missing) at once: |not listed, and )/.exec(notes ?? "") ??
      [];
  return Number(gone ?? 0);
}
