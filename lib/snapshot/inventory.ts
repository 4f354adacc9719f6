/**
 * What is in a store, by instance and timestamp. Always asked again: what is removed is never chosen by an old listing.
 *
 * @module
 */
import { type ObjectKind, parseKey } from "./name.ts";
import { RefusedError } from "./errors.ts";
import type { CallOptions, Store, StoredObject } from "./store.ts";

/** What is under one timestamp of one instance. */
export interface Entry {
  folder: string;
  stamp: string;
  objects: Partial<Record<ObjectKind, StoredObject>>;
}

/** A listing with more objects is not one of copies. */
const MOST = 500_000;

/** All entries, newest first; of one folder, or of all. Objects that lookervault did not make are passed over. */
export async function takeInventory(
  store: Store,
  { folder, ...options }: CallOptions & { folder: string | null },
): Promise<Entry[]> {
  const entries = new Map<string, Entry>();
  let count = 0;
  for await (const object of store.list(folder === null ? "" : `${folder}/`, options)) {
    if (++count > MOST) {
      throw new RefusedError(`Cannot list ${store.location}: it has more than ${MOST} objects`, {
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

/** The copy itself of an entry. */
export function dataOf({ objects }: Entry): StoredObject | undefined {
  return objects["data"] ?? objects["encrypted data"];
}
