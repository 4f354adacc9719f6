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
  toldBy: { created: { id: "creator_id" } },
  source: { kind: "list", listing: { operation: "all_folders" } },
  turn: 6,
  isByFolder: true,
  traits: { operation: "all_folders", keys: ["created_at"] },
  paths: ["folders", "spaces"],
  referredBy: ["folder_id", "parent_id", "home_folder_id", "personal_folder_id"],
  served: { schema: "FolderBase", also: ["dashboards", "looks"] },
  reach: {
    backup: "all_folders search_folders all_content_metadatas content_metadata all_content_metadata_accesses",
    restore: `
      folder create_folder update_folder update_content_metadata create_content_metadata_access
      update_content_metadata_access delete_content_metadata_access
    `,
    captured: "access lists",
    behind: "root and personal folders (but their access lists are restored); embed folders",
  },
};
