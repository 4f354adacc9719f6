/**
 * What breaks something, and what it works with: an instance, a person, and chance.
 *
 * @module
 */
import type { JsonObject, Sim, TableName } from "../sim/mod.ts";
import type { Random } from "../sim/random.ts";
import type { Ask } from "./_damage.ts";

/** What a damage works with. */
export interface At {
  ask: Ask;
  sim: Sim;
  random: Random;
}

/** What breaks something; null when Looker refused it. */
export type Wild = (at: At) => Promise<unknown>;

/** An item of a table as plain JSON. */
export function any(
  { sim, random }: At,
  table: TableName,
  fits: (one: JsonObject) => boolean = () => true,
): JsonObject {
  const all = sim.store.table(table).all().map((item): JsonObject => JSON.parse(JSON.stringify(item.full())));
  return random.pick(all.filter(fits)) ?? { id: "0" };
}

/** Two different ones. */
export function two(at: At, table: TableName, fits?: (one: JsonObject) => boolean): [JsonObject, JsonObject] {
  const a = any(at, table, fits);
  return [a, any(at, table, (one) => one["id"] !== a["id"] && (fits?.(one) ?? true))];
}

export function list(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value : [];
}

/** Exchanges a property of two items, by way of another value. */
export async function exchange(
  { ask }: At,
  path: (id: string) => string,
  [name, a, b]: [string, JsonObject, JsonObject],
): Promise<unknown> {
  const first = `${a["id"]}`, second = `${b["id"]}`;
  if (await ask("PATCH", path(first), { [name]: `for a while ${first}` }) === null) return null;
  await ask("PATCH", path(second), { [name]: a[name] ?? null });
  return await ask("PATCH", path(first), { [name]: b[name] ?? null });
}

export const isOwn = (one: JsonObject): boolean =>
  one["built_in"] !== true && one["internal"] !== true && one["include_by_default"] !== true &&
  one["externally_managed"] !== true && (one["external_group_id"] ?? null) === null;

export const isTitled = (one: JsonObject): boolean => (one["title"] ?? null) !== null;
export const isLive = (one: JsonObject): boolean => (one["deleted_at"] ?? null) === null;

export const reversed = (value: unknown): unknown[] => Array.isArray(value) ? value.toReversed() : [];
