/**
 * Compares the properties of an item that are in no specification with the backup, and reports the paths of
 * differences. Pure.
 *
 * @module
 */
import { SERVED, unknownProperties } from "../looker/served_schemas.ts";
import type { PartKind } from "../looker/item_ref.ts";
import type { FormRules } from "../codec/form_rules.ts";
import { asObjects, asText, isJsonObject, type JsonObject } from "../codec/json_value.ts";
import { ruleOf, rulesBelow, sameSense, underKey } from "../codec/same_sense.ts";
import type { ContentType } from "../looker/content_type_names.ts";
import { formRules } from "../looker/equality.ts";
import type { ServedSchema } from "../looker/registry/entry.ts";

/** The kinds of parts with their own ids in the destination. */
const PARTS: ReadonlySet<string> = new Set<PartKind>([
  "dashboard_filters",
  "dashboard_elements",
  "dashboard_layouts",
]);

/** Returns the paths of properties that no specification contains and whose values in Looker differ from the backup. */
export function unknownDifferences(
  type: ContentType,
  { body, live, partId }: {
    body: JsonObject;
    /** Null for an item that will be created. */
    live: JsonObject | null;
    /** Returns the id of the live part that matches a part of the backup; null if it is unknown. */
    partId: (kind: PartKind, id: string) => string | null;
  },
): string[] {
  const served = SERVED[type];
  if (served === undefined) return [];
  const titles = new Map(
    asObjects(body["dashboard_elements"]).map((tile) => [asText(tile["id"]), labelOf(tile)]),
  );
  const paths: string[] = [];
  const compare = (one: JsonObject, there: JsonObject, place: Place): void => {
    const { rules } = place;
    for (
      const key of new Set([
        ...unknownProperties(place.served, one),
        ...unknownProperties(place.served, there),
      ])
    ) {
      const rule = ruleOf(rules, key);
      if (rule?.drops === true) continue;
      if (sameSense(underKey(one, key), underKey(there, key), rulesBelow(rules, rule), rule)) continue;
      paths.push(join(place.path, key));
    }
    for (const [key, inner] of Object.entries(place.served.parts ?? {})) {
      const parts = one[key], at = { served: inner, rules: rulesBelow(rules, ruleOf(rules, key)) };
      if (isJsonObject(parts)) {
        const other = there[key];
        compare(parts, isJsonObject(other) ? other : {}, { ...at, path: join(place.path, key) });
      }
      const others = asObjects(there[key]);
      for (const part of asObjects(parts)) {
        const name = labelOf(part) ?? titles.get(asText(part["dashboard_element_id"])) ?? idOf(part);
        const other = others.find((candidate) => isSame(key, part, candidate)) ?? {};
        compare(part, other, { ...at, path: `${join(place.path, key)}[${name}]` });
      }
    }
  };
  /** Whether a live part matches a part of the backup. The position of a tile on a tab is identified by its tile. */
  const isSame = (key: string, part: JsonObject, there: JsonObject): boolean => {
    const tile = asText(part["dashboard_element_id"]);
    if (tile !== null) {
      return (partId("dashboard_elements", tile) ?? tile) === asText(there["dashboard_element_id"]);
    }
    const id = asText(part["id"]) ?? "";
    return (PARTS.has(key) ? partId(key as PartKind, id) ?? id : id) === asText(there["id"]);
  };
  compare(body, live ?? {}, { path: "", served, rules: formRules(type) });
  return paths;
}

interface Place {
  path: string;
  served: ServedSchema;
  rules: FormRules;
}

function join(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}

function labelOf(part: JsonObject): string | null {
  return asText(part["title"]) ?? asText(part["title_text"]) ?? asText(part["label"]) ?? asText(part["name"]);
}

function idOf(part: JsonObject): string {
  return asText(part["id"]) ?? "";
}
