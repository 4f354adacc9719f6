/**
 * The names and numeric codes of the content types (docs/contract.md §2). Vaults contain the codes, so they are never
 * reused.
 *
 * @module
 */

/** The code of each type in vaults. A new type gets the next unused code. The codes 27 and 28 belong to no type. */
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

/** The name of a content type. */
export type ContentType = keyof typeof TYPE_CODES;

/** All content types, in the order of their codes. */
export const CONTENT_TYPES = Object.keys(TYPE_CODES) as readonly ContentType[];

const BY_CODE: ReadonlyMap<number, ContentType> = new Map(
  CONTENT_TYPES.map((type) => [TYPE_CODES[type], type]),
);

/** Whether a text is the name of a content type. */
export function isContentType(text: string): text is ContentType {
  return (CONTENT_TYPES as readonly string[]).includes(text);
}

/** Returns the code of a type in vaults. */
export function typeCode(type: ContentType): number {
  return TYPE_CODES[type];
}

/** Returns the type of a code in vaults, or undefined if this version does not know the code. */
export function typeOfCode(code: number): ContentType | undefined {
  return BY_CODE.get(code);
}

/** Returns the singular of a type's name: `dashboards` → `dashboard`. */
export function singular(type: ContentType): string {
  return type.replace(/s$/, "");
}
