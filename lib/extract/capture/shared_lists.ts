/**
 * Listings that more than one type needs. Each is read once per run.
 *
 * @module
 */
import { type CensusRow, rowText } from "../census_row.ts";
import { addTo } from "../../base/grouped.ts";
import { Body } from "../../codec/body.ts";
import { REGISTRY } from "../../looker/content_types.ts";
import { listFolders } from "../../looker/folder_listing.ts";
import { allRows, census } from "../census.ts";
import { callOptions, type RunContext, type SharedListings } from "../context.ts";

/** Listings that are read when they are first needed. */
export class SharedLists implements SharedListings {
  private readonly lists = new Map<string, Promise<CensusRow[]>>();
  private setting: Promise<Body> | null = null;

  users(context: RunContext): Promise<CensusRow[]> {
    return this.once("users", () => typeCensus(context, "users", false));
  }

  models(context: RunContext): Promise<CensusRow[]> {
    return this.once("models", () => typeCensus(context, "lookml_models", false));
  }

  folders(context: RunContext): Promise<CensusRow[]> {
    return this.once("folders", () => folderRows(context));
  }

  settings(context: RunContext): Promise<Body> {
    return this.setting ??= readSettings(context);
  }

  private once(name: string, read: () => Promise<CensusRow[]>): Promise<CensusRow[]> {
    let list = this.lists.get(name);
    if (list === undefined) this.lists.set(name, list = read());
    return list;
  }
}

async function readSettings(context: RunContext): Promise<Body> {
  const options = callOptions(context, context.tracker("settings"));
  return Body.of(await context.client.get("get_setting", {}, options)).copy();
}

const FOLDER_FIELDS = ["id", "name", "parent_id", "content_metadata_id"];

async function folderRows(context: RunContext): Promise<CensusRow[]> {
  const tracker = context.tracker("folders");
  const { items, doubt } = await listFolders(context.client, {
    ...callOptions(context, tracker),
    fields: FOLDER_FIELDS.join(","),
  });
  if (doubt !== null) tracker.incomplete(`its listing may be incomplete: ${doubt}`);
  return items.map((item) => {
    const body = Body.of(item);
    return Object.fromEntries(FOLDER_FIELDS.map((field) => [field, body.text(field)]));
  });
}

function typeCensus(
  context: RunContext,
  type: "users" | "lookml_models",
  confirm: boolean,
): Promise<CensusRow[]> {
  const { source } = REGISTRY[type];
  if (source.kind !== "census") throw new Error(`${type} has no census`);
  return allRows(
    census(context, context.tracker(type), source.listing, { fields: source.fields, confirm }),
  );
}

/** Returns the given folders and all their descendants. Cycles end. */
export function withDescendants(folders: readonly CensusRow[], roots: readonly string[]): Set<string> {
  const children = new Map<string, string[]>();
  for (const folder of folders) {
    const id = rowText(folder, "id"), parent = rowText(folder, "parent_id");
    if (id !== null && parent !== null) addTo(children, parent, id);
  }
  const found = new Set(roots);
  const queue = [...roots];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    for (const child of children.get(id) ?? []) {
      if (found.has(child)) continue;
      found.add(child);
      queue.push(child);
    }
  }
  return found;
}
