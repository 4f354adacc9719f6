/**
 * Projects and their git. Assumed: creating and changing one needs the dev workspace; a project without the file has no
 * manifest.
 *
 * @module
 */
import { bodyObject, type Call, find, type Handlers, noContent, pathId, value } from "../call.ts";
import { notFound, Refusal } from "../errors.ts";
import { asObject, asText, type JsonObject } from "../json.ts";
import { crud } from "./crud.ts";

/** Handlers. */
export const projects: Handlers = {
  ...crud({
    table: "projects",
    get: "project",
    lists: ["all_projects"],
    create: "create_project",
    updates: ["update_project"],
    required: ["name"],
    unique: [["name"]],
    accept: (call, body, old) => {
      if (call.session.workspace !== "dev") {
        throw new Refusal(400, "Projects are changed in the dev workspace only");
      }
      const { git_password: _password, deploy_secret: _secret, unset_deploy_secret: _unset, ...rest } = body;
      return old ? rest : { ...rest, id: rest["name"] ?? null };
    },
    initial: () => ({
      can: { show: true, update: true },
      uses_git: false,
      git_production_branch_name: "main",
      pull_request_mode: "off",
    }),
  }),
  manifest: (call) => {
    const { id } = find(call, "projects");
    if (!files(id).includes(MANIFEST)) throw notFound();
    return value(call, { can: {}, name: id, imports: imports(id), localization_settings: null });
  },
  all_project_files: (call) =>
    value(
      call,
      files(find(call, "projects").id).map((path) => ({
        can: {},
        id: path,
        path,
        title: path,
        type: "view",
        extension: "lkml",
        mime_type: "text/lookml",
        editable: true,
        project: find(call, "projects").id,
        git_status: null,
      })),
    ),
  git_deploy_key: (call) => {
    const key = asText(find(call, "projects").peek("_deploy_key"));
    if (key === "") throw notFound();
    return { status: 200, body: key, contentType: "text/plain" };
  },
  create_git_deploy_key: (call) => {
    const id = find(call, "projects").id;
    const key = `ssh-rsa AAAA${id} looker`;
    call.store.patch("projects", id, { _deploy_key: key });
    return { status: 200, body: key, contentType: "text/plain" };
  },
  all_git_branches: (call) => value(call, branches(call)),
  git_branch: (call) => value(call, branches(call)[0] ?? null),
  find_git_branch: (call) => {
    const found = branches(call).find((branch) => branch["name"] === pathId(call, "branch_name"));
    if (found === undefined) throw notFound();
    return value(call, found);
  },
  update_git_branch: (call) => value(call, { ...branches(call)[0], ...bodyObject(call) }),
  deploy_to_production: (call) => {
    find(call, "projects");
    return noContent();
  },
  deploy_ref_to_production: (call) => {
    find(call, "projects");
    if (!call.query.text("branch") && !call.query.text("ref")) {
      throw new Refusal(400, "Either branch or ref is required");
    }
    return noContent();
  },
  get_all_repository_credentials: (call) =>
    value(call, [{
      ...credential(find(call, "projects").id),
      ...asObject(find(call, "projects").peek("_credential")),
    }]),
  update_repository_credential: (call) => {
    const id = find(call, "projects", pathId(call, "root_project_id")).id;
    const { git_password: _password, ...body } = bodyObject(call);
    call.store.patch("projects", id, { _credential: body });
    return value(call, { ...credential(id), ...body });
  },
};

const MANIFEST = "manifest.lkml";

/** A project's files: one of the seed has a manifest. */
function files(id: string): string[] {
  return [...(id === "thelook" ? [MANIFEST] : []), "views/orders.view.lkml"];
}

/** What a project imports: one of the seed, another by git. */
function imports(id: string): JsonObject[] {
  return id === "thelook"
    ? [{
      name: "block",
      url: "https://user:SECRET-import@git.example.com/block.git",
      ref: "abc",
      is_remote: true,
    }]
    : [];
}

function credential(id: string): JsonObject {
  return {
    can: {},
    id: `${id}_1`,
    root_project_id: id,
    remote_url: `https://git.example.com/${id}.git`,
    git_username: null,
    ssh_public_key: null,
    is_configured: true,
  };
}

function branches(call: Call): JsonObject[] {
  find(call, "projects", pathId(call, "project_id"));
  return ["main", "dev-api/feature"].map((name, n) => ({
    can: {},
    name,
    remote: "origin",
    remote_name: name,
    error: null,
    message: "commit",
    owner_name: null,
    readonly: n === 0,
    personal: n === 1,
    is_local: true,
    is_remote: true,
    is_production: n === 0,
    ahead_count: 0,
    behind_count: 0,
    commit_at: 1790000000 + n,
    ref: `abc${n}`,
    remote_ref: `abc${n}`,
  }));
}
