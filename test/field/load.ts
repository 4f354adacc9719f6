/** Puts recorded bodies into a simulator, with whatever they refer to. @module */
import { asList, asObject, asText, given, isObject, type Json, type JsonObject } from "../sim/json.ts";
import { RECORDED } from "../sim/project.ts";
import { addUser } from "../sim/seed/people.ts";
import type { Sim } from "../sim/mod.ts";
import type { Content } from "./bodies.ts";

/** Loads one round. Folders, users, looks and LookML that only stand in other bodies are made from those. */
export function load(sim: Sim, recorded: readonly Content[]): void {
  const { store } = sim;
  const contents = recorded.map((one) => ({ ...one, row: asObject(textIds(one.row)) }));
  const own = new Set(contents.map(({ table, id }) => `${table} ${id}`));
  makeRoom(sim, contents);
  for (const user of idsOf(contents, ["user_id", "creator_id", "last_updater_id", "deleter_id"])) {
    if (own.has(`users ${user}`) || store.table("users").get(user)) continue;
    addUser(store, sim.options, { n: 1000 + Number(user), id: user, groups: [store.builtIns.allUsers] });
    store.patch("users", user, { _roles: [] });
  }
  for (const one of everyObject(contents.map(({ row }) => row))) {
    if (isObject(one["folder"])) folder(sim, one["folder"], own);
    if (isObject(one["look"])) embeddedLook(sim, one["look"], own);
  }
  for (const { table, id: creator_id, row } of contents) {
    const id = table === "users" ? asText(row["personal_folder_id"]) : "";
    folder(sim, { id, name: id, parent_id: store.builtIns.usersRoot, is_personal: true, creator_id }, own);
  }
  for (const id of idsOf(contents, ["home_folder_id"])) {
    folder(sim, { id, name: `Folder ${id}`, parent_id: store.builtIns.sharedRoot }, own);
  }
  for (const content of contents) {
    const row: JsonObject = { ...withMetadata(sim, content.row), [RECORDED]: true };
    if (content.table === "folders") folderParent(sim, row, own);
    if (content.table === "users") row["_groups"] = [store.builtIns.allUsers];
    if (content.table === "roles") withSets(sim, row);
    store.table(content.table).record(content.id, row, content.text);
  }
  for (const { table, row } of contents) if (table === "merge_queries") sourcesOf(sim, row, contents);
  lookml(sim, contents);
}

/** What Looker keeps as it was sent. */
const OPAQUE: ReadonlySet<string> = new Set(["vis_config", "filter_config", "filters", "ui_config", "field"]);

/** The simulator knows parts by ids that are texts; what is served stays as it was recorded. */
function textIds(value: Json): Json {
  if (Array.isArray(value)) return value.map(textIds);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      OPAQUE.has(name)
        ? inner
        : typeof inner === "number" && /(^|_)id$/.test(name)
        ? String(inner)
        : textIds(inner),
    ]),
  );
}

/** What every Looker has under another id goes: Looker has one of a name. */
function makeRoom({ store }: Sim, contents: readonly Content[]): void {
  for (const { table, id, row } of contents) {
    if (table !== "roles" && table !== "model_sets" && table !== "permission_sets") continue;
    for (const item of store.table(table).all()) {
      if (item.id === id || item.get("name") !== row["name"]) continue;
      store.table(table).remove(item.id);
      if (table !== "roles") continue;
      for (const user of store.table("users").all()) {
        const roles = asList(user.peek("_roles"));
        if (roles.includes(item.id)) {
          store.patch("users", user.id, { _roles: roles.map((role) => role === item.id ? id : role) });
        }
      }
    }
  }
}

function withSets({ store }: Sim, row: JsonObject): void {
  for (const [table, key] of [["permission_sets", "permission_set"], ["model_sets", "model_set"]] as const) {
    const set = asObject(row[key]), id = asText(set["id"]);
    if (id === "") continue;
    row[`${key}_id`] = id;
    for (const item of store.table(table).all()) {
      if (item.id !== id && item.get("name") === set["name"]) store.table(table).remove(item.id);
    }
    if (!store.table(table).get(id)) store.table(table).set(id, { ...set, id });
  }
  row["_groups"] = [];
}

/** Content has metadata, under a name that a recording may have lost. */
function withMetadata({ store }: Sim, row: JsonObject): JsonObject {
  if (given(row["content_metadata_id"]) || !("title" in row || "parent_id" in row)) return row;
  return { ...row, content_metadata_id: store.table("content_metadata").nextId() };
}

