/** Fills an instance, the same way for the same options. @module */
import { servedBeyond } from "../api_spec.ts";
import type { ResolvedOptions } from "../options.ts";
import type { Store } from "../store.ts";
import { reserveIds, seedBare } from "./bare.ts";
import { seedContent } from "./content.ts";
import { type BulkPlace, seedBulkDashboards } from "./dashboards.ts";
import { seedFolders } from "./folders.ts";
import { seedLookml } from "./lookml.ts";
import { seedBulkLooks } from "./looks.ts";
import { ODD_COUNT, seedGiant, seedOddDashboards, seedOddLooks } from "./oddities.ts";
import { seedPeople } from "./people.ts";
import { seedProduction } from "./production.ts";
import { seedPlatform } from "./platform.ts";

/** Fills the store. */
export function seedStore(store: Store, options: ResolvedOptions): void {
  store.seed = options.seed;
  store.idSeed = options.seed + options.idOffset;
  const { empties, numericIds, computed, sourceWords } = options;
  store.served = { empties, numericIds, computed, sourceWords, beyond: servedBeyond(options.spec) };
  if (options.emptied) return seedBare(store, options);
  seedPeople(store, options);
  const folders = seedFolders(store, options);
  seedPlatform(store, options);
  seedLookml(store, options);
  const places = {
    folders: [...folders.shared, "1", ...[...folders.personal.values()].slice(0, 4)],
    users: Array.from({ length: Math.min(options.users, 30) }, (_, n) => String(n + 1)),
  };
  const oddLooks = Math.min(ODD_COUNT, Math.ceil(options.looks / 2));
  seedOddLooks(store, options, places, oddLooks);
  if (options.looks > 0) seedBulkLooks(store, options, bulkPlace(store, oddLooks, options.looks, places));
  const oddDashboards = Math.min(ODD_COUNT, Math.ceil(options.dashboards / 2));
  seedOddDashboards(store, options, places, oddDashboards);
  if (options.dashboards > 0) {
    seedBulkDashboards(store, options, bulkPlace(store, oddDashboards, options.dashboards, places));
  }
  if (options.giant) seedGiant(store, options, places);
  seedContent(store, options);
  if (options.production) seedProduction(store, options);
  if (options.idOffset > 0) reserveIds(store, options.idOffset);
}

function bulkPlace(
  store: Store,
  odd: number,
  alive: number,
  places: { folders: string[]; users: string[] },
): BulkPlace {
  const trash = Math.max(1, Math.round(alive * 0.03));
  const count = alive - odd + trash;
  const firstMetadata = Number(store.table("content_metadata").nextId());
  store.table("content_metadata").reserve(firstMetadata + count);
  return {
    count,
    firstId: odd + 1,
    firstMetadata,
    trash: (index) => Math.floor((index * trash) / count) !== Math.floor(((index + 1) * trash) / count),
    ...places,
  };
}
