/**
 * The names of the items in a plan: folders by their paths, users with their addresses.
 *
 * @module
 */
import type { RestoreSource } from "../../handlers/restore_source.ts";
import { asText, type JsonObject } from "../../codec/json_value.ts";
import type { Destination } from "../../live/destination_state.ts";
import type { NameLookup } from "../../live/diff/part_names.ts";
import type { ContentType } from "../../looker/content_type_names.ts";
import { FOLDER, PERSON, REGISTRY } from "../../looker/content_types.ts";

/** Names by ids of the backup, and by ids of the destination. */
export interface PlanNames {
  source: NameLookup;
  destination: NameLookup;
}

/** Lookups that return no names. */
export const NO_NAMES: PlanNames = { source: () => null, destination: () => null };

/** The maximum depth of a folder's path. */
const DEEPEST = 50;

/** The data for an item's name. */
interface Named {
  name: string | null;
  email: string | null;
  parent: string | null;
}

/** Returns the names from a backup and from what was read of the destination. Each name is looked up one time. */
export function planNames(source: RestoreSource, destination: Destination): PlanNames {
  const isSame = source.instance === destination.instance;
  const ofSource = (type: ContentType, id: string): Named | null => {
    const item = source.item({ type, id });
    return item === undefined ? null : { name: item.name, email: item.ownerEmail, parent: item.folderId };
  };
  const ofDestination = (type: ContentType, id: string): Named | null => {
    const row = destination.row({ type, id }), live = row === null ? null : namedBy(type, row);
    const held = isSame ? ofSource(type, id) : null;
    // A row of a listing may lack properties that the backup has.
    return live === null || held === null ? live ?? held : {
      name: live.name ?? held.name,
      email: live.email ?? held.email,
      parent: live.parent ?? held.parent,
    };
  };
  return { source: lookup(ofSource), destination: lookup(ofDestination) };
}

function namedBy(type: ContentType, row: JsonObject): Named {
  const name = REGISTRY[type].name.map((key) => asText(row[key])).find((text) =>
    text !== null && text !== ""
  );
  return { name: name ?? null, email: asText(row["email"]), parent: asText(row["parent_id"]) };
}

function lookup(of: (type: ContentType, id: string) => Named | null): NameLookup {
  const known = new Map<string, string | null>();
  return (type, id) => {
    const key = `${type}/${id}`;
    let name = known.get(key);
    if (name === undefined) known.set(key, name = nameOf(of, type, id));
    return name;
  };
}

function nameOf(
  of: (type: ContentType, id: string) => Named | null,
  type: ContentType,
  id: string,
): string | null {
  const found = of(type, id);
  if (found === null) return null;
  if (type === FOLDER) return pathOf(of, id);
  if (type !== PERSON) return found.name;
  const { name, email } = found;
  return name !== null && email !== null && name !== email ? `${name} <${email}>` : name ?? email;
}

/** Returns a folder's path, such as `Shared/Finance`. A circle of parents ends the path. */
function pathOf(of: (type: ContentType, id: string) => Named | null, id: string): string | null {
  const names: string[] = [], seen = new Set<string>();
  for (let at: string | null = id; at !== null && !seen.has(at) && names.length < DEEPEST;) {
    seen.add(at);
    const folder: Named | null = of(FOLDER, at);
    const name = folder?.name ?? null;
    if (folder === null || name === null) break;
    names.unshift(name);
    at = folder.parent;
  }
  return names.length === 0 ? null : names.join("/");
}
