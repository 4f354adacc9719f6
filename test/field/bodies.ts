/** Recorded bodies: what an `index.json` lists, read without loss. @module */
import { asObject, asText, isObject, type Json, type JsonObject } from "../sim/json.ts";
import { parseJson } from "../sim/json_parse.ts";
import type { TableName } from "../sim/mod.ts";

/** A body as it was recorded. */
export interface Recorded {
  file: string;
  kind: string;
  /** What is special about it. */
  special: string;
  /** Its JSON text. */
  text: string;
  body: Json;
}

/** Kinds that are content: the simulator's table of each. */
export const TABLES: Readonly<Record<string, TableName>> = {
  dashboard: "dashboards",
  look: "looks",
  folder: "folders",
  merge_query: "merge_queries",
  query: "queries",
  user: "users",
  group: "groups",
  role: "roles",
  model_set: "model_sets",
  permission_set: "permission_sets",
  connection: "connections",
  project: "projects",
  lookml_model: "lookml_models",
};

/** The property that holds the id, where it is not `id`. */
const KEYS: Readonly<Record<string, string>> = { connection: "name", lookml_model: "name" };

/** A body of content, with its place in an instance. */
export interface Content extends Recorded {
  table: TableName;
  id: string;
  row: JsonObject;
}

/**
 * Reads the bodies that a directory's `index.json` lists.
 *
 * @throws {Error} when there is no list of `{file, kind}`, or a body is no JSON.
 */
export async function readBodies(directory: string): Promise<Recorded[]> {
  const index = parseJson(await Deno.readTextFile(`${directory}/index.json`));
  if (!Array.isArray(index)) throw new Error(`Cannot read ${directory}/index.json: it is no list`);
  const recorded: Recorded[] = [];
  for (const entry of index) {
    const { file, kind, special } = isObject(entry) ? entry : {};
    if (typeof file !== "string" || typeof kind !== "string" || file.includes("/")) {
      throw new Error(`Cannot read ${directory}/index.json: an entry has no file and kind`);
    }
    const text = await Deno.readTextFile(`${directory}/${file}`);
    recorded.push({ file, kind, special: asText(special), text, body: parseJson(text) });
  }
  return recorded;
}

/** A body as content; null for what is none: errors, sessions, fragments, bodies without an id. */
export function contentOf(recorded: Recorded): Content | null {
  const table = TABLES[recorded.kind];
  if (table === undefined || !isObject(recorded.body)) return null;
  const id = asText(recorded.body[KEYS[recorded.kind] ?? "id"]);
  return id === "" ? null : { ...recorded, table, id, row: recorded.body };
}

/** Bodies that can stand in one instance: each id of a type once. What was recorded several times takes several rounds. */
export function roundsOf(contents: readonly Content[]): Content[][] {
  const rounds: Map<string, Content>[] = [];
  for (const content of contents) {
    const keys = keysOf(content);
    const free = rounds.find((round) => !keys.some((key) => round.has(key))) ?? new Map<string, Content>();
    if (!rounds.includes(free)) rounds.push(free);
    for (const key of keys) free.set(key, content);
  }
  return rounds.map((round) => [...new Set(round.values())]);
}

/** What no other object of an instance has: the id, and a user's address. */
function keysOf({ table, id, row }: Content): string[] {
  const email = asText(asObject(row["credentials_email"])["email"]).toLowerCase();
  return [`${table} ${id}`, ...email === "" ? [] : [`${table} ${email}`]];
}
