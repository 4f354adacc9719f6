/**
 * The schemas of served bodies, as far as they are writable, and the properties of served objects that no spec
 * contains. Real instances serve more than their spec contains (`group_id` in the layout of a tile,
 * specs/looker-behaviour.md).
 *
 * @module
 */
import type { ServedSchema } from "./registry/entry.ts";
import type { JsonObject } from "../codec/json_value.ts";
import { KNOWN_PROPERTIES } from "./api_known.ts";
import type { ContentType } from "./content_type_names.ts";
import { factsOf } from "./content_types.ts";
import { writableProperties } from "./writable.ts";

/** The schemas of bodies, by type. A type whose schema is in no request body is not listed. */
export const SERVED: Partial<Record<ContentType, ServedSchema>> = factsOf("served");

/** Returns the properties of a served object that the spec does not contain and that are not writable. */
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
