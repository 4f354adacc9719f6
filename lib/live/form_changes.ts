/**
 * What differs between two forms: the one an item has and the one it should get.
 *
 * @module
 */
import type { FormRules, KeyRule } from "../codec/form_rules.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../codec/json_value.ts";
import { ruleOf, rulesBelow, sameSense, saysNothing, underKey } from "../codec/same_sense.ts";
import type { ContentType } from "../looker/content_type_names.ts";
import { formRules } from "../looker/equality.ts";

/** How forms are compared. */
export interface DiffFormsOptions {
  /** The type whose rules say what is equal; those that all types share unless told. */
  type?: ContentType | null;
  /** Where the forms stand. */
  path?: string;
}

/** How the forms of a type are compared; {@linkcode diffForms} unless it says otherwise. */
export interface FormComparer {
  readonly type: ContentType;
  diff?(live: JsonObject, wanted: JsonObject): Change[];
}

/** The changes that lead from an item's live form to the wanted one, as its type compares them. */
export function changesOf(kind: FormComparer, live: JsonObject, wanted: JsonObject): Change[] {
  return kind.diff?.(live, wanted) ?? diffForms(live, wanted, { type: kind.type });
}

/**
 * The changes that lead from one form to another, by the registry's rules of equality. A key that the wanted form lacks is
 * left alone. What has requests of its own (`_members`) and is absent from the live form could not be read: it is left
 * alone too.
 */
export function diffForms(
  from: JsonObject,
  to: JsonObject,
  { type = null, path = "" }: DiffFormsOptions = {},
): Change[] {
  const changes: Change[] = [], rules = formRules(type);
  for (const key of Object.keys(to)) {
    if (!Object.hasOwn(from, key) && key.startsWith("_")) continue;
    const rule = ruleOf(rules, key);
    diffValues(underKey(from, key), underKey(to, key), {
      path: path === "" ? key : `${path}.${key}`,
      rule,
      rules: rulesBelow(rules, rule),
      changes,
    });
  }
  return changes;
}

interface Place {
  path: string;
  rule: KeyRule | null;
  /** The rules of the objects in the values. */
  rules: FormRules;
  changes: Change[];
}

function diffValues(from: JsonValue | undefined, to: JsonValue | undefined, place: Place): void {
  const { path, rule, rules, changes } = place;
  if (from === undefined || to === undefined ? isAlike(from, to, place) : sameSense(from, to, rules, rule)) {
    return;
  }
  // Inside an opaque map every key counts: one that should not be there is a change too.
  if (isJsonObject(from) && isJsonObject(to)) {
    for (const key of new Set([...Object.keys(from), ...Object.keys(to)])) {
      const inner = ruleOf(rules, key);
      diffValues(underKey(from, key), underKey(to, key), {
        path: `${path}.${key}`,
        rule: inner,
        rules: rulesBelow(rules, inner),
        changes,
      });
    }
    return;
  }
  changes.push({ path, from: from ?? null, to: to ?? null });
}

/** Where data are compared as they are, absent is not null. */
function isAlike(from: JsonValue | undefined, to: JsonValue | undefined, { rules, rule }: Place): boolean {
  return from === to || (!(rules.keepsNothing && rule === null) && sameSense(from, to, rules, rule));
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

/** One property that a restore changes. `null` also stands for what is not there. */
export interface Change {
  /** Such as `dashboard_elements[Revenue].query.filters.date`. */
  path: string;
  from: JsonValue;
  to: JsonValue;
}

/** A path without the marks of what has requests of its own: `access.rows` for `_access.rows`. */
export function pathInWords(path: string): string {
  return path.replace(/(^|\.)_(?=[a-z])/g, "$1");
}
