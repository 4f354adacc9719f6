/** How an instance spells what it answers: as the spec declares it, or as recorded instances did (specs/looker-behaviour.md). @module */

/** What recorded instances do and the spec does not tell. */
export interface Served {
  /** Nulls that API 4.0 serves as the empty value of their type (specs/looker-behaviour.md). */
  empties: boolean;
  /** Ids as numbers, as old 4.0 releases serve them (specs/looker-behaviour.md). */
  numericIds: boolean;
  /**
   * What Looker computes stands in bodies (specs/looker-behaviour.md): a result maker echoes its source, look tiles have one,
   * filters have the field of LookML, queries have `quick_calcs`.
   */
  computed: boolean;
  /** The words recorded for where a user's attribute value comes from (specs/looker-behaviour.md), or others in place of ours. */
  sourceWords: boolean | Readonly<Record<string, string>>;
  /** Properties beyond the spec, by schema: served as they are stored. */
  beyond: Readonly<Record<string, readonly string[]>>;
}

/** As the spec declares it. */
export const AS_DECLARED: Served = {
  empties: false,
  numericIds: false,
  computed: false,
  sourceWords: false,
  beyond: {},
};

/** Tells texts that were written one way from those that were written another. */
export function servedKey(served: Served): string {
  return `${served.empties ? "e" : ""}${served.numericIds ? "n" : ""}${Object.values(served.beyond).join()}`;
}

const TEXT = '""', LIST = "[]", NO = "false";

/** What is served for a null, by property and schema; `*` is any schema. */
const EMPTIES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  description: { "*": TEXT },
  lookml_link_id: { DashboardElement: TEXT },
  sql_query_id: { ResultMakerWithIdVisConfigAndDynamicFields: TEXT },
  total: { ResultMakerWithIdVisConfigAndDynamicFields: NO, MergeQuery: NO },
  sorts: { ResultMakerWithIdVisConfigAndDynamicFields: LIST, MergeQuery: LIST },
  pivots: { MergeQuery: LIST },
  column_limit: { MergeQuery: TEXT },
  dynamic_fields: { MergeQuery: TEXT },
  name: { ResultMakerFilterables: TEXT },
  model: { DashboardFilter: TEXT, CreateDashboardFilter: TEXT },
  explore: { DashboardFilter: TEXT, CreateDashboardFilter: TEXT },
  dimension: { DashboardFilter: TEXT, CreateDashboardFilter: TEXT },
  default_value: { DashboardFilter: TEXT, CreateDashboardFilter: TEXT },
  element_title: { DashboardLayoutComponent: TEXT },
  vis_type: { DashboardLayoutComponent: TEXT },
  external_id: { "*": TEXT },
  logged_in_at: { CredentialsEmail: TEXT },
  display_name: { User: TEXT },
  last_reap_at: { DBConnection: TEXT },
  tunnel_id: { DBConnection: TEXT },
  created_at: { DBConnection: TEXT },
  user_id: { DBConnection: TEXT },
  git_username: { Project: TEXT },
  public: { "*": NO },
};

/** The JSON text that stands for a null of a property. */
export function nothingText(served: Served, schema: string, property: string): string {
  if (!served.empties) return "null";
  const found = EMPTIES[property];
  return found?.[schema] ?? found?.["*"] ?? "null";
}

/** Ids that were texts in every release. */
const TEXTS = new Set([
  "client_id",
  "external_id",
  "external_group_id",
  "external_user_id",
  "lookml_link_id",
]);
const ID = /(?:^|_)ids?$|^(?:section|item)_order$/;

/** Whether old releases serve a property as a number where it holds digits. */
export function isNumericId(served: Served, property: string): boolean {
  return served.numericIds && ID.test(property) && !TEXTS.has(property);
}

/** The JSON text of an id as a number, where it is one. Gaps of templates are filled with digits. */
export function numericText(json: string): string {
  return json.replace(/"(\d{1,15}|\u27ea(?:[ecfl]\d+|ID)\u27eb)"/g, "$1");
}
