/**
 * LookML models, as far as they are configured in Looker.
 *
 * @module
 */
import { asObject, asText } from "../../codec/json_value.ts";
import type { ContentTypeEntry } from "./entry.ts";

/** The facts of the type. */
export const lookmlModels: ContentTypeEntry = {
  id: ["name"],
  name: ["name"],
  source: {
    kind: "census",
    listing: {
      operation: "all_lookml_models",
      params: {
        exclude_empty: false,
        exclude_hidden: false,
        include_internal: true,
        include_self_service: true,
      },
      sorts: null,
    },
    pageSize: 50,
    fields: "name,explores(name)",
    single: { operation: "lookml_model", parameter: "lookml_model_name" },
  },
  turn: 8,
  lookmlText: { part: "self_service_lookml", suffix: ".model.lkml" },
  volatile: ["has_content"],
  // The tables that are being built at this moment.
  computed: ["_vault.derived_tables"],
  twoValued: ["unlimited_db_connections"],
  byHand: [
    {
      stage: "after",
      text:
        "Upload the data of self-service models again: lookervault export --format lkml writes their LookML",
      of: (get) => asText(asObject(get("_vault"))["self_service_lookml"]) !== null,
    },
  ],
  reach: {
    backup: "all_lookml_models graph_derived_tables_for_model get_self_service_model_lookml",
    restore: "lookml_model create_lookml_model update_lookml_model delete_lookml_model",
    captured: "configuration, graph of derived tables, LookML of self-service models",
    behind: "LookML: it is in git",
    lacks: ["LookML files and their history: they are in git"],
  },
};
