/**
 * Folders.
 *
 * @module
 */
import type { ContentTypeEntry } from "./entry.ts";

/** The facts of the type. */
export const folders: ContentTypeEntry = {
  id: ["id"],
  name: ["name"],
  owner: "creator_id",
  folder: "parent_id",
  createdAt: "created_at",
  source: { kind: "list", listing: { operation: "all_folders" } },
  turn: 6,
  isByFolder: true,
  traits: { operation: "all_folders", keys: ["created_at"] },
  paths: ["folders", "spaces"],
  referredBy: ["folder_id", "parent_id", "home_folder_id", "personal_folder_id"],
  served: { schema: "FolderBase", also: ["dashboards", "looks"] },
};
