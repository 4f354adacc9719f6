/**
 * The destinations of schedules and alerts. The API cannot create action hubs and integrations with their secrets.
 * Schedules and alerts name integrations by ids that contain the id of a hub in one instance (`1::slack`). A hub is
 * recognized by its address, an integration by its name.
 *
 * @module
 */
import type { RestoreSource } from "./restore_source.ts";
import { changedKeys, diffForms, withoutNulls } from "../live/form_changes.ts";
import { setList } from "./lists.ts";
import type { StatusError } from "../http/errors.ts";
import type { Writer } from "./task.ts";
import type { Recognition } from "./handler.ts";
import type { RefKind } from "../looker/item_ref.ts";
import type { Props } from "../live/reader.ts";
import { asObject, asObjects, asText, type JsonObject, type JsonValue } from "../codec/json_value.ts";
import type { ContentType } from "../looker/content_type_names.ts";
import type { Refs } from "./references.ts";
import { key } from "./shared_attributes.ts";

/** A type whose items are recognized in the target instance, although no restore writes them. */
export interface Recognised extends Recognition {
  /** The kinds to which its keys refer. */
  refersTo: readonly RefKind[];
  /** Returns a readable description of an item, if its id says little. */
  described?(source: Pick<RestoreSource, "props">, id: string): string | null;
}

/** Types that are recognized and never written. */
export const RECOGNISED: Partial<Record<ContentType, Recognised>> = {
  integration_hubs: {
    listing: { operation: "all_integration_hubs", fields: "id,url" },
    keys: (item) => key("hub", asText(item.get("url"))?.replace(/\/+$/, "").toLowerCase()),
    refersTo: [],
  },
  integrations: {
    listing: { operation: "all_integrations", fields: "id,integration_hub_id,label" },
    keys(item, refs) {
      const hub = asText(item.get("integration_hub_id")), name = nameOf(item, hub);
      if (hub === null) return [];
      const there = refs.must("integration_hubs", hub);
      return name === null ? key("labelled", there, item.get("label")) : key("integration", there, name);
    },
    refersTo: ["integration_hubs"],
    described: describedIntegration,
  },
};

/**
 * Returns the name of an integration, such as `slack` of `1::slack`; null if the id does not begin with the id of the
 * hub.
 */
function nameOf(item: Props, hub: string | null): string | null {
  const id = asText(item.get("id")), prefix = `${hub}::`;
  return id !== null && hub !== null && id.startsWith(prefix) ? id.slice(prefix.length) : null;
}

/** The prefix of an integration's id in schedules. Alerts and old schedules contain only the id. */
const SCHEME = "looker-integration://";
/** Matches ids of integrations, with or without the prefix. Types such as `email` or `s3` do not match. */
const INTEGRATION = /^(looker-integration:\/\/)?([^\s/:]+::.+)$/s;

/** Returns the integration that a destination's type or id names; null if it names none. */
export function integrationIn(value: JsonValue | undefined): string | null {
  return INTEGRATION.exec(asText(value) ?? "")?.[2] ?? null;
}

/** The property of a destination that names an integration, and the properties whose texts may name it again. */
export interface HubProperties {
  names: string;
  /** Whether the value is always an integration's id, whatever its format. */
  isAlways?: boolean;
  texts: readonly string[];
}

/**
 * Returns destinations with their integrations translated. A destination is omitted and reported if the target instance
 * lacks its integration. If no destination is left, the item cannot be restored.
 */
export function hubDestinations(
  list: readonly JsonObject[],
  { names, isAlways = false, texts }: HubProperties,
  refs: Refs,
): JsonObject[] {
  const lost: string[] = [];
  const kept = list.flatMap((one): JsonObject[] => {
    const id = integrationIn(one[names]) ?? (isAlways ? asText(one[names]) : null);
    if (id === null) return [one];
    const to = refs.may("integrations", id);
    if (to === null) lost.push(id);
    return to === null ? [] : to === id ? [one] : [renamed(one, { id, to, keys: [names, ...texts] })];
  });
  const [first] = lost;
  if (kept.length === 0 && first !== undefined) refs.must("integrations", first);
  return kept;
}

