/**
 * Whether an item of Looker is as it was when it was read for the plan.
 *
 * @module
 */
import { type JsonObject, sameJson } from "../../codec/json_value.ts";
import { changesOf, pick } from "../diff.ts";
import type { Kind } from "../kind.ts";

/**
 * The paths at which two readings of an item differ, as its kind compares them. What only one of the two shows is not
 * compared: it is not known of the other.
 */
export function movedPaths(kind: Kind, before: JsonObject, now: JsonObject): string[] {
  if (sameJson(before, now)) return [];
  const keys = Object.keys(before).filter((key) => Object.hasOwn(now, key));
  const [a, b] = [pick(before, keys), pick(now, keys)];
  return [...new Set([...changesOf(kind, a, b), ...changesOf(kind, b, a)].map(({ path }) => path))];
}

/** The top-level property to which a path leads. */
export function keyOfPath(path: string): string {
  return path.split(/[.[]/, 1)[0] ?? path;
}
