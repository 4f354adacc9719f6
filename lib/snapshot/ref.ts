/**
 * Refers to a snapshot: by `latest`, by its number in `snapshot list` (1 is the newest), or by its time. Pure.
 *
 * @module
 */
import { counted } from "../base/counted.ts";
import { UsageError } from "../base/errors.ts";
import { momentOf, stampOf } from "./name.ts";

/** A parsed reference. */
export type Ref =
  | { kind: "latest" }
  | { kind: "index"; index: number }
  | { kind: "stamp"; stamp: string }
  /** The newest snapshot of a day (UTC), such as `2026-11-29`. */
  | { kind: "day"; day: string };

const LIST = "See `lookervault snapshot list` for all snapshots.";

/**
 * Parses a reference. A time that is written with colons and without a time zone is in the machine's time zone. @throws
 * {UsageError}
 */
export function parseRef(text: string): Ref {
  const word = text.trim();
  if (/^latest$/i.test(word)) return { kind: "latest" };
  if (/^[+-]?\d+$/.test(word)) {
    const index = Number(word);
    if (Number.isSafeInteger(index) && index >= 1) return { kind: "index", index };
    throw unknown(text, "numbers start at 1, which is the newest snapshot");
  }
  // Accepts the spelling in an object's name, with or without the Z and the ending.
  const named = /^(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d)Z?(?:\.(?:db\.zst|db\.zst\.age|json))?$/i.exec(word)?.[1];
  if (named !== undefined) {
    const stamp = `${named.toUpperCase()}Z`;
    if (momentOf(stamp) !== null) return { kind: "stamp", stamp };
    throw unknown(text, "that time does not exist");
  }
  if (/^\d{4}-\d\d-\d\d$/.test(word)) {
    if (momentOf(`${word}T00-00-00Z`) !== null) return { kind: "day", day: word };
    throw unknown(text, "that day does not exist");
  }
  if (/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z| ?[+-]\d\d:?\d\d)?$/i.test(word)) {
    const ms = Date.parse(word.replace(" ", "T").replace(" ", "").toUpperCase());
    if (!Number.isNaN(ms)) return { kind: "stamp", stamp: stampOf(ms) };
    throw unknown(text, "that time does not exist");
  }
  throw unknown(text, "it is neither latest, nor a number, nor a time");
}

/** The properties that are needed to find a snapshot by reference. */
export interface Referable {
  stamp: string;
  /** The instance's address. */
  instance: string;
}

/**
 * Finds the snapshot of a reference in a list that has the newest first.
 *
 * @throws {UsageError} if there is none, or if the reference matches snapshots of several instances
 */
export function resolveRef<T extends Referable>(ref: Ref, listed: readonly T[], location: string): T {
  if (listed.length === 0) {
    throw new UsageError(`Cannot find a snapshot: there is none at ${location}`, {
      hint: "Push one with `lookervault snapshot push`, or correct --dest.",
    });
  }
  const found = matching(ref, listed);
  const [first] = found;
  if (first === undefined) throw missing(ref, listed, location);
  const instances = new Set(found.map(({ instance }) => instance));
  if (instances.size > 1) {
    throw new UsageError(
      `Cannot choose a snapshot: ${location} has snapshots of ${[...instances].sort().join(", ")}`,
      {
        hint: "Give the instance with --base-url, or the snapshot's number from `lookervault snapshot list`.",
      },
    );
  }
  return first;
}

function matching<T extends Referable>(ref: Ref, listed: readonly T[]): readonly T[] {
  switch (ref.kind) {
    case "latest":
      return newestOfEach(listed);
    case "index":
      return listed.slice(ref.index - 1, ref.index);
    case "stamp":
      return listed.filter(({ stamp }) => stamp === ref.stamp);
    case "day":
      return newestOfEach(listed.filter(({ stamp }) => stamp.startsWith(ref.day)));
  }
}

function newestOfEach<T extends Referable>(listed: readonly T[]): T[] {
  const seen = new Set<string>();
  return listed.filter(({ instance }) => !seen.has(instance) && seen.add(instance));
}

function missing(ref: Ref, listed: readonly Referable[], location: string): UsageError {
  if (ref.kind === "index") {
    const has = counted(listed.length, "snapshot");
    return new UsageError(`Cannot find snapshot ${ref.index}: ${location} has ${has}`, { hint: LIST });
  }
  const wanted = ref.kind === "stamp" ? ref.stamp : ref.kind === "day" ? `${ref.day}T23-59-59Z` : "";
  const distance = (stamp: string): number => Math.abs((momentOf(stamp) ?? 0) - (momentOf(wanted) ?? 0));
  const nearest = listed.map(({ stamp }) => stamp).reduce((a, b) => distance(b) < distance(a) ? b : a);
  const what = ref.kind === "day" ? `of ${ref.day}` : wanted;
  return new UsageError(`Cannot find the snapshot ${what} at ${location}: the nearest is ${nearest}`, {
    hint: LIST,
  });
}

function unknown(text: string, why: string): UsageError {
  return new UsageError(`Cannot use ${JSON.stringify(text)} as a snapshot: ${why}`, {
    hint: `Give latest, a number, or a time such as 2026-11-29T04-00-00Z. ${LIST}`,
  });
}
