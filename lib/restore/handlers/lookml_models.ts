/**
 * Configurations of LookML models: which project they are of, and which connections they may use.
 *
 * @module
 */
import { asText } from "../../codec/json_value.ts";
import type { Handler } from "./handler.ts";
import { reason } from "../plan/model.ts";
import { ABSENT, diffUnordered, keepAbsent, withoutAbsent } from "./lists.ts";
import { type Basics, crud, writableForm } from "./object_handler.ts";
import { nameKey } from "./shared_attributes.ts";

const CONNECTIONS = "allowed_db_connection_names";

/** Models that come with Looker. */
const LOOKERS_OWN = /^(system__activity|i__looker)$/;

const basics: Basics = {
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
  ...basics,
  isDeployed: true,
  unrestorable: (item) =>
    LOOKERS_OWN.test(asText(item.get("name")) ?? "")
      ? reason("built_in", "Looker's own model: every instance has it")
      : null,
  form: (body, refs) =>
    withoutAbsent(writableForm(body, refs, { schema: "LookmlModel", basics }), CONNECTIONS, refs),
  applyPolicy: (wanted, live) => keepAbsent(wanted, live, CONNECTIONS),
  diff: diffUnordered(CONNECTIONS, basics),
  ...crud(basics, {
    get: "lookml_model",
    create: "create_lookml_model",
    update: "update_lookml_model",
    remove: "delete_lookml_model",
    idParameter: "lookml_model_name",
    idKey: "name",
  }),
};
