/**
 * LookML projects, as far as Looker knows them.
 *
 * @module
 */
import type { ContentTypeEntry } from "./entry.ts";

/** The facts of the type. */
export const projects: ContentTypeEntry = {
  id: ["id", "name"],
  name: ["name"],
  source: { kind: "list", listing: { operation: "all_projects" } },
  twoValued: [
    "uses_git",
    "use_git_cookie_auth",
    "git_release_mgmt_enabled",
    "is_git_dev_locked",
    "is_example",
  ],
  reach: {
    backup: "all_projects",
    captured: "as served, without secrets",
    behind: "connect the repository again and deploy it",
    lacks: ["LookML files and their history: git has them", "deploy keys"],
  },
};
