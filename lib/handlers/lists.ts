/**
 * Lists that belong to an item and have no identity of their own: members and holders, names that the target instance
 * may lack, words without a meaningful order, and how to write a list that Looker replaces completely.
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
 * The wanted form with the groups that an identity provider manages as they are: nobody can put them into a list or take
 * them out of it, so that they are named instead.
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
    const text = `group ${id} is managed by the identity provider, which alone changes this`;
    omit?.({ path: `${key}[${id}]`, reason: reason("managed", text) });
  }
  const ids = asTexts(wanted[key]).filter((id) => !kept.includes(id));
  return { ...wanted, [key]: sortedIds([...ids, ...removed.filter(isManaged)]) };
}

/** Whether an id of the target instance belongs to no item of the backup. */
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

/** The key of a form under which stands what its list cannot have. */
export const ABSENT = "absent";

/** A form whose list has only what the destination has, or is going to have. */
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

/** A settled form: what is in the live list all the same stays, as long as nothing else changes; sent, it would be refused. */
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

/** A list that is to become another. */
export interface ListChange<T> {
  before: readonly T[];
  wanted: readonly T[];
  /** What an entry is known by. */
  key: (entry: T) => string;
  /** Sets the whole list. */
  set: (list: readonly T[]) => Promise<unknown>;
}

/** Sets a list; its path is `at`. */
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

/** Makes the changes of a list one at a time, after `failure` of all of them at once. */
export async function setOneByOne<T>(
  writer: Pick<Writer, "attempt">,
  at: string,
  { before, wanted, key, set }: ListChange<T>,
  failure: StatusError,
): Promise<void> {
  const had = new Set(before.map(key)), has = new Set(wanted.map(key));
  const added = wanted.filter((one) => !had.has(key(one)));
  const removed = before.filter((one) => !has.has(key(one)));
  // Of one change it is known already.
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
  // Nothing came or went, and it was refused all the same: the order, or something in an entry.
  if (added.length + removed.length === 0) await writer.attempt(at, () => Promise.reject(failure));
}
