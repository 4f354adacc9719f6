/**
 * Translates the links in the texts of every type. All forms use this code.
 *
 * @module
 */
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  mapItems,
  mapValues,
} from "../../codec/json_value.ts";
import type { ContentType } from "../content_type_names.ts";
import { DATA, TEXTS, URL_IN_PARTS } from "../link_shapes.ts";
import { type LinkRules, rewriteParts, rewriteText } from "./rewrite.ts";

/** The rules of translation. Without them, links stay unchanged. */
interface Linked {
  readonly links?: LinkRules;
}

/** Returns a form of a type with the links in its texts translated, or the same form if nothing changes. */
export function linked(type: ContentType, form: JsonObject, refs: Linked): JsonObject {
  const texts = TEXTS[type];
  if (texts === undefined || refs.links === undefined) return form;
  return inObject(form, { texts, rules: refs.links });
}

/** Returns a value with the links in each of its texts translated. */
export function linkedTexts(value: JsonValue, refs: Linked): JsonValue {
  return refs.links === undefined ? value : inText(value, refs.links);
}

/** How a form is traversed. */
interface Walk {
  texts: ReadonlySet<string>;
  rules: LinkRules;
}

function inObject(object: JsonObject, walk: Walk): JsonObject {
  const changed = mapValues(object, (value, key) => {
    if (walk.texts.has(key)) return inText(value, walk.rules);
    return DATA.has(key) ? value : inValue(value, walk);
  });
  return inParts(changed, walk.rules);
}

function inValue(value: JsonValue, walk: Walk): JsonValue {
  if (Array.isArray(value)) return mapItems(value, (one) => inValue(one, walk));
  return isJsonObject(value) ? inObject(value, walk) : value;
}

/** Translates every text in a value, at any depth. */
function inText(value: JsonValue, rules: LinkRules): JsonValue {
  if (typeof value === "string") return rewriteText(value, rules);
  if (Array.isArray(value)) return mapItems(value, (one) => inText(one, rules));
  return isJsonObject(value) ? mapValues(value, (one) => inText(one, rules)) : value;
}

/** Translates an address that an object contains in two properties. */
function inParts(object: JsonObject, rules: LinkRules): JsonObject {
  const base = object[URL_IN_PARTS.base], params = object[URL_IN_PARTS.params];
  if (typeof params !== "string") return object;
  const before = typeof base === "string" ? base : "";
  const after = rewriteParts(before, params, rules);
  if (after.base === before && after.params === params) return object;
  return mapValues(
    object,
    (value, key) =>
      key === URL_IN_PARTS.params
        ? after.params
        : key === URL_IN_PARTS.base && after.base !== before
        ? after.base
        : value,
  );
}

/**
 * Applies the rules to the links in each text of a value, at any depth. For types that cannot be written and have no
 * form.
 */
export function linksIn(value: JsonValue, rules: LinkRules): void {
  inText(value, rules);
}
