/**
 * LookML models, as far as Looker configures them.
 *
 * @module
 */
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
  volatile: ["has_content"],
  twoValued: ["unlimited_db_connections"],
  reach: {
    backup: "all_lookml_models",
    restore: "lookml_model create_lookml_model update_lookml_model delete_lookml_model",
    captured: "the configuration",
    behind: "LookML: it lives in git",
    lacks: ["LookML files and their history: git has them"],
  },
};
