/** What objects are called when their ids do not count: by where they stand and how they are named. @module */
import { contentOf } from "../content_metadata.ts";
import { asList, asObject, asText, type Json, type JsonObject } from "../json.ts";
import type { Store, TableName } from "../store.ts";
import type { Item } from "../table.ts";

/** Names for the objects of one instance. */
export class Names {
  readonly #homes = new Map<string, string>();
  readonly #held = new Map<string, string>();

  constructor(readonly store: Store) {
    for (const user of store.table("users").all()) {
      const home = asText(user.peek("personal_folder_id"));
      if (home !== "") this.#homes.set(home, user.id);
    }
  }

  /** The name of an object; an id that nothing has is shown as such. */
  of(table: TableName, id: Json | undefined): Json {
    const text = asText(id);
    if (text === "") return null;
    const key = `${table} ${text}`;
    const held = this.#held.get(key);
    if (held !== undefined) return held;
    const item = this.store.table(table).get(text);
    const name = item === undefined ? `unknown ${table} ${text}` : this.#name(table, item);
    this.#held.set(key, name);
    return name;
  }

  /** Tells twins apart: the n-th of several objects of the same name. */
  distinguish(table: TableName, id: string, n: number): void {
    if (n > 1) this.#held.set(`${table} ${id}`, `${asText(this.of(table, id))} #${n}`);
  }

  /** What a content metadata id stands for. */
  content(metadataId: Json | undefined): string {
    const content = contentOf(this.store, asText(metadataId));
    return content === undefined
      ? `unknown content ${asText(metadataId)}`
      : `${content.table} ${asText(this.of(content.table, content.id))}`;
  }

  /** The name of an element, with that of its dashboard. */
  element(id: Json | undefined): Json {
    const text = asText(id);
    if (text === "") return null;
    const dashboard = this.store.table("dashboards").get(this.store.dashboardOf("dashboard_elements", text));
    const found = asList(dashboard?.get("dashboard_elements")).map(asObject).find((one) =>
      one["id"] === text
    );
    if (dashboard === undefined || found === undefined) return `unknown element ${text}`;
    return `${asText(this.of("dashboards", dashboard.id))} › ${elementName(found)}`;
  }

  #name(table: TableName, item: Item): string {
    const get = (key: string): string => asText(item.get(key));
    switch (table) {
      case "users":
        return userName(item);
      case "folders":
        return this.#folder(item);
      case "dashboards":
      case "looks":
        return `${asText(this.of("folders", item.peek("folder_id")))} › ${get("title")}${
          item.peek("deleted") === true ? " (trash)" : ""
        }`;
      case "agents":
        return `${get("name")}${item.peek("deleted") === true ? " (trash)" : ""}`;
      case "scheduled_plans": {
        const target = this.of("dashboards", item.get("dashboard_id")) ??
          this.of("looks", item.get("look_id"));
        return `${asText(target ?? item.get("lookml_dashboard_id"))}: ${get("name")}`;
      }
      case "alerts":
        return `${asText(this.element(item.get("dashboard_element_id")))}: ${
          get("custom_title") || asText(asObject(item.get("field"))["title"])
        }`;
      case "content_favorites":
        return `${asText(this.of("users", item.get("user_id")))}: ${
          this.content(item.get("content_metadata_id"))
        }`;
      case "integration_hubs":
        return get("url");
      case "themes":
        return [get("name"), get("begin_at")].filter((part) => part !== "").join(" from ");
      case "integrations":
        return `${asText(this.of("integration_hubs", item.get("integration_hub_id")))}::${
          item.id.split("::").slice(1).join("::")
        }`;
      case "ssh_tunnels":
        return `${asText(this.of("ssh_servers", item.get("ssh_server_id")))} to ${get("database_host")}`;
      default:
        return NAMED_BY.map(get).find((name) => name !== "") ?? item.id;
    }
  }

  #folder(item: Item): string {
    for (const flag of ["is_shared_root", "is_users_root", "is_embed_shared_root", "is_embed_users_root"]) {
      if (item.get(flag) === true) return `(${flag.slice(3)})`;
    }
    const owner = this.#homes.get(item.id);
    if (owner !== undefined) return `~${asText(this.of("users", owner))}`;
    const parent = item.get("parent_id");
    return asText(parent) === ""
      ? item.id
      : `${asText(this.of("folders", parent))}/${asText(item.get("name"))}`;
  }
}

const NAMED_BY = ["name", "title", "label", "url", "ssh_server_name", "client_guid", "email"];

function userName(item: Item): string {
  const email = asText(asObject(item.peek("credentials_email"))["email"]);
  if (email !== "") return email.toLowerCase();
  const embed = asText(asObject(asList(item.peek("credentials_embed"))[0])["external_user_id"]);
  if (embed !== "") return `embed user ${embed}`;
  const service = asText(item.peek("service_account_name"));
  return service !== "" ? `service account ${service}` : `user ${asText(item.get("display_name"))}`;
}

/** What a tile is called among the tiles of its dashboard. */
export function elementName(element: JsonObject): string {
  return `${asText(element["title"]) || asText(element["title_text"]) || "untitled"} (${
    asText(element["type"])
  })`;
}
