/**
 * The note of a type whose items are missing from Looker but are not marked as deleted. The vault has no column for
 * their count, so this module both writes the note and reads the count from it. Pure.
 *
 * @module
 */

/**
 * Returns the note. `because` says why it is unknown whether the items are deleted; null if too many are missing at
 * once.
 */
export function withheldNote(
  { gone, of, because }: { gone: number; of: number; because: string | null },
): string {
  const why = because === null
    ? `${gone} of ${of} items are missing at once`
    : `${gone} of ${of} items are not listed, and ${because}`;
  return `${why}: not marked as deleted without --accept-deletions`;
}

/**
 * Returns how many items are missing and not marked as deleted, according to a type's notes, joined by `; `; 0 if the
 * notes do not say so.
 */
export function withheldIn(notes: string | null): number {
  const [, gone] =
    /(?:^|; )(\d+) of \d+ items are (?:(?:gone|missing) at once: |not listed, and )/.exec(notes ?? "") ??
      [];
  return Number(gone ?? 0);
}
