/**
 * Traverses a body to each place that names a field, an explore or a model. Both the search for uses and their
 * replacement use this traversal, so they always find the same places. Pure. Sources: the schemas of
 * specs/looker-4.0.json (Query, MergeQuery, DashboardFilter, ResultMakerFilterables, Alert, ScheduledPlan, ModelSet),
 * and recorded bodies for the maps whose contents the spec does not define.
 *
 * @module
 */
import {
  asObject,
  asText,
  isJsonObject,
  type JsonObject,
  jsonText,
  type JsonValue,
  mapItems,
  mapKeys,
  mapValues,
} from "../../codec/json_value.ts";
import { readJson } from "../../codec/json_reader.ts";
import { decode } from "../../codec/msgpack_reader.ts";
import type { ContentType } from "../content_type_names.ts";
import { findLinks } from "../links/scan.ts";
import { MAY_LINK, TEXTS } from "../link_shapes.ts";
import { renamedFilters, renamedLinks } from "./explore_links.ts";
import {
  type Rename,
  renamedExpression,
  renamedName,
  renamedSeries,
  renamedSort,
  renamedTemplate,
} from "./field_names.ts";
import { type PathStep, pathText } from "./path.ts";
import { COMPUTED, REPEATED } from "./places.ts";
import type { ExploreName, UsePlace, UseVisitor } from "./visitor.ts";

/** The types whose bodies name fields, explores or models of LookML. */
export const USING_TYPES: readonly ContentType[] = [
  "dashboards",
  "lookml_dashboards",
  "looks",
  "boards",
  "scheduled_plans",
  "alerts",
  "model_sets",
  "homepages",
  "agents",
];

/** Returns a body with only the names that the visitor changes changed, or the same body if none changes. */
export function mapUses(type: ContentType, body: JsonObject, visitor: UseVisitor): JsonObject {
  return USING_TYPES.includes(type) ? new Walk(type, body, visitor).object(body) : body;
}

/** Visits the value of a property. The name of the property selects the handler, in any object. */
type Handler = (walk: Walk, value: JsonValue, key: string) => JsonValue;

const names: Handler = (walk, value) => walk.texts(value, (text) => renamedName(text, walk.rename));
const template: Handler = (walk, value) => walk.texts(value, walk.asTemplate);
const HANDLERS: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ...["fields", "pivots", "fill_fields", "subtotals", "hidden_fields", "args", "based_on", "dimension"].map(
    (key): [string, Handler] => [key, names],
  ),
  ...["field_name", "source_field_name"].map((key): [string, Handler] => [key, names]),
  ["sorts", (walk, value) => walk.texts(value, (text) => renamedSort(text, walk.rename))],
  ["filters", (walk, value) => walk.filters(value)],
  ["filter_config", (walk, value) => walk.filters(value)],
  ["filter_expression", (walk, value) => walk.texts(value, (text) => renamedExpression(text, walk.rename))],
  ["expression", (walk, value) => walk.texts(value, (text) => renamedExpression(text, walk.rename))],
  ["dynamic_fields", (walk, value) => walk.dynamicFields(value)],
  ["vis_config", (walk, value) => walk.visual(value)],
  ["field", (walk, value) => walk.field(value)],
  ["filters_string", (walk, value) => walk.filtersString(value)],
  ["models", (walk, value) => walk.models(value)],
  ...["lookml_dashboard_id", "lookml_link_id", "datagroup"].map(
    (key): [string, Handler] => [key, (walk, value) => walk.inModel(value)],
  ),
  ["default_value", template],
  ["custom_url_base", template],
  ["custom_url_params", template],
]);

const MOST_NAMES = 100_000;
/** The maximum depth of a traversal. No name is deeper in a body, and deeper nesting could exhaust the stack. */
const DEEPEST = 200;

class Walk {
  private readonly path: PathStep[] = [];
  private scope: ExploreName | null = null;
  /**
   * The fields of a merge's result. If two queries have a field of the same name, the result adds a prefix such as
   * `q1_`.
   */
  private merged: ReadonlySet<string> | null = null;
  private readonly prose: ReadonlySet<string>;
  private readonly place: UsePlace;

  constructor(
    private readonly type: ContentType,
    private readonly body: JsonObject,
    private readonly visitor: UseVisitor,
  ) {
    this.prose = TEXTS[type] ?? new Set();
    const { path } = this, scope = (): ExploreName | null => this.scope;
    this.place = {
      path: () => pathText(path),
      get scope() {
        return scope();
      },
    };
  }

  readonly rename: Rename = (name) => {
    const source = this.merged === null ? null : /^q\d+_(.+)$/.exec(name)?.[1] ?? null;
    if (source !== null && this.merged?.has(source) === true && !this.merged.has(name)) {
      return name.slice(0, name.length - source.length) + this.visitor.field(source, this.place);
    }
    return this.visitor.field(name, this.place);
  };

  readonly asTemplate = (text: string): string => this.template(text);

