/**
 * Who may do what with which LookML: permission sets, model sets, and the configurations of models, which name the
 * project and the allowed connections of each model.
 *
 * @module
 */
import { diffUnordered } from "../live/form_changes.ts";
import { reason } from "./reason.ts";
import { asText } from "../codec/json_value.ts";
import type { Handler } from "./handler.ts";
import { ABSENT, keepAbsent, withoutAbsent } from "./lists.ts";
import { type Basics, crud, writableForm } from "./object_handler.ts";
import { nameKey } from "./shared_attributes.ts";
import { entryFacts } from "../looker/rights/facts.ts";

const PERMISSIONS = "permissions";

const permissionSetBasics: Basics = {
  ownRequests: [ABSENT],
  listing: { operation: "all_permission_sets", fields: "id,name,built_in,all_access" },
  keys: nameKey,
};

/** Permission sets. Built-in sets cannot be written. */
export const permissionSets: Handler = {
  type: "permission_sets",
  ...permissionSetBasics,
  partListing: {
    kinds: [PERMISSIONS],
    async list(reader) {
      const rows = await reader.list("all_permissions", {});
      return { ids: new Map([[PERMISSIONS, rows.flatMap(({ permission }) => asText(permission) ?? [])]]) };
    },
  },
  unrestorable: (item) =>
    item.get("built_in") === true || item.get("all_access") === true
      ? reason("built_in", "built-in: every instance has this permission set, and it cannot be changed")
      : null,
  // Looker refuses a set with permissions that it does not know, such as those of removed or unlicensed features.
  form: (body, refs) =>
    withoutAbsent(
      writableForm(body, refs, { schema: "PermissionSet", basics: permissionSetBasics }),
      PERMISSIONS,
      refs,
    ),
  applyPolicy: (wanted, live) => keepAbsent(wanted, live, PERMISSIONS),
  diff: diffUnordered(PERMISSIONS, permissionSetBasics),
  rights: (item) => entryFacts(item, "permission_sets", PERMISSIONS),
  ...crud(permissionSetBasics, {
    get: "permission_set",
    create: "create_permission_set",
    update: "update_permission_set",
    remove: "delete_permission_set",
    idParameter: "permission_set_id",
  }),
};

const modelSetBasics: Basics = {
  listing: { operation: "all_model_sets", fields: "id,name,built_in,all_access" },
  keys: nameKey,
};

/** Model sets. Built-in sets cannot be written. */
export const modelSets: Handler = {
  type: "model_sets",
  ...modelSetBasics,
  unrestorable: (item) =>
    item.get("built_in") === true || item.get("all_access") === true
      ? reason("built_in", "built-in: every instance has this model set, and it cannot be changed")
      : null,
  form: (body, refs) => writableForm(body, refs, { schema: "ModelSet" }),
  diff: diffUnordered("models", modelSetBasics),
  rights: (item) => entryFacts(item, "model_sets", "models"),
  ...crud(modelSetBasics, {
    get: "model_set",
    create: "create_model_set",
    update: "update_model_set",
    remove: "delete_model_set",
    idParameter: "model_set_id",
  }),
};

const CONNECTIONS = "allowed_db_connection_names";

/** Built-in models. */
const LOOKERS_OWN = /^(system__activity|i__looker)$/;

const modelBasics: Basics = {
  ownRequests: [ABSENT],
  listing: {
    operation: "all_lookml_models",
    fields: "name,project_name",
    params: {
      exclude_empty: false,
      exclude_hidden: false,
      include_internal: true,
      include_self_service: true,
    },
  },
  keys: nameKey,
};

/** Model configurations. The LookML itself is deployed with git. */
export const lookmlModels: Handler = {
  type: "lookml_models",
  ...modelBasics,
  isDeployed: true,
  unrestorable: (item) =>
    LOOKERS_OWN.test(asText(item.get("name")) ?? "")
      ? reason("built_in", "built-in: every instance has this model")
      : null,
  form: (body, refs) =>
    withoutAbsent(
      writableForm(body, refs, { schema: "LookmlModel", basics: modelBasics }),
      CONNECTIONS,
      refs,
    ),
  applyPolicy: (wanted, live) => keepAbsent(wanted, live, CONNECTIONS),
  diff: diffUnordered(CONNECTIONS, modelBasics),
  ...crud(modelBasics, {
    get: "lookml_model",
    create: "create_lookml_model",
    update: "update_lookml_model",
    remove: "delete_lookml_model",
    idParameter: "lookml_model_name",
    idKey: "name",
  }),
};
