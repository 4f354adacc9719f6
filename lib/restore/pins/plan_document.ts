/**
 * A plan as a file: what would be done, to what, and the pins by which it is known later whether that still holds.
 *
 * @module
 */
import type { JsonValue } from "../../codec/json_value.ts";
import type { PlannedItem } from "../item.ts";
import { kindOf } from "../kinds/mod.ts";
import type { RestoreOptions } from "../options.ts";
import { actionsOf, isWritten, shownItems } from "../plan_report.ts";
import type { Present } from "../present.ts";
import { AS_IS } from "../refs.ts";
import type { RightsChange } from "../rights/describe.ts";
import type { RestoreSource } from "../source.ts";
import type { RestoreItem } from "../summary.ts";
import type { MadeItem } from "../undo.ts";
import { type FormPin, pinOf } from "./form_pin.ts";

/** What a plan file begins with. */
export const PLAN_FORMAT = "lookervault-plan", PLAN_VERSION = 1;

/** By what it is known whether an item is as it was. */
export interface ItemPins {
  /** SHA-256 of its backup; null where it has none. */
  backup: string | null;
  /** Hashes of what was read from Looker, one a property; null for what is not there. */
  live: FormPin | null;
}

/** The part of an item of a plan file that decides. */
export interface PinnedItem extends Pick<RestoreItem, "type" | "id" | "name" | "action" | "destination_id"> {
  changes: readonly { path: string; from: JsonValue; to: JsonValue }[];
  pins: ItemPins;
}

/** The same of what an undo takes back. */
export interface PinnedRemoval extends Pick<MadeItem, "type" | "id" | "name" | "removal"> {
  pins: ItemPins;
}

/** What a plan was asked, without how fast it runs, and never that somebody may become Admin. */
export type PlannedOptions = Omit<
  RestoreOptions,
  "allowAdmin" | "allowIncomplete" | "workers" | "maxRetries" | "rateLimit" | "checkpointInterval"
>;

/** The part of a plan file that decides. */
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
  items: readonly (RestoreItem & PinnedItem)[];
  rights: readonly RightsChange[];
  lacking: readonly string[];
}

/** What a plan file is made of. */
export interface DocumentCase {
  command: string;
  lookervaultVersion: string;
  /** ISO 8601 UTC. */
  at: string;
  options: RestoreOptions;
  items: readonly PlannedItem[];
  removals: readonly MadeItem[];
  rights: readonly RightsChange[];
  lacking: readonly string[];
  source: RestoreSource;
  present: Present;
}

/** The plan file of a plan. Items that stay as they are do not stand in it. */
export function planDocument(plan: DocumentCase): PlanDocument {
  const { command, lookervaultVersion, at, items, removals, rights, lacking, source, present } = plan;
  const news = items.filter(({ action }) => action !== "none");
  return {
    format: PLAN_FORMAT,
    format_version: PLAN_VERSION,
    lookervault_version: lookervaultVersion,
    created_at: at,
    command,
    source: source.instance,
    destination: present.instance,
    options: plannedOptions(plan.options),
    totals: actionsOf(items),
    items: shownItems(news, true).map((item, i) => ({ ...item, pins: pinsOf(news[i] ?? null, plan) })),
    removals: removals.map(({ type, id, name, removal }) => ({
      type,
      id,
      name,
      removal,
      pins: { backup: null, live: livePin({ type, id }, present) },
    })),
    rights,
    lacking,
  };
}

function plannedOptions(options: RestoreOptions): PlannedOptions {
  const {
    allowAdmin: _admin,
    allowIncomplete: _incomplete,
    workers: _workers,
    maxRetries: _retries,
    rateLimit: _rate,
    checkpointInterval: _interval,
    ...asked
  } = options;
  return asked;
}

function pinsOf(item: PlannedItem | null, { source, present }: DocumentCase): ItemPins {
  if (item === null || !isWritten(item)) return { backup: null, live: null };
  const { type, destinationId } = item;
  return {
    backup: source.pin(item)?.toHex() ?? null,
    live: destinationId === null ? null : livePin({ type, id: destinationId }, present),
  };
}

function livePin(ref: Pick<PlannedItem, "type" | "id">, present: Present): FormPin | null {
  const body = present.body(ref), kind = kindOf(ref.type);
  return body === null || kind === undefined ? null : pinOf(ref.type, kind.form(body, AS_IS));
}

/** The text of a plan file: integers beyond 2^53, which `JSON.stringify` refuses, are written in digits. */
export function planText(plan: PlanDocument): string {
  return `${JSON.stringify(plan, (_, value) => typeof value === "bigint" ? rawJson(value) : value, 2)}\n`;
}

interface RawJson {
  rawJSON(text: string): unknown;
}

function rawJson(value: bigint): unknown {
  return (JSON as unknown as RawJson).rawJSON(String(value));
}
