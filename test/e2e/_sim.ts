/**
 * The simulator, as these tests start it: small bodies unless a test says otherwise.
 *
 * @module
 */
import { type Sim, type SimOptions, startSim } from "../sim/mod.ts";

export { asList, asObject, asText, isObject } from "../sim/json.ts";
export { dump, type FaultRule, type Json, parseJson, type Sim, stringify } from "../sim/mod.ts";

/** A small instance with a bit of everything. */
export function small(options: SimOptions = {}): Sim {
  return startSim({ dashboards: 60, looks: 40, tileBytes: 800, ...options });
}

/** A tiny one, for what concerns the run as a whole. */
export function tiny(options: SimOptions = {}): Sim {
  return small({ dashboards: 6, looks: 6, folders: 6, users: 5, groups: 3, ...options });
}
