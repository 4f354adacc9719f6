/** The preset that answers as production instances do. @module */
import type { SimOptions } from "./options.ts";

/**
 * Options of an instance in use, as one was recorded (specs/looker-behaviour.md): 233 dashboards of which 90 have no dates, 184 looks,
 * 24 folders, 0.4 merge queries a dashboard and some of them gone; groups of tiles, slate texts, `data` tiles, look tiles
 * with and without their look, tiles from LookML, components without a place, dashboards without layouts, action hubs in
 * destinations, an externally managed group with a role; empties for nulls and computed properties inside bodies.
 * `startSim(production({ dashboards: 40, looks: 10 }))`: smaller numbers keep every trait.
 */
export function production(options: SimOptions = {}): SimOptions {
  return {
    dashboards: 233,
    looks: 184,
    folders: 24,
    users: 12,
    tileBytes: 4200,
    production: true,
    ...observed(),
    ...options,
  };
}

/** The same way of answering without the content: for an emptied instance that a production instance is restored to. */
export function observed(options: SimOptions = {}): SimOptions {
  return { empties: true, computed: true, sourceWords: true, uniqueFilters: true, ...options };
}
