/** Action hubs and what they offer. @module */
import type { Json, JsonObject } from "../json.ts";
import type { Store } from "../store.ts";

const CAN = { index: true, show: true, create: true, update: true, destroy: true };

/** What hubs offer, by their address. */
const OFFERS: Readonly<Record<string, readonly (readonly [name: string, label: string])[]>> = {
  "https://actions.looker.com": [["slack", "Slack"], ["s3", "Amazon S3"]],
  "https://hub.example.com": [["custom", "Custom / action"]],
};

/** Looker's own hub, which every instance has. */
export function seedOfficialHub(store: Store): void {
  hub(store, {
    url: "https://actions.looker.com",
    label: "Looker Action Hub",
    official: true,
    has_authorization_token: false,
    legal_agreement_signed: true,
    legal_agreement_required: true,
    legal_agreement_text: "…",
  }, true);
}

/** A hub of one's own. */
export function seedOwnHub(store: Store): void {
  hub(store, {
    url: "https://hub.example.com",
    label: "Own hub",
    official: false,
    fetch_error_message: "timeout",
    has_authorization_token: true,
    legal_agreement_signed: false,
    legal_agreement_required: false,
  }, false);
}

function hub(store: Store, row: JsonObject, enabled: boolean): void {
  const { id } = store.table("integration_hubs").insert({ can: CAN, ...row });
  for (const one of offered(id, String(row["url"]))) {
    store.table("integrations").insert({ ...one, enabled, params: params(true) });
  }
}

/** The integrations that a hub brings, not yet set up. Assumed: ids are the hub's, `::` and a name. */
export function offered(hubId: string, url: string): JsonObject[] {
  return (OFFERS[url.replace(/\/$/, "")] ?? []).map(([name, label]): JsonObject => ({
    id: `${hubId}::${name}`,
    can: CAN,
    integration_hub_id: hubId,
    label,
    description: null,
    enabled: false,
    params: params(false),
    supported_formats: ["csv"],
    supported_action_types: ["query"],
    required_fields: [{ tag: null, any_tag: null, all_tags: ["email"] }],
    icon_url: "data:image/png;base64,iVBORw0KGgo=",
    installed_delegate_oauth_targets: [],
  }));
}

function params(filled: boolean): Json[] {
  return [
    {
      name: "domain",
      label: "Domain",
      required: true,
      has_value: filled,
      value: filled ? "example.com" : null,
      user_attribute_name: null,
      sensitive: false,
      per_user: false,
    },
    {
      name: "secret",
      label: "Secret",
      required: false,
      has_value: filled,
      value: null,
      user_attribute_name: filled ? "db_password" : null,
      sensitive: true,
      per_user: false,
    },
  ];
}
