/**
 * Action hubs and their integrations: no API call makes them with their secrets, but plans and alerts name them, by ids
 * that hold the id of a hub of one instance (`1::slack`). What a hub is, its address says; an integration, its name.
 *
 * @module
 */
import type { Recognition } from "./handler.ts";
import type { RefKind } from "../../looker/item_ref.ts";
import type { Props } from "../../live/reader.ts";
import { asText, type JsonObject, type JsonValue } from "../../codec/json_value.ts";
import type { ContentType } from "../../looker/content_type_names.ts";
import type { Refs } from "../plan/references.ts";
import type { RestoreSource } from "../plan/source.ts";
import { key } from "./shared_attributes.ts";

/** A type that is recognised in the destination, though no restore writes it. */
export interface Recognised extends Recognition {
  /** What its keys refer to. */
  refersTo: readonly RefKind[];
  /** An item for people, where its id says little. */
  described?(source: Pick<RestoreSource, "props">, id: string): string | null;
}

/** Types that are recognised and never written. */
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

/** `slack` of `1::slack`; null where the id is none of its hub's. */
function nameOf(item: Props, hub: string | null): string | null {
  const id = asText(item.get("id")), prefix = `${hub}::`;
  return id !== null && hub !== null && id.startsWith(prefix) ? id.slice(prefix.length) : null;
}

/** How plans write it that something goes to an integration, before its id; alerts and old plans name the id alone. */
const SCHEME = "looker-integration://";
/** `email`, `s3` and the like are none. */
const INTEGRATION = /^(looker-integration:\/\/)?([^\s/:]+::.+)$/s;

/** The integration that a destination's type or id names; null when it names none. */
export function integrationIn(value: JsonValue | undefined): string | null {
  return INTEGRATION.exec(asText(value) ?? "")?.[2] ?? null;
}

/** Which property of a destination names an integration, and which hold texts that may name it again. */
export interface HubProperties {
  names: string;
  /** Whether what it holds is always an integration's id, of whatever shape. */
  isAlways?: boolean;
  texts: readonly string[];
}

/**
 * Destinations with their integrations translated. Those of integrations that the destination lacks are left out, and
 * named, as long as there are others.
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

/** The integration's id wherever the destination names it, and nothing else changed. */
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

/** A text that no longer id goes on from. */
function within(text: string): RegExp {
  return new RegExp(`${text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?![\\w:-])`, "g");
}

/** An integration for people: `Slack of https://actions.looker.com`. */
function describedIntegration(source: Pick<RestoreSource, "props">, id: string): string | null {
  const integration = source.props({ type: "integrations", id });
  const hub = asText(integration?.get("integration_hub_id"));
  const url = hub === null ? null : asText(source.props({ type: "integration_hubs", id: hub })?.get("url"));
  const label = asText(integration?.get("label"));
  return url === null ? label : `${label ?? id} of ${url}`;
}
