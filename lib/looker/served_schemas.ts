/**
 * The schemas of served bodies, as far as they can be written, and the properties of a served object that no spec
 * contains: real instances serve more than their spec says (`group_id` of a tile's place, specs/looker-behaviour.md).
 *
 * @module
 */
import type { ServedSchema } from "./registry/entry.ts";
import type { JsonObject } from "../codec/json_value.ts";
import { KNOWN_PROPERTIES } from "./api_known.ts";
import type { ContentType } from "./content_type_names.ts";
import { factsOf } from "./content_types.ts";
import { writableProperties } from "./writable.ts";

/** The bodies of a type. Types whose schema no request body holds are not here. */
export const SERVED: Partial<Record<ContentType, ServedSchema>> = factsOf("served");

/** The properties of a served object that neither the spec knows nor anybody can write. */
export function unknownProperties({ schema, also = [] }: ServedSchema, object: JsonObject): string[] {
  const known = namesOf(schema), writable = writableProperties(schema);
  return Object.keys(object).filter((key) =>
    key !== "_vault" && !known.has(key) && !writable.has(key) && !also.includes(key)
  );
}

const names = new Map<string, ReadonlySet<string>>();

function namesOf(schema: ServedSchema["schema"]): ReadonlySet<string> {
  let known = names.get(schema);
  if (known === undefined) names.set(schema, known = new Set(KNOWN_PROPERTIES[schema].split(" ")));
  return known;
}
