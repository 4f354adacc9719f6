/**
 * LookML projects, as far as Looker returns them.
 *
 * @module
 */
import { DEPLOY } from "./by_hand.ts";
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
  // Each commit changes branches.
  computed: ["_vault.git_branches", "_vault.files[].git_status"],
  byHand: [
    {
      stage: "before",
      text: "A bare repository existed only in the lost instance: create its LookML again from your own copy",
      of: (get) => get("git_service_name") === "bare",
    },
    { ...DEPLOY, of: (get) => get("git_service_name") !== "bare" },
  ],
  reach: {
    backup: `
      all_projects manifest all_project_files all_git_branches git_deploy_key get_all_repository_credentials
    `,
    captured: "manifest, list of files, branches, public key, credentials of imports without secrets",
    behind: "connect the repository and deploy it again",
    lacks: ["LookML files and their history: they are in git", "private deploy keys, git passwords"],
  },
};
