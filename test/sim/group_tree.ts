/** Groups stand in groups. @module */
import { asStrings } from "./json.ts";
import type { Store } from "./store.ts";

/** The ids of a group and all groups above it. */
export function groupAndAbove(store: Store, id: string): string[] {
  const found = new Set<string>();
  const queue = [id];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    queue.push(...asStrings(store.table("groups").get(next)?.get("parent_group_ids")));
  }
  return [...found];
}
