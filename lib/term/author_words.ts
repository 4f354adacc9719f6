/**
 * Who changed an item, in words. Texts of Looker are not sanitized here.
 *
 * @module
 */
import type { Author, RunsAround } from "../live/authors.ts";

/** Returns the name of a user: `Ada Lovelace <ada@acme.com>`, `user 12`. */
export function personWords({ id, name, email }: Pick<Author, "id" | "name" | "email">): string {
  if (name !== null && email !== null && name !== email) return `${name} <${email}>`;
  return name ?? email ?? (id === null ? "an unknown user" : `user ${id}`);
}

/**
 * Returns who did what, and when: `edited by Ada <ada@acme.com>, 2026-01-31 14:02`. If the author is unknown, returns
 * the
 * runs between which it happened. `time` formats times.
 */
export function authorWords(
  by: Author | null,
  between: RunsAround,
  time: (iso: string) => string,
): string {
  if (by === null) return `by an unknown user (${betweenWords(between, time)})`;
  const when = by.at === null ? "" : `, ${time(by.at)}`;
  const how = by.restore === null ? "" : `, by the restore ${by.restore.slice(0, 8)}`;
  return `${by.did} by ${personWords(by)}${how}${when}`;
}

/** Returns the runs between which something happened. */
export function betweenWords({ after, before }: RunsAround, time: (iso: string) => string): string {
  if (after === null) {
    return before === null ? "at an unknown time" : `first seen by the run of ${time(before)}`;
  }
  if (before === null) return `since the run of ${time(after)}`;
  return `between the runs of ${time(after)} and ${time(before)}`;
}
