/** An emptied instance: what every Looker has, and LookML, which comes from git and not from a backup. @module */
import type { JsonObject } from "../json.ts";
import type { ResolvedOptions } from "../options.ts";
import type { PartKind, Store } from "../store.ts";
import { seedConnections } from "./connections.ts";
import { addFolder, seedAccess, seedRoots } from "./folders.ts";
import { seedLookml } from "./lookml.ts";
import { addAttribute, seedSystemAttributes } from "./attributes.ts";
import { addGroup, addUser, PERMISSIONS } from "./people.ts";
import { seedStandardPlatform } from "./platform.ts";

/** Beyond what any instance of the tests was filled with: ids once given are not given again. */
const BEYOND = 1_000_000;

const PARTS: readonly PartKind[] = [
  "dashboard_elements",
  "dashboard_filters",
  "dashboard_layouts",
  "dashboard_layout_components",
];

/** Fills the store with what an empty Looker has. */
export function seedBare(store: Store, options: ResolvedOptions): void {
  if (options.idOffset > 0) reserveIds(store, options.idOffset);
  const model_set_id = store.table("model_sets").insert({
    ...BUILT_IN,
    name: "All",
    models: options.lookml ? ["thelook", "finance", "system__activity"] : ["system__activity"],
  }).id;
  const permission_set_id = store.table("permission_sets").insert({
    ...BUILT_IN,
    name: "Admin",
    permissions: [...PERMISSIONS],
  }).id;
  const admin = store.table("roles").insert({
    can: BUILT_IN["can"] ?? {},
    name: "Admin",
    permission_set_id,
    model_set_id,
    internal: true,
    _groups: [],
  }).id;
  const allUsers = addGroup(store, "All Users", [], { include_by_default: true });
  const apiUser = addUser(store, options, { n: 1, id: store.table("users").nextId(), groups: [allUsers] });
  store.patch("users", apiUser, { _roles: [admin] });
  const { sharedRoot, usersRoot } = seedRoots(store);
  store.builtIns = { apiUser, allUsers, sharedRoot, usersRoot };
  store.patch("users", apiUser, {
    home_folder_id: sharedRoot,
    personal_folder_id: addFolder(store, "API Admin", usersRoot, false, {
      is_personal: true,
      creator_id: apiUser,
    }),
  });
  seedAccess(store);
  seedSystemAttributes((name, type, extra) => addAttribute(store, name, type, extra));
  seedStandardPlatform(store, options);
  if (options.lookml) {
    seedConnections(store);
    seedLookml(store, { ...options, seed: store.idSeed });
  }
  if (options.idOffset === 0) reserveIds(store, BEYOND);
}

const BUILT_IN: JsonObject = {
  can: { show: true, update: true, index: true },
  all_access: true,
  built_in: true,
  url: null,
};

/** Lets each type's new ids begin beyond `offset`, each a little further on than the last. */
export function reserveIds(store: Store, offset: number): void {
  for (const [n, name] of store.names().entries()) store.table(name).reserve(offset + 37 * n);
  for (const [n, kind] of PARTS.entries()) store.reserveParts(kind, offset + 41 * (n + 1));
}
