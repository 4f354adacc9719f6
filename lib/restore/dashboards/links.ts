/**
 * Links to dashboards, looks, folders and boards inside texts: `/dashboards/12`. Slugs need no translation.
 *
 * @module
 */
import { isJsonObject, type JsonValue, mapItems, mapValues } from "../../codec/json_value.ts";
import type { ContentType } from "../../looker/content_type_names.ts";
import type { Refs } from "../refs.ts";

const LINK = /(\/(dashboards(?:-next)?|looks|folders|boards)\/)(\d+)(?![\w:-])/g;

/** A value with every link in its texts translated. */
export function translateLinks(value: JsonValue, refs: Refs): JsonValue {
  if (typeof value === "string") {
    return value.includes("/")
      ? value.replace(
        LINK,
        (_all, path: string, name: string, id: string) =>
          path + refs.link(name.replace("-next", "") as ContentType, id),
      )
      : value;
  }
  if (Array.isArray(value)) return mapItems(value, (one) => translateLinks(one, refs));
  return isJsonObject(value) ? mapValues(value, (one) => translateLinks(one, refs)) : value;
}

/** Whether some text of a value holds such a link. */
export function hasLinks(value: JsonValue | undefined): boolean {
  if (typeof value === "string") return value.search(LINK) >= 0;
  if (Array.isArray(value)) return value.some(hasLinks);
  return isJsonObject(value) && Object.values(value).some(hasLinks);
}