  value(value: JsonValue): JsonValue {
    if (this.path.length > DEEPEST) return value;
    if (Array.isArray(value)) return this.items(value, (one) => this.value(one));
    return isJsonObject(value) ? this.object(value) : value;
  }

  object(object: JsonObject): JsonObject {
    const outer = this.scope, outside = this.merged;
    const scoped = this.scoped(object);
    if (Array.isArray(object["source_queries"])) this.merged = this.sourceFields();
    const isRead = this.visitor.echoes !== true;
    // The look of a tile is a separate item, and the result of a tile repeats the tile's query.
    const isLookTile = isRead && "result_maker" in object && asText(object["look_id"]) !== null;
    const isTile = isRead && isJsonObject(object["query"]) && isJsonObject(object["result_maker"]);
    const isResult = isRead && "filterables" in object && isJsonObject(object["query"]);
    const after = this.each(scoped, (value, key) => {
      if (COMPUTED.has(key)) return value;
      if (isLookTile && (key === "look" || key === "query")) return value;
      if (isResult && key !== "query" && REPEATED.has(key)) return value;
      if (key === "result_maker" && (isLookTile || isTile)) return this.result(value);
      if (isRead && key === "_vault" && isJsonObject(object["query"])) return this.beside(value);
      return this.property(key, value);
    });
    this.scope = outer;
    this.merged = outside;
    return after;
  }

  /** Visits only the listeners in the result of a tile. The rest repeats the tile or its look. */
  private result(value: JsonValue): JsonValue {
    if (!isJsonObject(value)) return value;
    return this.each(value, (one, key) => REPEATED.has(key) ? one : this.property(key, one));
  }

  /** Visits the `_vault` of a body that contains its query. The query in `_vault` is the same query. */
  private beside(value: JsonValue): JsonValue {
    if (!isJsonObject(value)) return value;
    return this.each(value, (one, key) => key === "query" ? one : this.property(key, one));
  }

  private property(key: string, value: JsonValue): JsonValue {
    const handler = HANDLERS.get(key);
    if (handler !== undefined) return handler(this, value, key);
    if (this.prose.has(key)) return this.texts(value, this.asTemplate);
    return typeof value === "object" ? this.value(value) : value;
  }

  /** Visits the names of a model and an explore. All names in the object then belong to this explore. */
  private scoped(object: JsonObject): JsonObject {
    const model = object["model"], key = typeof object["view"] === "string" ? "view" : "explore";
    const explore = object[key];
    if (typeof model !== "string" || model === "") return object;
    if (typeof explore !== "string" || explore === "") {
      const to = this.at("model", () => this.visitor.model(model, this.place));
      return to === model ? object : mapValues(object, (value, name) => name === "model" ? to : value);
    }
    const from: ExploreName = { model, explore };
    const to = this.at(key, () => this.visitor.explore(from, this.place));
    this.scope = from;
    if (to.model === model && to.explore === explore) return object;
    return mapValues(
      object,
      (value, name) => name === "model" ? to.model : name === key ? to.explore : value,
    );
  }

  /** Visits each text in a value. */
  texts(value: JsonValue, change: (text: string) => string): JsonValue {
    if (typeof value === "string") return value === "" ? value : change(value);
    if (this.path.length > DEEPEST) return value;
    if (Array.isArray(value)) return this.items(value, (one) => this.texts(one, change));
    return isJsonObject(value) ? this.each(value, (one) => this.texts(one, change)) : value;
  }

  template(text: string): string {
    if (!text.includes("{") && !text.includes("/")) return text;
    this.links(text);
    return renamedLinks(renamedTemplate(text, this.rename), {
      isOwn: (host) => this.visitor.isOwn?.(host) ?? false,
      explore: (name) => this.visitor.explore(name, this.place),
      field: (name, scope) => {
        const outer = this.scope;
        this.scope = scope;
        const to = this.visitor.field(name, this.place);
        this.scope = outer;
        return to;
      },
    });
  }

  /** Reports the items that the links of a text point to. */
  private links(text: string): void {
    const { visitor: { link, isOwn }, place } = this;
    if (link === undefined || !text.includes("/") || !MAY_LINK.test(text)) return;
    // In JSON, and in parts of JSON, slashes may be escaped.
    for (const { type, id } of findLinks(text.replaceAll("\\/", "/"), (host) => isOwn?.(host) ?? false)) {
      if (type !== "lookml_models") link(type, id, place);
    }
  }

  /** Visits an object with fields as keys, or a list of filters that each name a field. */
  filters(value: JsonValue): JsonValue {
    if (!isJsonObject(value)) return this.value(value);
    const after = this.each(value, (one) => this.texts(one, this.asTemplate));
    return this.keys(after, (key) => renamedName(key, this.rename));
  }

