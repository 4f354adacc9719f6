/**
 * Lists that belong to an item and have no identity of their own: members and holders, names that the target instance
 * may lack, texts in any order, and how to write a list that Looker replaces completely.
 *
 * @module
 */
import type { Refs } from "./references.ts";
import { reason } from "./reason.ts";
import type { WriteOptions, Writer } from "./task.ts";
import type { RefKind } from "../looker/item_ref.ts";
import { forEachPooled } from "../base/pool.ts";
import { asTexts, type JsonObject, type JsonValue } from "../codec/json_value.ts";
import { StatusError } from "../http/errors.ts";

/** Returns ids in numeric order, without duplicates, for lists without a meaningful order. */
export function sortedIds(ids: Iterable<string>): string[] {
  return [...new Set(ids)].sort((a, b) => Number(a) - Number(b) || (a < b ? -1 : a > b ? 1 : 0));
}

/** Returns a list of ids as a part of a form; an empty object if the list was not captured. */
export function idsPart(
  key: string,
  ids: JsonValue | undefined,
  translate: (id: string) => string | null,
): JsonObject {
  if (!Array.isArray(ids)) return {};
  return { [key]: sortedIds(asTexts(ids).flatMap((id) => translate(id) ?? [])) };
}

/** Returns the wanted form. Keeps the live members for which the function of their key returns true. */
export function keepMembers<F extends JsonObject>(
  wanted: F,
  live: F | null,
  keys: Readonly<Record<string, (id: string) => boolean>>,
): F {
  const kept = { ...wanted }, lists: JsonObject = kept;
  for (const [key, keep] of Object.entries(keys)) {
    const ids = wanted[key];
    if (!Array.isArray(ids) || live === null) continue;
    lists[key] = sortedIds([...asTexts(ids), ...asTexts(live[key]).filter(keep)]);
  }
  return kept;
}

/**
 * Returns the wanted form with the groups of an identity provider as they are in the live form. Nobody can add them to
 * a list or remove them, so such changes are reported as omitted.
 */
export function withoutManaged<F extends JsonObject>(
  wanted: F,
  live: F | null,
  { key, options: { there, omit } }: { key: string; options: WriteOptions },
): F {
  if (!Array.isArray(wanted[key]) || there === undefined) return wanted;
  const isManaged = (id: string): boolean =>
    there.props({ type: "groups", id })?.get("externally_managed") === true;
  const { added, removed } = memberChanges(live?.[key], wanted[key]);
  const kept = [...added, ...removed].filter(isManaged);
  if (kept.length === 0) return wanted;
  for (const id of kept) {
    const text = `the identity provider manages groups ${id}: only it can change this`;
    omit?.({ path: `${key}[${id}]`, reason: reason("managed", text) });
  }
  const ids = asTexts(wanted[key]).filter((id) => !kept.includes(id));
  return { ...wanted, [key]: sortedIds([...ids, ...removed.filter(isManaged)]) };
}

/** Whether an id of the target instance belongs to no item of the backup. */
export function isForeign({ knows }: WriteOptions, kind: RefKind): (id: string) => boolean {
  return (id) => knows?.(kind, id) !== true;
}

/** Returns the ids that are added to and removed from `from` to get `to`. */
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
 * Does `work` for each part, `atOnce` at a time. If it fails for a part, the failure is recorded under the path
 * `at(part)`, and the other parts continue.
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

/** Awaits a request and ignores one error status: 409 if the state already exists, 404 if a DELETE finds nothing. */
export async function doneAlready(work: Promise<unknown>, status: 404 | 409): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof StatusError) || error.status !== status) throw error;
  }
}

/** The key of a form for entries that its list cannot contain. */
export const ABSENT = "absent";

/**
 * Returns a form whose list contains only what the target instance has or will have. Other entries are under `absent`.
 */
export function withoutAbsent(
  form: JsonObject,
  key: "permissions" | "allowed_db_connection_names",
  refs: Refs,
): JsonObject {
  if (!Array.isArray(form[key])) return form;
  const known: string[] = [], absent: string[] = [];
  for (const name of asTexts(form[key])) {
    const there = refs.may(key === "permissions" ? key : "connections", name);
    if (there === null) absent.push(name);
    else known.push(there);
  }
  return { ...form, [key]: known, ...(absent.length > 0 && { [ABSENT]: absent }) };
}

/**
 * Returns a form without `absent`. If nothing else changes, absent entries that the live list has stay; sending them
 * would be refused.
 */
export function keepAbsent(wanted: JsonObject, live: JsonObject | null, key: string): JsonObject {
  const { [ABSENT]: absent, ...settled } = wanted;
  if (absent === undefined || live === null) return settled;
  const there = asTexts(live[key]), names = asTexts(absent);
  const isChange = !sameTexts(there.filter((name) => !names.includes(name)), asTexts(settled[key]));
  return isChange ? settled : { ...settled, [key]: there };
}

function sameTexts(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((text) => b.includes(text));
}

/** A change from one list to another. */
export interface ListChange<T> {
  before: readonly T[];
  wanted: readonly T[];
  /** Returns the identity of an entry. */
  key: (entry: T) => string;
  /** Replaces the entire list. */
  set: (list: readonly T[]) => Promise<unknown>;
}

/** Sets a list whose path is `at`. If Looker refuses it, sends the changes individually. */
export async function setList<T>(
  writer: Pick<Writer, "attempt">,
  at: string,
  { before, wanted, key, set }: ListChange<T>,
): Promise<void> {
  const failure = await set(wanted).then(() => null, (error: unknown) => error);
  if (failure === null) return;
  if (!(failure instanceof StatusError)) throw failure;
  await setOneByOne(writer, at, { before, wanted, key, set }, failure);
}

/** Applies the changes of a list individually, after `failure` of all of them at once. */
export async function setOneByOne<T>(
  writer: Pick<Writer, "attempt">,
  at: string,
  { before, wanted, key, set }: ListChange<T>,
  failure: StatusError,
): Promise<void> {
  const had = new Set(before.map(key)), has = new Set(wanted.map(key));
  const added = wanted.filter((one) => !had.has(key(one)));
  const removed = before.filter((one) => !has.has(key(one)));
  // A single change has failed already.
  const isOne = added.length + removed.length < 2;
  let now = [...before];
  const change = async (one: T, next: T[]): Promise<void> => {
    await writer.attempt(`${at}[${key(one)}]`, async () => {
      if (isOne) throw failure;
      await set(next);
      now = next;
    });
  };
  for (const one of added) await change(one, [...now, one]);
  for (const one of removed) await change(one, now.filter((other) => key(other) !== key(one)));
  // No entry was added or removed, so Looker refuses the order or a property of an entry.
  if (added.length + removed.length === 0) await writer.attempt(at, () => Promise.reject(failure));
}
