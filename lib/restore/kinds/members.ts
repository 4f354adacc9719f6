/**
 * Lists of ids that stand between items: members of groups, who has a role.
 *
 * @module
 */
import { forEachPooled } from "../../base/pool.ts";
import { asTexts, type JsonObject, type JsonValue } from "../../codec/json_value.ts";
import { StatusError } from "../../http/errors.ts";
import type { WriteOptions, Writer } from "../kind.ts";
import { reason } from "../reason.ts";
import type { RefKind } from "../refs.ts";

/** Ids in the order of their numbers: such lists have no order of their own. */
export function sortedIds(ids: Iterable<string>): string[] {
  return [...new Set(ids)].sort((a, b) => Number(a) - Number(b) || (a < b ? -1 : a > b ? 1 : 0));
}

/** A list of ids as a part of a form; an empty object when it was not captured. */
export function idsPart(
  key: string,
  ids: JsonValue | undefined,
  translate: (id: string) => string | null,
): JsonObject {
  if (!Array.isArray(ids)) return {};
  return { [key]: sortedIds(asTexts(ids).flatMap((id) => translate(id) ?? [])) };
}

/** The wanted form with the live members that must not be taken away. */
export function keepMembers(
  wanted: JsonObject,
  live: JsonObject | null,
  keys: Readonly<Record<string, (id: string) => boolean>>,
): JsonObject {
  const kept = { ...wanted };
  for (const [key, keep] of Object.entries(keys)) {
    const ids = wanted[key];
    if (!Array.isArray(ids) || live === null) continue;
    kept[key] = sortedIds([...asTexts(ids), ...asTexts(live[key]).filter(keep)]);
  }
  return kept;
}

/**
 * The wanted form with the groups that an identity provider manages as they are: nobody can put them into a list or take
 * them out of it, so that they are named instead.
 */
export function withoutManaged(
  wanted: JsonObject,
  live: JsonObject | null,
  { key, options: { isManaged, omit } }: { key: string; options: WriteOptions },
): JsonObject {
  if (!Array.isArray(wanted[key]) || isManaged === undefined) return wanted;
  const { added, removed } = memberChanges(live?.[key], wanted[key]);
  const kept = [...added, ...removed].filter(isManaged);
  if (kept.length === 0) return wanted;
  for (const id of kept) {
    const text = `group ${id} is managed by the identity provider, which alone changes this`;
    omit?.({ path: `${key}[${id}]`, reason: reason("managed", text) });
  }
  const ids = asTexts(wanted[key]).filter((id) => !kept.includes(id));
  return { ...wanted, [key]: sortedIds([...ids, ...removed.filter(isManaged)]) };
}

/** Whether an id of the destination stands for nothing that the backup knows. */
export function isForeign({ knows }: WriteOptions, kind: RefKind): (id: string) => boolean {
  return (id) => knows?.(kind, id) !== true;
}

/** What is to be added to one list of ids and what is to be taken away to make it the other. */
export function memberChanges(
  from: JsonValue | undefined,
  to: JsonValue | undefined,
): { added: string[]; removed: string[] } {
  if (to === undefined) return { added: [], removed: [] };
  const before = new Set(asTexts(from)), after = new Set(asTexts(to));
  return {
    added: [...after].filter((id) => !before.has(id)),
    removed: [...before].filter((id) => !after.has(id)),
  };
}

/**
 * Does something for each part, `atOnce` at a time, and goes on when one fails: it is named, by the path that `at` gives it,
 * and the others do not wait for it.
 */
export async function forAll<T>(
  writer: Pick<Writer, "attempt">,
  parts: Iterable<T>,
  { at, work, atOnce = 1 }: {
    at: (part: T) => string;
    work: (part: T) => Promise<unknown>;
    atOnce?: number;
  },
): Promise<void> {
  await forEachPooled(parts, atOnce, async (part) => void await writer.attempt(at(part), () => work(part)));
}

/** What answers that something is so already (or gone already, for a DELETE) has been done. */
export async function doneAlready(work: Promise<unknown>, status: 404 | 409): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof StatusError) || error.status !== status) throw error;
  }
}
