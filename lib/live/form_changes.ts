/**
 * The differences between two forms: the current one of an item and the wanted one.
 *
 * @module
 */
import { asTexts, type JsonObject, type JsonValue } from "../codec/json_value.ts";
import { ruleOf, saysNothing } from "../codec/same_sense.ts";
import type { ContentType } from "../looker/content_type_names.ts";
import { formRules } from "../looker/equality.ts";
import { Comparison, type DifferenceKind } from "./diff/comparison.ts";
import { partsTo, pathTo, rootPlace } from "./diff/place.ts";

/** How forms are compared. */
export interface DiffFormsOptions {
  /** The type whose rules define equality. By default, the rules that all types share. */
  type?: ContentType | null;
  /** The path of the forms in the item. */
  path?: string;
  /** Keys that have separate requests. If a live form lacks such a key, it could not be read. */
  ownRequests?: readonly string[];
}

/** How the forms of a type are compared: by `diff`, or by {@linkcode diffForms} without it. */
export interface FormComparer {
  readonly type: ContentType;
  /** Keys of its forms that have separate requests. */
  readonly ownRequests?: readonly string[];
  diff?(live: JsonObject, wanted: JsonObject): Change[];
}

/** Returns the changes from an item's live form to the wanted one, as its type compares them. */
export function changesOf(kind: FormComparer, live: JsonObject, wanted: JsonObject): Change[] {
  const { type, ownRequests = [] } = kind;
  return kind.diff?.(live, wanted) ?? diffForms(live, wanted, { type, ownRequests });
}

/**
 * Returns the changes from one form to another, by the registry's rules of equality. Keys that the wanted form lacks
 * are skipped. Keys of `ownRequests` that the live form lacks are skipped too, because they could not be read.
 */
export function diffForms(
  from: JsonObject,
  to: JsonObject,
  { type = null, path = "", ownRequests = [] }: DiffFormsOptions = {},
): Change[] {
  const walk = new Comparison();
  walk.forms(from, to, rootPlace(formRules(type), path), ownRequests);
  return changesIn(walk);
}

/** Returns the differences that a comparison of forms found, as changes. */
export function changesIn({ found }: Comparison): Change[] {
  return found.map(({ kind, place, from, to }) => ({
    path: pathTo(place),
    from,
    to,
    place: { kind, ...partsTo(place) },
  }));
}

/** Returns the top-level properties that changes affect. */
export function changedKeys(changes: readonly Change[]): Set<string> {
  return new Set(changes.map(({ path }) => path.split(/[.[]/, 1)[0] ?? path));
}

/** Returns the properties of `form` under some keys. */
export function pick(form: JsonObject, keys: Iterable<string>): JsonObject {
  const picked: JsonObject = {};
  for (const key of keys) if (Object.hasOwn(form, key)) picked[key] = form[key] ?? null;
  return picked;
}

/** Returns a form without nulls and without empty texts that mean the same, as a create sends it. */
export function withoutNulls(
  form: JsonObject,
  { type = null }: Pick<DiffFormsOptions, "type"> = {},
): JsonObject {
  const rules = formRules(type);
  return Object.fromEntries(
    Object.entries(form).filter(([key, value]) =>
      value !== null && !(value === "" && saysNothing(value, ruleOf(rules, key)))
    ),
  );
}

/** A property that a restore changes. `null` also means absent. */
export interface Change {
  /** The path, such as `dashboard_elements[Revenue].query.filters.date`. */
  path: string;
  from: JsonValue;
  to: JsonValue;
  /** The kind of the change, and its place in words; absent if only the path is known. */
  place?: ChangePlace;
}

/** The place of a change in words, for users. */
export interface ChangePlace {
  kind: DifferenceKind;
  /** The parts that contain it, from the outermost to the innermost, such as `tile "Revenue"`. */
  part: string[];
  /** The property within the innermost part; empty for an entire part. */
  path: string;
}

/**
 * Returns a comparison of forms that ignores the order of the list under `key`. A request still sends the list in its
 * order.
 */
export function diffUnordered(
  key: string,
  { ownRequests = [] }: Pick<DiffFormsOptions, "ownRequests">,
): (live: JsonObject, wanted: JsonObject) => Change[] {
  return (live, wanted) => diffForms(sorted(live, key), sorted(wanted, key), { ownRequests });
}

function sorted(form: JsonObject, key: string): JsonObject {
  return Array.isArray(form[key]) ? { ...form, [key]: asTexts(form[key]).sort() } : form;
}