function folder(sim: Sim, row: JsonObject, own: ReadonlySet<string>): void {
  const id = asText(row["id"]);
  if (id === "" || own.has(`folders ${id}`) || sim.store.table("folders").get(id)) return;
  folderParent(sim, row, own);
  const metadata = sim.store.table("content_metadata").insert({ inherits: true }).id;
  sim.store.table("folders").set(id, { ...row, id, content_metadata_id: metadata, [RECORDED]: true });
  // Looker knows a personal folder by its user.
  const creator = asText(row["creator_id"]);
  if (row["is_personal"] === true && sim.store.table("users").get(creator)) {
    sim.store.patch("users", creator, { personal_folder_id: id });
  }
}

function folderParent(sim: Sim, row: JsonObject, own: ReadonlySet<string>): void {
  const id = asText(row["parent_id"]);
  if (id === "" || own.has(`folders ${id}`) || sim.store.table("folders").get(id)) return;
  folder(sim, { id, name: `Folder ${id}`, parent_id: sim.store.builtIns.sharedRoot }, own);
}

function embeddedLook(sim: Sim, row: JsonObject, own: ReadonlySet<string>): void {
  const id = asText(row["id"]);
  if (id === "" || own.has(`looks ${id}`) || sim.store.table("looks").get(id)) return;
  sim.store.table("looks").set(id, { ...withMetadata(sim, row), id, [RECORDED]: true });
}

/** A source query that was not recorded is made up: the model and view that the merge tile filters it by. */
function sourcesOf(sim: Sim, merge: JsonObject, contents: readonly Content[]): void {
  for (const source of asList(merge["source_queries"]).map(asObject)) {
    const id = asText(source["query_id"]);
    if (id === "" || sim.store.query(id) !== undefined) continue;
    const tile = everyObject(contents.map(({ row }) => row)).flatMap((one) =>
      one["merge_result_id"] === merge["id"] ? asList(one["filterables"]).map(asObject) : []
    ).find((one) => one["name"] === source["name"]);
    sim.store.table("queries").set(id, {
      id,
      can: {},
      model: tile?.["model"] ?? "recorded",
      view: tile?.["view"] ?? "recorded",
      fields: [`${asText(tile?.["view"] ?? "recorded")}.made_up_${id}`],
      slug: `s${id}`,
      client_id: `c${id}`,
    });
  }
}

/** Models and explores that queries and filters name: they come from git, not from a backup. */
function lookml(sim: Sim, contents: readonly Content[]): void {
  const rows = [...contents.map(({ row }) => row), ...sim.store.table("queries").rows.values()];
  const explores = new Map<string, Set<string>>();
  for (const { table, id, row } of contents) {
    if (table !== "lookml_models") continue;
    explores.set(id, new Set(asList(row["explores"]).map((one) => asText(asObject(one)["name"]))));
  }
  for (const one of everyObject(rows)) {
    const model = asText(one["model"]), view = asText(one["view"] ?? one["explore"]);
    if (model === "" || view === "") continue;
    explores.set(model, (explores.get(model) ?? new Set()).add(view));
  }
  for (const [name, views] of explores) {
    for (const view of views) {
      const id = `${name}::${view}`;
      if (sim.store.table("explores").get(id)) continue;
      sim.store.table("explores").insert({ id, name: view, label: view, model_name: name, view_name: view });
    }
    if (sim.store.table("lookml_models").get(name)) continue;
    sim.store.table("lookml_models").insert({
      name,
      label: name,
      project_name: name,
      has_content: true,
      unlimited_db_connections: true,
      allowed_db_connection_names: [],
      explores: [...views].map((view): Json => ({
        name: view,
        label: view,
        description: null,
        hidden: false,
      })),
    });
  }
}

/** Lets another instance have the same LookML. */
export function shareLookml(from: Sim, to: Sim): void {
  for (const table of ["lookml_models", "explores"] as const) {
    for (const [id, row] of from.store.table(table).rows) {
      if (!to.store.table(table).get(id)) to.store.table(table).set(id, row);
    }
  }
}

function idsOf(contents: readonly Content[], names: readonly string[]): Set<string> {
  const ids = new Set<string>();
  for (const one of everyObject(contents.map(({ row }) => row))) {
    for (const name of names) if (/^\d+$/.test(asText(one[name]))) ids.add(asText(one[name]));
  }
  return ids;
}

/** Every object in some values, at any depth. */
function everyObject(values: readonly Json[]): JsonObject[] {
  return values.flatMap((value): JsonObject[] =>
    Array.isArray(value)
      ? everyObject(value)
      : isObject(value)
      ? [value, ...everyObject(Object.values(value))]
      : []
  );
}
