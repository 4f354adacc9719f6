/**
 * A plan as a file: the actions, their items, and the pins that show later whether the plan is still valid.
 *
 * @module
 */
import type { RestoreSource } from "../../handlers/restore_source.ts";
import { itemKey } from "../../looker/item_ref.ts";
import { isJsonObject, type JsonValue, mapValues, sameJson } from "../../codec/json_value.ts";
import type { RightsChange } from "../../looker/rights/describe.ts";
import { handlerOf } from "../../handlers/mod.ts";
import type { RestoreItem } from "../restore_summary.ts";
import type { Destination } from "../../live/destination_state.ts";
import { differingKeys, type FormPin, pinOf } from "./form_pin.ts";
import { type CreatedItem, isWritten, type OutsideMail, type PlannedItem } from "./model.ts";
import { actionsOf, shownItems } from "./plan_report.ts";
import { planNames } from "./plan_names.ts";
import { AS_IS } from "../../handlers/references.ts";
import type { RestoreOptions } from "../restore_request.ts";
import type { StaleItem } from "./check_pins.ts";

/** The format and the version of a plan file. */
export const PLAN_FORMAT = "lookervault-plan", PLAN_VERSION = 1;

/** Hashes that show whether an item is unchanged. */
export interface ItemPins {
  /** SHA-256 of its backup; null if it has none. */
  backup: string | null;
  /** Hashes of the item that was read from Looker, one for each property; null if there is none. */
  live: FormPin | null;
}

/** The part of an item in a plan file that is compared before the plan is applied. */
export interface PinnedItem extends Pick<RestoreItem, "type" | "id" | "name" | "action" | "destination_id"> {
  changes: readonly { path: string; from: JsonValue; to: JsonValue }[];
  pins: ItemPins;
}

/** The same part for an item that an undo removes. */
export interface PinnedRemoval extends Pick<CreatedItem, "type" | "id" | "name" | "removal"> {
  pins: ItemPins;
}

/** The options of a plan, without the options for speed and without permissions such as `--allow-admin`. */
export type PlannedOptions = Omit<
  RestoreOptions,
  | "allowAdmin"
  | "allowSignIn"
  | "allowIncomplete"
  | "workers"
  | "maxRetries"
  | "rateLimit"
  | "checkpointInterval"
>;

/** The part of a plan file that is compared before the plan is applied. */
export interface PinnedPlan {
  command: string;
  /** Base URLs. */
  source: string;
  destination: string;
  options: PlannedOptions;
  items: readonly PinnedItem[];
  removals: readonly PinnedRemoval[];
}

/** A plan file. */
export interface PlanDocument extends PinnedPlan {
  format: typeof PLAN_FORMAT;
  format_version: typeof PLAN_VERSION;
  lookervault_version: string;
  created_at: string;
  totals: Record<PlannedItem["action"], number>;
  items: readonly (Omit<RestoreItem, "differences"> & PinnedItem)[];
  rights: readonly RightsChange[];
  outside: readonly OutsideMail[];
  lacking: readonly string[];
}

/** The input of a plan file. */
export interface DocumentCase {
  command: string;
  lookervaultVersion: string;
  /** ISO 8601 UTC. */
  at: string;
  options: RestoreOptions;
  items: readonly PlannedItem[];
  removals: readonly CreatedItem[];
  rights: readonly RightsChange[];
  outside: readonly OutsideMail[];
  lacking: readonly string[];
  source: RestoreSource;
  destination: Destination;
}

/** Returns the plan file of a plan, without the items that stay unchanged. */
export function planDocument(plan: DocumentCase): PlanDocument {
  const { command, lookervaultVersion, at, items, removals, rights, outside, lacking, source, destination } =
    plan;
  const news = items.filter(({ action }) => action !== "none");
  return {
    format: PLAN_FORMAT,
    format_version: PLAN_VERSION,
    lookervault_version: lookervaultVersion,
    created_at: at,
    command,
    source: source.instance,
    destination: destination.instance,
    options: plannedOptions(plan.options),
    totals: actionsOf(items),
    items: shownItems(news, true, planNames(source, destination)).map((
      { differences: _told, ...item },
      i,
    ) => ({
      ...item,
      pins: pinsOf(news[i] ?? null, plan),
    })),
    removals: removals.map(({ type, id, name, removal }) => ({
      type,
      id,
      name,
      removal,
      pins: { backup: null, live: livePin({ type, id }, destination) },
    })),
    rights,
    outside,
    lacking,
  };
}

function plannedOptions(options: RestoreOptions): PlannedOptions {
  const {
    allowAdmin: _admin,
    allowSignIn: _signIn,
    allowIncomplete: _incomplete,
    workers: _workers,
    maxRetries: _retries,
    rateLimit: _rate,
    checkpointInterval: _interval,
    ...asked
  } = options;
  return asked;
}

