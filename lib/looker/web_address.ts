/**
 * Returns the address of an item in Looker's web interface. Pure. Sources: the paths of Looker's own pages
 * (link_shapes.ts) and of its Admin pages.
 *
 * @module
 */
import type { ContentType } from "./content_type_names.ts";

/** The port that serves only the API, on older instances that Google hosts. */
const API_PORT = "19999";

/** Returns an id encoded as a part of a path. */
function part(id: string): string {
  return encodeURIComponent(id.toWellFormed());
}

const PAGES: Partial<Record<ContentType, (id: string) => string | null>> = {
  dashboards: (id) => `dashboards/${part(id)}`,
  lookml_dashboards: (id) => `dashboards/${id.split("::").map((one) => part(one)).join("::")}`,
  looks: (id) => `looks/${part(id)}`,
  folders: (id) => `folders/${part(id)}`,
  boards: (id) => `boards/${part(id)}`,
  explores: (id) => {
    const [model, explore, ...more] = id.split("::");
    return explore === undefined || more.length > 0 ? null : `explore/${part(model ?? "")}/${part(explore)}`;
  },
  users: (id) => `admin/users/${part(id)}/edit`,
  connections: (id) => `admin/connections/${part(id)}/edit`,
  projects: (id) => `projects/${part(id)}`,
};

/**
 * Returns the page of an item on an instance; null if the item has no page. `instance` is the address that a vault
 * stores.
 */
export function webAddress(instance: string | null, type: ContentType, id: string): string | null {
  const page = PAGES[type]?.(id) ?? null, url = instance === null ? null : URL.parse(instance);
  if (page === null || url === null || !/^https?:$/.test(url.protocol)) return null;
  const isLocal = ["127.0.0.1", "localhost", "[::1]"].includes(url.hostname);
  if (url.port === API_PORT && !isLocal) url.port = "";
  return `${url.protocol}//${url.host}/${page}`;
}

/** Whether the items of a type have a page. */
export function hasPage(type: ContentType): boolean {
  return PAGES[type] !== undefined;
}
