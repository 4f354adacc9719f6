/**
 * Which schemas of the spec served bodies are made of, as far as they can be written, and what of a served object no spec
 * knows: real instances serve more than their spec says (`group_id` of a tile's place, api-facts §7.5, §7.14).
 *
 * @module
 */
import type { JsonObject } from "../codec/json_value.ts";
import { KNOWN_PROPERTIES } from "./api_known.ts";
import type { ContentType } from "./content_type_names.ts";
import { writableProperties, type WritableSchema } from "./writable.ts";

/** The schema of served objects, and of the lists and objects in them that are parts of their own. */
export interface ServedSchema {
  schema: WritableSchema & keyof typeof KNOWN_PROPERTIES;
  /** What other schemas know of the same objects, and what older releases served. */
  also?: readonly string[];
  parts?: Readonly<Record<string, ServedSchema>>;
}

/** Copies of the folder, as they were called before. */
const SPACES = ["space", "space_id"];

const QUERY: ServedSchema = { schema: "Query" };

/** The bodies of a type. Types whose schema no request body holds are not here. */
export const SERVED: Partial<Record<ContentType, ServedSchema>> = {
  dashboards: {
    schema: "Dashboard",
    also: SPACES,
    parts: {
      appearance: { schema: "DashboardAppearance" },
      download_settings: { schema: "DashboardDownloadSettings" },
      dashboard_filters: { schema: "DashboardFilter" },
      dashboard_elements: { schema: "DashboardElement" },
      dashboard_layouts: {
        schema: "DashboardLayout",
        also: ["dashboard_title"],
        parts: { dashboard_layout_components: { schema: "DashboardLayoutComponent" } },
      },
    },
  },
  looks: { schema: "LookWithQuery", also: SPACES, parts: { query: QUERY } },
  folders: { schema: "FolderBase", also: ["dashboards", "looks"] },
  boards: {
    schema: "Board",
    parts: { board_sections: { schema: "BoardSection", parts: { board_items: { schema: "BoardItem" } } } },
  },
  groups: { schema: "Group", also: ["parent_group_ids", "role_ids", "roles"] },
  roles: { schema: "Role", also: ["user_count"] },
  permission_sets: { schema: "PermissionSet" },
  model_sets: { schema: "ModelSet" },
  user_attributes: { schema: "UserAttribute" },
  scheduled_plans: { schema: "ScheduledPlan" },
  alerts: { schema: "Alert" },
  themes: { schema: "Theme", parts: { settings: { schema: "ThemeSettings" } } },
};

/** The properties of a served object that neither the spec knows nor anybody can write. */
export function unknownProperties({ schema, also = [] }: ServedSchema, object: JsonObject): string[] {
  const known = namesOf(schema), writable = writableProperties(schema);
  return Object.keys(object).filter((key) =>
    key !== "_vault" && !known.has(key) && !writable.has(key) && !also.includes(key)
  );
}

const names = new Map<string, ReadonlySet<string>>();

function namesOf(schema: ServedSchema["schema"]): ReadonlySet<string> {
  let known = names.get(schema);
  if (known === undefined) names.set(schema, known = new Set(KNOWN_PROPERTIES[schema].split(" ")));
  return known;
}