function pinsOf(item: PlannedItem | null, { source, destination }: DocumentCase): ItemPins {
  if (item === null || !isWritten(item)) return { backup: null, live: null };
  const { type, destinationId } = item;
  return {
    backup: source.pin(item)?.toHex() ?? null,
    live: destinationId === null ? null : livePin({ type, id: destinationId }, destination),
  };
}

function livePin(ref: Pick<PlannedItem, "type" | "id">, destination: Destination): FormPin | null {
  const body = destination.body(ref), handler = handlerOf(ref.type);
  return body === null || handler === undefined ? null : pinOf(handler, handler.form(body, AS_IS));
}

/** Returns the text of a plan file. Integers beyond 2^53, which `JSON.stringify` refuses, are written in digits. */
export function planText(plan: PlanDocument): string {
  return `${JSON.stringify(plan, (_, value) => typeof value === "bigint" ? rawJson(value) : value, 2)}\n`;
}

interface RawJson {
  rawJSON(text: string): unknown;
}

function rawJson(value: bigint): unknown {
  return (JSON as unknown as RawJson).rawJSON(String(value));
}

const WRITTEN = new Set(["create", "update", "undelete"]);

/** Returns the items that a file plans differently than a plan made now; empty if both are equal. */
export function differingItems(planned: PinnedPlan, now: PinnedPlan): StaleItem[] {
  const written = ({ action }: PinnedItem): boolean => WRITTEN.has(action);
  const going = ({ removal }: PinnedRemoval): boolean => removal !== "stay";
  return [
    ...differing(planned.items.filter(written), now.items.filter(written), itemNow),
    ...differing(
      planned.removals.filter(going),
      now.removals.filter(going),
      ({ pins }, other) => pinsNow(pins, other.pins),
    ),
  ];
}

function differing<T extends PinnedItem | PinnedRemoval>(
  planned: readonly T[],
  now: readonly T[],
  compare: (planned: T, now: T) => string | null,
): StaleItem[] {
  const before = new Map(planned.map((item) => [itemKey(item), item]));
  const after = new Map(now.map((item) => [itemKey(item), item]));
  const told = ({ type, id, name }: T, what: string): StaleItem => ({ type, id, name, what });
  return [
    ...[...before].flatMap(([key, item]) => {
      const other = after.get(key);
      const what = other === undefined ? "would no longer be written" : compare(item, other);
      return what === null ? [] : [told(item, what)];
    }),
    ...[...after].flatMap(([key, item]) =>
      before.has(key) ? [] : [told(item, "would be written now, but is not in the plan")]
    ),
  ];
}

function itemNow(planned: PinnedItem, now: PinnedItem): string | null {
  const pins = pinsNow(planned.pins, now.pins);
  if (pins !== null) return pins;
  if (planned.action !== now.action || planned.destination_id !== now.destination_id) {
    const to = now.destination_id === null ? "" : ` ${now.destination_id}`;
    return `would now get a different action (${now.action}${to})`;
  }
  const paths = differingChanges(planned, now);
  return paths.length === 0 ? null : `would now get different changes (${paths.join(", ")})`;
}

function pinsNow(planned: ItemPins, now: ItemPins): string | null {
  if (planned.backup !== now.backup) return "has a different version in the vault";
  if (planned.live === null || now.live === null) {
    if (planned.live === now.live) return null;
    return now.live === null ? "was deleted in Looker" : "now exists in Looker";
  }
  const keys = differingKeys(planned.live, now.live);
  return keys.length === 0 ? null : `changed in Looker (${keys.join(", ")})`;
}

function differingChanges(planned: PinnedItem, now: PinnedItem): string[] {
  const after = new Map(now.changes.map((change) => [change.path, change]));
  const before = new Map(planned.changes.map((change) => [change.path, change]));
  return [...new Set([...before.keys(), ...after.keys()])].filter((path) => {
    const one = before.get(path), other = after.get(path);
    return !sameJson(one?.from, asRead(other?.from)) || !sameJson(one?.to, asRead(other?.to)) ||
      (one === undefined) !== (other === undefined);
  });
}

/**
 * Returns a value as it is after reading it from a file. Large integers are rounded; the pins detect changes of them.
 */
function asRead(value: JsonValue | undefined): JsonValue | undefined {
  if (typeof value === "bigint") return Number(value);
  if (Array.isArray(value)) return value.map((one) => asRead(one) ?? null);
  return isJsonObject(value) ? mapValues(value, (one) => asRead(one) ?? null) : value;
}