/** Returns a destination with the integration's id replaced in the given properties. Everything else is unchanged. */
function renamed(
  one: JsonObject,
  { id, to, keys }: { id: string; to: string; keys: readonly string[] },
): JsonObject {
  const changed = { ...one };
  for (const name of keys) {
    const text = one[name];
    if (text === id) changed[name] = to;
    else if (typeof text === "string") {
      const slashed = SCHEME.replaceAll("/", "\\/");
      changed[name] = [SCHEME, slashed].reduce(
        (all, scheme) => all.replaceAll(within(scheme + id), () => scheme + to),
        text.replaceAll(`"${id}"`, () => `"${to}"`),
      );
    }
  }
  return changed;
}

/** Returns a pattern that matches a text, but not as the beginning of a longer id. */
function within(text: string): RegExp {
  return new RegExp(`${text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?![\\w:-])`, "g");
}

/** Returns a readable description of an integration: `Slack of https://actions.looker.com`. */
function describedIntegration(source: Pick<RestoreSource, "props">, id: string): string | null {
  const integration = source.props({ type: "integrations", id });
  const hub = asText(integration?.get("integration_hub_id"));
  const url = hub === null ? null : asText(source.props({ type: "integration_hubs", id: hub })?.get("url"));
  const label = asText(integration?.get("label"));
  return url === null ? label : `${label ?? id} of ${url}`;
}

/** The property of a schedule that contains its destinations. */
export const DESTINATIONS = "scheduled_plan_destination";

/** Creates a schedule with the destinations that Looker accepts. */
export async function createWithSome(
  writer: Writer,
  { sought, create, error }: {
    sought: readonly JsonObject[];
    create: (list: readonly JsonObject[]) => Promise<JsonObject>;
    error: StatusError;
  },
): Promise<JsonObject> {
  for (const [i, first] of sought.entries()) {
    let made: JsonObject | null = null;
    await writer.attempt(`${DESTINATIONS}[${destinationName(first)}]`, async () => {
      made = await create([first]);
    });
    if (made === null) continue;
    const id = asText(asObject(made)["id"]), rest = sought.slice(i);
    await setList(writer, DESTINATIONS, {
      before: [first],
      wanted: rest,
      key: destinationName,
      set: (some) =>
        writer.send("update_scheduled_plan", { scheduled_plan_id: id }, { [DESTINATIONS]: [...some] }),
    });
    return made;
  }
  throw error;
}

/** Returns a name for a destination: its type, address and format. */
export function destinationName(one: JsonObject): string {
  return `${asText(one["type"]) ?? ""} ${asText(one["address"]) ?? ""} ${asText(one["format"]) ?? ""}`.trim();
}

/** Returns a form without nulls, also in its destinations. */
export function sendable(form: JsonObject): JsonObject {
  const body = withoutNulls(form);
  if (Array.isArray(body[DESTINATIONS])) {
    body[DESTINATIONS] = asObjects(body[DESTINATIONS]).map((one) => withoutNulls(one));
  }
  return body;
}

/** Returns the types of its destinations that need a secret. Email needs none. */
export function secretTypes(wanted: JsonObject): string[] {
  const types = new Set(asObjects(wanted[DESTINATIONS]).flatMap((one) => asText(one["type"]) ?? []));
  return ["s3", "sftp"].filter((type) => types.has(type));
}

/** Whether an update writes destinations again. Looker then discards their secrets. */
export function changesDestinations(live: JsonObject, wanted: JsonObject): boolean {
  return changedKeys(diffForms(live, wanted, { type: "scheduled_plans" })).has(DESTINATIONS);
}
