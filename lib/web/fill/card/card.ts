/**
 * Builds the card of a body: what the page shows of a version. Pure.
 *
 * @module
 */
import { asObjects, asText, type JsonObject } from "../../../codec/json_value.ts";
import type { ContentType } from "../../../looker/content_type_names.ts";
import { DASHBOARD, FOLDER, LOOK, PERSON, REGISTRY } from "../../../looker/content_types.ts";
import type { Card, Line, Section } from "../../data/card.ts";
import { factsOf } from "./facts.ts";
import { dashboardParts, lookParts } from "./tiles.ts";

/** The maximum length of a description, in characters. */
const LONGEST = 4000;

/** Returns the card of a body. The body must not contain what comparisons ignore (see `comparableBody()`). */
export function cardOf(type: ContentType, id: string, body: JsonObject): Card {
  const { name, owner, folder, hasTiles } = REGISTRY[type];
  const title = name.map((key) => asText(body[key])).find((text) => text !== null) ?? "";
  const text = asText(body["description"])?.slice(0, LONGEST) ?? null;
  const home = folder === undefined ? null : asText(body[folder]);
  const person = owner === undefined ? null : asText(body[owner]);
  const facts = factsOf(type, body);
  const sections = sectionsOf(body);
  return {
    title: title === "" && REGISTRY[type].isNamedById === true ? id : title,
    ...(text !== null && text !== title && { text }),
    ...(home !== null && { folder: `${FOLDER}/${home}` }),
    ...(person !== null && { owner: `${PERSON}/${person}` }),
    ...(Object.keys(facts).length > 0 && { facts }),
    ...(sections !== null && { sections }),
    ...(type === DASHBOARD || (hasTiles === true && Array.isArray(body["dashboard_elements"]))
      ? dashboardParts(body)
      : type === LOOK
      ? lookParts(body)
      : {}),
  };
}

/** Returns the sections of a board, or the items of a homepage; null for other types. */
function sectionsOf(body: JsonObject): Section[] | null {
  if (Array.isArray(body["homepage_items"])) {
    return [{ id: "items", title: "", items: asObjects(body["homepage_items"]).map(placed) }];
  }
  if (!Array.isArray(body["board_sections"])) return null;
  return asObjects(body["board_sections"]).filter((one) => asText(one["deleted_at"]) === null).map(
    (section, i) => {
      const text = asText(section["description"]);
      return {
        id: asText(section["id"]) ?? `section ${i}`,
        title: asText(section["title"]) ?? "",
        ...(text !== null && { text }),
        items: asObjects(section["board_items"]).map(placed),
      };
    },
  );
}

const PLACED: readonly (readonly [string, ContentType])[] = [
  ["dashboard_id", DASHBOARD],
  ["look_id", LOOK],
];

/** Returns an item of a section: the item that it refers to, with its own title if it has one. */
function placed(item: JsonObject): Line {
  const title = asText(item["custom_title"]);
  for (const [key, type] of PLACED) {
    const id = asText(item[key]);
    if (id !== null) return { to: `${type}/${id}`, ...(title !== null && { as: title }) };
  }
  return title ?? asText(item["custom_url"]) ?? asText(item["lookml_dashboard_id"]) ?? asText(item["id"]) ??
    "";
}
