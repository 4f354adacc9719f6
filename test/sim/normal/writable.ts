/** The part of an answered object that a client can write, with names in place of ids. @module */
import { type PropertyFact, schemaOf, type TypeFact } from "../facts.ts";
import { asList, asText, isObject, type Json, type JsonObject, RawJson, stringify } from "../json.ts";
import { parseJson } from "../json_parse.ts";
import { missingText } from "../project.ts";
import { oneSpelling } from "./spelling.ts";
import type { TableName } from "../store.ts";
import type { Names } from "./names.ts";

/** Properties that hold the id of something. */
const REFERENCES: Readonly<Record<string, TableName>> = {
  folder_id: "folders",
  home_folder_id: "folders",
  parent_id: "folders",
  user_id: "users",
  owner_id: "users",
  created_by_user_id: "users",
  group_id: "groups",
  dashboard_id: "dashboards",
  investigative_content_id: "dashboards",
  look_id: "looks",
  color_collection_id: "color_collections",
  permission_set_id: "permission_sets",
  model_set_id: "model_sets",
  tunnel_id: "ssh_tunnels",
  ssh_server_id: "ssh_servers",
  oauth_application_id: "external_oauth_applications",
  action_hub_integration_id: "integrations",
};

/** Read-only in the spec, yet written inside element bodies. */
const WRITTEN = new Set(["ResultMakerFilterables.listen"]);

/** What of a value of a schema can be written, without the properties named. */
export function writable(
  names: Names,
  value: Json | undefined,
  schema: string,
  without: readonly string[] = [],
): JsonObject {
  const picked = pick(names, value ?? null, { ref: schema }, "");
  if (!isObject(picked)) return {};
  for (const name of without) delete picked[name];
  return picked;
}

/** Two-valued, and served as null or false as the release likes. */
const TWO_VALUED = new Set(["total", "public"]);

/** A value in one spelling of nothing: to Looker, null, an empty text and an empty list are the same (specs/looker-behaviour.md). */
function pick(names: Names, held: Json, type: TypeFact, name: string): Json {
  const value = held === "" || (Array.isArray(held) && held.length === 0) ? null : held;
  if (value === null) return TWO_VALUED.has(name) ? false : null;
  if (type.ref !== undefined && isObject(value)) {
    const picked: JsonObject = {};
    for (const [property, fact] of Object.entries(schemaOf(type.ref).properties)) {
      if (isWritten(type.ref, property, fact)) {
        const held = value[property];
        picked[property] = pick(
          names,
          held === undefined ? parseJson(missingText(fact)) : held,
          fact,
          property,
        );
      }
    }
    return picked;
  }
  const { items } = type;
  if (items !== undefined && Array.isArray(value)) {
    return asList(value).map((one) => pick(names, one, items, name));
  }
  if (value instanceof RawJson && !/^[[{]/.test(value.text)) return JSON.parse(value.text);
  if (typeof value === "object") {
    return linked(names, oneSpelling(stringify(value)));
  }
  const table = REFERENCES[name];
  if (table !== undefined) return names.of(table, value);
  return typeof value === "string" ? linked(names, value) : value;
}

function isWritten(schema: string, name: string, fact: PropertyFact): boolean {
  return fact.writeOnly !== true && (fact.readOnly !== true || WRITTEN.has(`${schema}.${name}`));
}

/** Text with names for the ids of palettes, and of dashboards and looks in links. */
export function linked(names: Names, text: string): string {
  return text
    .replace(/"collection_id":"([^"]+)"/g, (_all, id: string) => `"collection_id":"${collection(names, id)}"`)
    .replace(/"palette_id":"([^"]+)"/g, (_all, id: string) => `"palette_id":"${palette(names, id)}"`)
    .replace(
      /(\\*\/)(dashboards|looks)\\*\/(\d+)/g,
      (all, slash: string, table: "dashboards" | "looks", id: string) =>
        names.store.table(table).get(id) ? `${slash}${table}${slash}‹${asText(names.of(table, id))}›` : all,
    );
}

function collection(names: Names, id: string): string {
  return names.store.table("color_collections").get(id) ? asText(names.of("color_collections", id)) : id;
}

function palette(names: Names, id: string): string {
  const owner = names.store.table("color_collections").index(
    "palette",
    (item) =>
      KINDS.flatMap((kind) => asList(item.get(kind)).map((one) => isObject(one) ? asText(one["id"]) : "")),
  )
    .get(id)?.[0];
  if (owner === undefined) return id;
  for (const kind of KINDS) {
    const at = asList(owner.get(kind)).findIndex((one) => isObject(one) && one["id"] === id);
    if (at >= 0) return `${collection(names, owner.id)} ${kind} ${at}`;
  }
  return id;
}

const KINDS = ["categoricalPalettes", "sequentialPalettes", "divergingPalettes"] as const;
