/**
 * Finds dashboards or looks that have the same queries.
 *
 * @module
 */
import type { ContentType } from "../../looker/content_type_names.ts";
import { queriesOf } from "../../looker/uses/queries.ts";
import { STATE } from "../../vault/index/kinds.ts";
import { type Searcher, selectDocs } from "./searcher.ts";
import { usesOf } from "./find.ts";

/** An item in a group with the same queries. */
export interface Duplicate {
  type: ContentType;
  id: string;
  name: string | null;
  owner: string | null;
  folder: string | null;
  used_by: number;
}

/** Returns groups of existing items with the same queries, as their bodies confirm. The largest group is first. */
export function duplicateGroups(searcher: Searcher): Duplicate[][] {
  const { index } = searcher, groups: Duplicate[][] = [];
  for (const docs of index.sameQueries().values()) {
    const live = selectDocs(index, docs, {}).filter((doc) => index.state(doc) === STATE.live);
    if (live.length < 2) continue;
    const proven = new Map<string, Duplicate[]>();
    for (const doc of index.docs(live)) {
      const version = searcher.version(doc), queries = version && queriesOf(version.type, version.body);
      if (version === null || queries === null) continue;
      const { type, id, name, owner, folderId } = version, key = `${type} ${queries}`;
      const found = {
        type,
        id,
        name,
        owner,
        folder: searcher.folderPath(folderId),
        used_by: usesOf(index, version),
      };
      const known = proven.get(key);
      if (known === undefined) proven.set(key, [found]);
      else known.push(found);
    }
    groups.push(...[...proven.values()].filter((group) => group.length > 1));
  }
  return groups.sort((a, b) => b.length - a.length);
}
