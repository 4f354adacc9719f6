/**
 * Lists that Looker replaces whole: where it refuses one, change by change, so that only what it refuses stays as it is.
 *
 * @module
 */
import { StatusError } from "../../http/errors.ts";
import type { Writer } from "../kind.ts";

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
