/**
 * A stateful, strict Looker to test against: `await using sim = startSim({ dashboards: 100 })`.
 *
 * @module
 */
export { Sim, startSim } from "./sim.ts";
export type { ResolvedOptions, SimOptions } from "./options.ts";
export type { FaultKind, FaultRule, FaultRules } from "./faults.ts";
export type { RequestRecord, Stats } from "./log.ts";
export type { Mutation, MutationOp, MutationRule } from "./mutations.ts";
export type { Violation, ViolationKind } from "./violations.ts";
export type { Served } from "./served.ts";
export { observed, production } from "./production.ts";
export type { Mail, PartKind, Store, TableName } from "./store.ts";
export type { Item, Table } from "./table.ts";
export { dump, type DumpEntry } from "./dump.ts";
export { type Json, type JsonObject, RawJson, stringify } from "./json.ts";
export { parseJson } from "./json_parse.ts";
export {
  type Difference,
  differences,
  type NormalForm,
  normalForm,
  type NormalFormOptions,
  sameUpToIds,
} from "./normal/mod.ts";
