/**
 * Content with the same queries: dashboards, or looks.
 *
 * @module
 */
import type { ContentType } from "../../looker/content_type_names.ts";
import { queriesOf } from "../../looker/uses/queries.ts";
import { STATE } from "../../vault/index/kinds.ts";
import { type Searcher, selectDocs } from "./searcher.ts";
import { usesOf } from "./find.ts";

/** One of several that show the same. */
export interface Duplicate {
  type: ContentType;
  id: string;
  name: string | null;
  owner: string | null;
  folder: string | null;
  used_by: number;
}

/** Groups of items that are there and show the same, as their bodies prove it; the largest first. */
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
