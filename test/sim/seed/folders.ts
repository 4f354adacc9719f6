/** Folders: roots, personal ones, a deep chain, embed ones, and as many as asked. @module */
import type { JsonObject } from "../json.ts";
import type { ResolvedOptions } from "../options.ts";
import { mix } from "../random.ts";
import type { Store } from "../store.ts";
import { ODD_NAMES, timestamp } from "./names.ts";

const CAN = { index: true, show: true, create: true, move: true, update: true, destroy: true };
const CHAIN = 10;

/** What the content seeds need to know. */
export interface SeededFolders {
  /** Where ordinary content goes. */
  shared: string[];
  /** User id → personal folder. */
  personal: Map<string, string>;
}

/** Adds all folders with their content metadata and access lists. */
export function seedFolders(store: Store, options: ResolvedOptions): SeededFolders {
  const add = (name: string, parent: string | null, inherits: boolean, extra: JsonObject = {}): string =>
    addFolder(store, name, parent, inherits, extra);
  seedRoots(store);
  const personal = new Map<string, string>();
  for (const [userId, row] of [...store.table("users").rows]) {
    const name = [row["first_name"], row["last_name"]].filter((part) =>
      typeof part === "string" && part !== ""
    ).join(" ");
    const id = add(name === "" ? `User ${userId}` : name, "2", false, {
      is_personal: true,
      creator_id: userId,
    });
    personal.set(userId, id);
    store.patch("users", userId, { personal_folder_id: id });
  }
  const shared: string[] = [];
  let parent = "1";
  for (let n = 0; n < options.folders; n++) {
    const odd = n >= CHAIN ? ODD_NAMES[n - CHAIN] : undefined;
    const name = odd ?? (n < CHAIN ? `Level ${n + 1}` : `Folder ${n + 1}`);
    const at = n < CHAIN ? parent : n % 3 === 0 ? "1" : shared[mix(n, 8) % shared.length] ?? "1";
    const id = add(name, at, n % 6 !== 2, {
      creator_id: String(1 + (n % options.users)),
      ...(options.unknownFields && n % 9 === 4 && { foo_bar_2027: n }),
    });
    if (n < CHAIN) parent = id;
    shared.push(id);
  }
  const first = personal.get("2");
  if (first !== undefined) {
    add("Below a personal folder", first, true, { is_personal_descendant: true, creator_id: "2" });
  }
  add("tenant-7", "3", false, { is_embed: true, external_id: "tenant-7" });
  seedAccess(store);
  return { shared: shared.length > 0 ? shared : ["1"], personal };
}

/** The folders that every Looker has. */
export function seedRoots(store: Store): { sharedRoot: string; usersRoot: string } {
  const root = (name: string, flags: JsonObject): string =>
    addFolder(store, name, null, false, { creator_id: null, ...flags });
  const sharedRoot = root("Shared", { is_shared_root: true, created_at: null });
  const usersRoot = root("Users", { is_users_root: true, created_at: null });
  root("Embed Groups", { is_embed: true, is_embed_shared_root: true });
  root("Embed Users", { is_embed: true, is_embed_users_root: true });
  addFolder(store, "LookML Dashboards", null, true, { id: "lookml", creator_id: null, created_at: null });
  return { sharedRoot, usersRoot };
}

/** Adds a folder; its id. */
export function addFolder(
  store: Store,
  name: string,
  parent: string | null,
  inherits: boolean,
  extra: JsonObject = {},
): string {
  const n = store.table("folders").size + 1;
  const metadata = store.table("content_metadata").insert({ inherits }).id;
  return store.table("folders").insert({
    name,
    parent_id: parent,
    content_metadata_id: metadata,
    created_at: timestamp(n, 61, n % 3 === 0),
    creator_id: "1",
    external_id: null,
    is_embed: false,
    is_embed_shared_root: false,
    is_embed_users_root: false,
    is_personal: false,
    is_personal_descendant: false,
    is_shared_root: false,
    is_users_root: false,
    can: CAN,
    ...extra,
  }).id;
}

/** Gives all folders that do not inherit their access lists. */
export function seedAccess(store: Store): void {
  const give = (metadata: string, permission: string, who: JsonObject): void => {
    store.table("content_accesses").insert({
      can: { show: true, update: true, destroy: true },
      content_metadata_id: metadata,
      permission_type: permission,
      group_id: null,
      user_id: null,
      ...who,
    });
  };
  for (const [, folder] of [...store.table("folders").rows]) {
    const metadata = String(folder["content_metadata_id"]);
    if (store.table("content_metadata").rows.get(metadata)?.["inherits"] === true) continue;
    if (folder["is_personal"] === true) give(metadata, "edit", { user_id: folder["creator_id"] ?? null });
    else if (folder["is_shared_root"] === true) give(metadata, "edit", { group_id: store.builtIns.allUsers });
    else {
      if (store.table("groups").get("2")) give(metadata, "view", { group_id: "2" });
      give(metadata, "edit", { user_id: store.builtIns.apiUser });
    }
  }
}
