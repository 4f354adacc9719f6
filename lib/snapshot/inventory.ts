/**
 * Lists what is in a store, by instance and timestamp. The listing is never cached, so that nothing is removed because
 * of an outdated listing.
 *
 * @module
 */
import { counted } from "../base/counted.ts";
import { type ObjectKind, parseKey } from "./name.ts";
import { RefusedError } from "./errors.ts";
import type { CallOptions, Store, StoredObject } from "./store.ts";

/** The objects of one timestamp of one instance. */
export interface Entry {
  folder: string;
  stamp: string;
  objects: Partial<Record<ObjectKind, StoredObject>>;
}

/**
 * The maximum number of objects in a store. A store with more is rejected, because it cannot contain only snapshots.
 */
const MOST = 500_000;

/**
 * Returns the entries of one folder, or of all folders, newest first. Skips objects that lookervault did not create.
 */
export async function takeInventory(
  store: Store,
  { folder, ...options }: CallOptions & { folder: string | null },
): Promise<Entry[]> {
  const entries = new Map<string, Entry>();
  let count = 0;
  for await (const object of store.list(folder === null ? "" : `${folder}/`, options)) {
    if (++count > MOST) {
      throw new RefusedError(`Cannot list ${store.location}: it has more than ${counted(MOST, "object")}`, {
        hint: "Use a separate prefix for the snapshots.",
      });
    }
    const name = parseKey(object.key);
    if (name === null || (folder !== null && name.folder !== folder)) continue;
    const at = `${name.folder}/${name.stamp}`;
    const entry = entries.get(at) ?? { folder: name.folder, stamp: name.stamp, objects: {} };
    entry.objects[name.kind] = object;
    entries.set(at, entry);
  }
  return [...entries.values()].sort((a, b) =>
    a.stamp < b.stamp ? 1 : a.stamp > b.stamp ? -1 : a.folder < b.folder ? -1 : 1
  );
}

/** Returns the object of the snapshot itself. */
export function dataOf({ objects }: Entry): StoredObject | undefined {
  return objects["data"] ?? objects["encrypted data"];
}
