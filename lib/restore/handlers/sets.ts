/**
 * Permission sets and model sets.
 *
 * @module
 */
import { asText } from "../../codec/json_value.ts";
import type { Handler } from "./handler.ts";
import { reason } from "../plan/model.ts";
import { entryFacts } from "../../looker/rights/facts.ts";
import { ABSENT, diffUnordered, keepAbsent, withoutAbsent } from "./lists.ts";
import { type Basics, crud, writableForm } from "./object_handler.ts";
import { nameKey } from "./shared_attributes.ts";

const PERMISSIONS = "permissions";

const permissionSetBasics: Basics = {
  ownRequests: [ABSENT],
  listing: { operation: "all_permission_sets", fields: "id,name,built_in,all_access" },
  keys: nameKey,
};

/** Permission sets. Looker's own cannot be written. */
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
      ? reason("built_in", "Looker's own permission set: every instance has it, and nothing may change it")
      : null,
  // Looker refuses a set with permissions that it does not have: those of features that are gone or not bought.
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

/** Model sets. Looker's own cannot be written. */
export const modelSets: Handler = {
  type: "model_sets",
  ...modelSetBasics,
  unrestorable: (item) =>
    item.get("built_in") === true || item.get("all_access") === true
      ? reason("built_in", "Looker's own model set: every instance has it, and nothing may change it")
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
