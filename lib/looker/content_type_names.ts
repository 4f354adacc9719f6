/**
 * The names and numeric codes of the content types (docs/contract.md §2). Codes are in vaults: they are never reused.
 *
 * @module
 */

/** The number of each type in vaults. A new type takes the next that none has; 27 and 28 are nobody's. */
export const TYPE_CODES = {
  dashboards: 1,
  looks: 2,
  lookml_models: 3,
  explores: 4,
  folders: 5,
  boards: 6,
  users: 7,
  groups: 8,
  roles: 9,
  permission_sets: 10,
  model_sets: 11,
  scheduled_plans: 12,
  alerts: 13,
  user_attributes: 14,
  themes: 15,
  color_collections: 16,
  connections: 17,
  projects: 18,
  datagroups: 19,
  integration_hubs: 20,
  integrations: 21,
  homepages: 22,
  settings: 23,
  lookml_dashboards: 24,
  agents: 25,
  content_favorites: 26,
  ssh_servers: 29,
  ssh_tunnels: 30,
  external_oauth_applications: 31,
  oauth_client_apps: 32,
  admin_settings: 33,
  sign_in_settings: 34,
  reports: 35,
} as const;

/** A content type's name. */
export type ContentType = keyof typeof TYPE_CODES;

/** Every content type, in the order of their numbers. */
export const CONTENT_TYPES = Object.keys(TYPE_CODES) as readonly ContentType[];

const BY_CODE: ReadonlyMap<number, ContentType> = new Map(
  CONTENT_TYPES.map((type) => [TYPE_CODES[type], type]),
);

/** Whether a text is a content type's name. */
export function isContentType(text: string): text is ContentType {
  return (CONTENT_TYPES as readonly string[]).includes(text);
}

/** The vault's number of a type. */
export function typeCode(type: ContentType): number {
  return TYPE_CODES[type];
}

/** The type of a vault's number, or `undefined` when this version knows none. */
export function typeOfCode(code: number): ContentType | undefined {
  return BY_CODE.get(code);
}

/** The singular of a type's name: `dashboards` → `dashboard`. */
export function singular(type: ContentType): string {
  return type.replace(/s$/, "");
}
