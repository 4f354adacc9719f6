/**
 * The registry: one entry a content type, with where its facts stand in a body and how Looker lists it.
 * Sources: the operations and schemas of specs/looker-4.0.json, and how they behave in practice.
 *
 * @module
 */
import type { ListOperation } from "./client.ts";
import type { ContentType } from "./content_type_names.ts";

/** A listing: an operation with fixed parameters. */
export interface Listing {
  operation: ListOperation;
  params?: Readonly<Record<string, unknown>>;
  /** Order that keeps pages apart; null where the operation cannot sort. Absent where it does not page. */
  sorts?: string | null;
}

/** How a type's bodies are read. */
export type Source =
  /** One answer holds everything. */
  | { kind: "list"; listing: Listing }
  /** Small items, page after page. */
  | { kind: "pages"; listing: Listing; pageSize: number }
  /** Large or many items: a listing of ids first, then pages of bodies side by side. */
  | {
    kind: "census";
    listing: Listing;
    pageSize: number;
    fields: string;
    single: Single;
    trash?: Readonly<Record<string, unknown>>;
  }
  /** Read by code of their own: looks (a folder at a time), explores (a call each), settings (one object). */
  | { kind: "special" };

/** An operation that reads one item, and the name of its path parameter. */
export interface Single {
  operation: "dashboard" | "look" | "user" | "lookml_model";
  parameter: "dashboard_id" | "look_id" | "user_id" | "lookml_model_name";
}

/** One content type. Property names are those of the type's bodies; where several stand, the first present counts. */
export interface ContentTypeEntry {
  source: Source;
  id: readonly string[];
  name: readonly string[];
  owner?: string;
  folder?: string;
  createdAt?: string;
  updatedAt?: string;
  /** The flag of an item in the trash. */
  trashed?: string;
}

const BY_ID = { id: ["id"] } as const;
const BY_NAME = { id: ["name"], name: ["name"] } as const;
const DATES = { createdAt: "created_at", updatedAt: "updated_at" } as const;

/** Every content type. */
export const REGISTRY: Readonly<Record<ContentType, ContentTypeEntry>> = {
  dashboards: {
    ...BY_ID,
    ...DATES,
    name: ["title"],
    owner: "user_id",
    folder: "folder_id",
    trashed: "deleted",
    source: {
      kind: "census",
      listing: { operation: "search_dashboards", sorts: "id" },
      pageSize: 100,
      fields: "id,updated_at,folder_id",
      single: { operation: "dashboard", parameter: "dashboard_id" },
      trash: { deleted: "true" },
    },
  },
  looks: {
    ...BY_ID,
    ...DATES,
    name: ["title"],
    owner: "user_id",
    folder: "folder_id",
    trashed: "deleted",
    source: { kind: "special" },
  },
  lookml_models: {
    ...BY_NAME,
    source: {
      kind: "census",
      listing: {
        operation: "all_lookml_models",
        params: {
          exclude_empty: false,
          exclude_hidden: false,
          include_internal: true,
          include_self_service: true,
        },
        sorts: null,
      },
      pageSize: 50,
      fields: "name,explores(name)",
      single: { operation: "lookml_model", parameter: "lookml_model_name" },
    },
  },
  explores: { ...BY_ID, name: ["id", "name"], source: { kind: "special" } },
  folders: {
    ...BY_ID,
    name: ["name"],
    owner: "creator_id",
    folder: "parent_id",
    createdAt: "created_at",
    source: { kind: "list", listing: { operation: "all_folders" } },
  },
  boards: {
    ...BY_ID,
    ...DATES,
    name: ["title"],
    owner: "user_id",
    source: { kind: "pages", listing: { operation: "search_boards", sorts: "id" }, pageSize: 100 },
  },
  users: {
    ...BY_ID,
    name: ["display_name", "email", "first_name"],
    source: {
      kind: "census",
      listing: { operation: "all_users", sorts: "id" },
      pageSize: 100,
      fields: "id,email",
      single: { operation: "user", parameter: "user_id" },
    },
  },
  groups: {
    ...BY_ID,
    name: ["name"],
    source: {
      kind: "pages",
      listing: { operation: "search_groups_with_hierarchy", sorts: "id" },
      pageSize: 200,
    },
  },
  roles: {
    ...BY_ID,
    name: ["name"],
    source: { kind: "pages", listing: { operation: "search_roles", sorts: "id" }, pageSize: 200 },
  },
  permission_sets: {
    ...BY_ID,
    name: ["name"],
    source: { kind: "pages", listing: { operation: "search_permission_sets", sorts: "id" }, pageSize: 200 },
  },
  model_sets: {
    ...BY_ID,
    name: ["name"],
    source: { kind: "pages", listing: { operation: "search_model_sets", sorts: "id" }, pageSize: 200 },
  },
  scheduled_plans: {
    ...BY_ID,
    ...DATES,
    name: ["name", "title"],
    owner: "user_id",
    source: { kind: "list", listing: { operation: "all_scheduled_plans", params: { all_users: true } } },
  },
  alerts: {
    ...BY_ID,
    name: ["custom_title", "description"],
    owner: "owner_id",
    source: {
      kind: "pages",
      listing: { operation: "search_alerts", params: { all_owners: true }, sorts: null },
      pageSize: 500,
    },
  },
  user_attributes: {
    ...BY_ID,
    name: ["name"],
    source: { kind: "list", listing: { operation: "all_user_attributes" } },
  },
  themes: {
    ...BY_ID,
    name: ["name"],
    source: { kind: "pages", listing: { operation: "search_themes", sorts: "id" }, pageSize: 200 },
  },
  color_collections: {
    ...BY_ID,
    name: ["label"],
    source: { kind: "list", listing: { operation: "all_color_collections" } },
  },
  connections: {
    ...BY_NAME,
    owner: "user_id",
    createdAt: "created_at",
    source: { kind: "list", listing: { operation: "all_connections" } },
  },
  projects: {
    id: ["id", "name"],
    name: ["name"],
    source: { kind: "list", listing: { operation: "all_projects" } },
  },
  datagroups: {
    ...BY_ID,
    name: ["name"],
    createdAt: "created_at",
    source: { kind: "list", listing: { operation: "all_datagroups" } },
  },
  integration_hubs: {
    ...BY_ID,
    name: ["label", "url"],
    source: { kind: "list", listing: { operation: "all_integration_hubs" } },
  },
  integrations: {
    ...BY_ID,
    name: ["label"],
    source: { kind: "list", listing: { operation: "all_integrations" } },
  },
  homepages: {
    ...BY_ID,
    ...DATES,
    name: ["title"],
    source: { kind: "list", listing: { operation: "all_primary_homepage_sections" } },
  },
  settings: { id: [], name: [], source: { kind: "special" } },
  lookml_dashboards: {
    id: ["dashboard_id", "id"],
    name: ["title", "dashboard_id", "id"],
    folder: "folder_id",
    source: {
      kind: "pages",
      // The spec types the answer as one object though it is a list.
      listing: { operation: "search_lookml_dashboards" as ListOperation, sorts: "id" },
      pageSize: 500,
    },
  },
};
