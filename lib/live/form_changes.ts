/**
 * What differs between two forms: the one an item has and the one it should get.
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
  /** The type whose rules say what is equal; those that all types share by default. */
  type?: ContentType | null;
  /** The path of the forms in the item. */
  path?: string;
  /** Keys with requests of their own: what a live form lacks of them could not be read. */
  ownRequests?: readonly string[];
}

/** How the forms of a type are compared; {@linkcode diffForms} unless it says otherwise. */
export interface FormComparer {
  readonly type: ContentType;
  /** Keys of its forms that have requests of their own. */
  readonly ownRequests?: readonly string[];
  diff?(live: JsonObject, wanted: JsonObject): Change[];
}

/** The changes that lead from an item's live form to the wanted one, as its type compares them. */
export function changesOf(kind: FormComparer, live: JsonObject, wanted: JsonObject): Change[] {
  const { type, ownRequests = [] } = kind;
  return kind.diff?.(live, wanted) ?? diffForms(live, wanted, { type, ownRequests });
}

/**
 * The changes that lead from one form to another, by the registry's rules of equality. A key that the wanted form lacks is left
 * unchanged. What has requests of its own and is absent from the live form could not be read: it is left unchanged too.
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

/** What a comparison of forms has found, as changes. */
export function changesIn({ found }: Comparison): Change[] {
  return found.map(({ kind, place, from, to }) => ({
    path: pathTo(place),
    from,
    to,
    place: { kind, ...partsTo(place) },
  }));
}

/** The top-level properties that a list of changes touches. */
export function changedKeys(changes: readonly Change[]): Set<string> {
  return new Set(changes.map(({ path }) => path.split(/[.[]/, 1)[0] ?? path));
}

/** The properties of `form` under some keys. */
export function pick(form: JsonObject, keys: Iterable<string>): JsonObject {
  const picked: JsonObject = {};
  for (const key of keys) if (Object.hasOwn(form, key)) picked[key] = form[key] ?? null;
  return picked;
}

/** A form without its nulls, and the empty texts that say no more: what a create sends. */
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

/** One property that a restore changes. `null` also means absent. */
export interface Change {
  /** Such as `dashboard_elements[Revenue].query.filters.date`. */
  path: string;
  from: JsonValue;
  to: JsonValue;
  /** What happened, and where in words; absent where only the path is known. */
  place?: ChangePlace;
}

/** Where a change is, as people are told. */
export interface ChangePlace {
  kind: DifferenceKind;
  /** The parts that it is within, from the outside in, such as `tile "Revenue"`. */
  part: string[];
  /** The property within the innermost; empty for a whole part. */
  path: string;
}

/** Compares forms in which the order of the list under `key` means nothing, and which are sent in the order they have. */
export function diffUnordered(
  key: string,
  { ownRequests = [] }: Pick<DiffFormsOptions, "ownRequests">,
): (live: JsonObject, wanted: JsonObject) => Change[] {
  return (live, wanted) => diffForms(sorted(live, key), sorted(wanted, key), { ownRequests });
}

function sorted(form: JsonObject, key: string): JsonObject {
  return Array.isArray(form[key]) ? { ...form, [key]: asTexts(form[key]).sort() } : form;
}