  dynamicFields(value: JsonValue): JsonValue {
    if (typeof value !== "string") return this.value(value);
    // Most queries have no such fields.
    if (!/^\s*[[{]/.test(value) || value === "[]") return value;
    const parsed = parsedJson(value, { exactly: this.visitor.echoes === true });
    if (parsed === null) return value;
    const after = this.dynamicField(parsed);
    return after === parsed ? value : jsonText(after);
  }

  /** Visits a field that the query itself defines: the fields that it uses, and texts that may contain any link. */
  private dynamicField(value: JsonValue): JsonValue {
    if (this.path.length > DEEPEST) return value;
    if (Array.isArray(value)) return this.items(value, (one) => this.dynamicField(one));
    if (!isJsonObject(value)) return value;
    return this.each(value, (one, key) => {
      const handler = HANDLERS.get(key);
      if (handler !== undefined) return handler(this, one, key);
      return typeof one === "string" ? this.template(one) : this.dynamicField(one);
    });
  }

  /** Visits the settings of a chart. Keys and values can be a field or a series of a field. */
  visual(value: JsonValue): JsonValue {
    if (typeof value === "string") {
      const after = renamedSeries(value, this.rename);
      return after === value ? this.template(value) : after;
    }
    if (this.path.length > DEEPEST) return value;
    if (Array.isArray(value)) return this.items(value, (one) => this.visual(one));
    if (!isJsonObject(value)) return value;
    return this.keys(this.each(value, (one) => this.visual(one)), (key) => renamedSeries(key, this.rename));
  }

  /** Visits the field of a listener, or of an alert, where it is an object. Other objects repeat LookML, and stay. */
  field(value: JsonValue): JsonValue {
    if (typeof value === "string") return renamedName(value, this.rename);
    if (this.type !== "alerts" || !isJsonObject(value)) return value;
    return this.each(
      value,
      (one, key) =>
        key === "name" && typeof one === "string" ? renamedName(one, this.rename) : this.value(one),
    );
  }

  filtersString(value: JsonValue): JsonValue {
    return typeof value === "string" ? renamedFilters(value, this.rename) : value;
  }

  models(value: JsonValue): JsonValue {
    return this.texts(value, (text) => this.visitor.model(text, this.place));
  }

  /** Visits the model in `model::dashboard` or `model::datagroup`. */
  inModel(value: JsonValue): JsonValue {
    const at = typeof value === "string" ? value.indexOf("::") : -1;
    if (typeof value !== "string" || at <= 0) return value;
    return this.visitor.model(value.slice(0, at), this.place) + value.slice(at);
  }

  private keys(object: JsonObject, change: (key: string) => string): JsonObject {
    let mayName = false;
    for (const key in object) mayName ||= key.includes(".");
    if (!mayName) return object;
    return mapKeys(object, (key) =>
      this.at(key, () => {
        const to = change(key);
        if (to === key || !Object.hasOwn(object, to)) return to;
        this.visitor.clash?.(key, to, this.place);
        return key;
      }));
  }

  /** Returns an object with its texts, lists and objects changed. An unchanged object is not copied. */
  private each(object: JsonObject, change: (value: JsonValue, key: string) => JsonValue): JsonObject {
    const { path } = this, depth = path.length;
    let changes: Map<string, JsonValue> | null = null;
    path.push("");
    for (const key in object) {
      const value = object[key];
      if (value === null || (typeof value !== "object" && typeof value !== "string")) continue;
      path[depth] = key;
      const after = change(value, key);
      if (after !== value) (changes ??= new Map()).set(key, after);
    }
    path.pop();
    if (changes === null) return object;
    const changed: Map<string, JsonValue> = changes;
    return mapValues(object, (value, key) => changed.get(key) ?? value);
  }

  private items(array: JsonValue[], change: (value: JsonValue) => JsonValue): JsonValue[] {
    const { path } = this, depth = path.length;
    let changes: Map<number, JsonValue> | null = null;
    path.push(0);
    for (let i = 0; i < array.length; i++) {
      path[depth] = i;
      const value = array[i] ?? null, after = change(value);
      if (after !== value) (changes ??= new Map()).set(i, after);
    }
    path.pop();
    if (changes === null) return array;
    const changed: Map<number, JsonValue> = changes;
    let next = 0;
    return mapItems(array, (value) => changed.get(next++) ?? value);
  }

  private at<T>(step: PathStep, work: () => T): T {
    this.path.push(step);
    const result = work();
    this.path.pop();
    return result;
  }

  /** Returns the fields of the queries that the body's merges consist of. */
  private sourceFields(): ReadonlySet<string> {
    const queries = asObject(asObject(this.body["_vault"])["merge_source_queries"]);
    const fields = new Set<string>();
    for (const query of Object.values(queries)) {
      const listed = asObject(query)["fields"];
      for (const one of Array.isArray(listed) ? listed : []) {
        if (typeof one === "string" && fields.size < MOST_NAMES) fields.add(one);
      }
    }
    return fields;
  }
}

/**
 * Parses a text as JSON; null if it is not JSON. With `exactly`, numbers and order stay, for bodies that are written
 * again.
 */
function parsedJson(text: string, { exactly }: { exactly: boolean }): JsonValue {
  try {
    return exactly ? decode(readJson(new TextEncoder().encode(text)).bytes) : JSON.parse(text);
  } catch {
    return null;
  }
}
