/**
 * Dashboards: filters, tiles of every kind, tabs and positions.
 *
 * @module
 */
import { type Omission, reason } from "../reason.ts";
import { type DashboardForm, PART_FORMS, type TileForm } from "./form_types.ts";
import { disguised, PART_LISTING, SLUG } from "./dashboard_parts.ts";
import { outcome, type Task } from "../task.ts";
import type { PartKind } from "../../looker/item_ref.ts";
import { matchParts } from "./match_tiles.ts";
import { asObject, asObjects, asText, type JsonObject } from "../../codec/json_value.ts";
import { StatusError } from "../../http/errors.ts";
import { converge } from "./converge.ts";
import { diffDashboards, top } from "./dashboard_changes.ts";
import { dashboardForm, OWN_REQUESTS, PARTS } from "./dashboard_form.ts";
import { leaveOutLost, withKnownTabs } from "./lost_tiles.ts";
import { withPickedParts } from "./pick_parts.ts";
import { type Change, withoutNulls } from "../../live/form_changes.ts";
import type { Handler } from "../handler.ts";
import { linked } from "../../looker/links/text_links.ts";
import { AS_IS } from "../references.ts";
import { type Basics, makeObject, own, updated } from "../object_handler.ts";
import { keepTitle, key, TITLE_IN_FOLDER, withTitle } from "../shared_attributes.ts";
import { QUERIES_REFER_TO, readMerges } from "../queries.ts";

const basics: Basics = {
  ...OWN_REQUESTS,
  listing: {
    operation: "search_dashboards",
    fields: "id,slug,title,folder_id,deleted",
    trash: { deleted: "true" },
  },
  keys(item, refs) {
    const folder = asText(item.get("folder_id"));
    const place = folder === null ? [] : key("place", refs.must("folders", folder), item.get("title"));
    return [...key("slug", item.get("slug")), ...place];
  },
};

/** Dashboards. */
export const dashboards: Handler<DashboardForm> = {
  type: "dashboards",
  ...basics,
  folder: "inside",
  uniqueNames: [TITLE_IN_FOLDER, { name: "slug", within: null, inTrash: true, what: "the same slug" }],
  keptName: SLUG,
  alias: "slug",
  removal: "trash",
  partListing: PART_LISTING,
  partForms: PART_FORMS,
  unrestorable: () => null,
  refersTo: ["folders", "users", "looks", ...QUERIES_REFER_TO],
  form: dashboardForm,
  applyPolicy: (wanted, live, options) =>
    leaveOutLost(withKnownTabs(keepTitle(wanted, live, options)), live, options),
  withPicked: withPickedParts,
  diff: diffDashboards,
  pairs(source, live, refs) {
    const { filters, elements, layouts } = matchParts(
      dashboardForm(live, AS_IS),
      linked("dashboards", dashboardForm(source, refs), refs),
    );
    const lists = { dashboard_filters: filters, dashboard_elements: elements, dashboard_layouts: layouts };
    return PARTS.flatMap((kind) =>
      lists[kind].pairs.map(({ wanted, live: one }) => ({
        kind,
        from: wanted.from,
        to: one.id,
      }))
    );
  },
  parts: (source) => partsOf(source),
  hostOf(path) {
    const tile = path.match(/^dashboard_layouts\[.*\]\.components\[(.*)\]/s)?.[1];
    return tile === undefined ? null : `dashboard_elements[${tile}]`;
  },
  adopt(live, source) {
    const parts = asObject(live["_vault"]), held = asObject(source["_vault"]);
    const both = (key: string): JsonObject => ({ ...asObject(held[key]), ...asObject(parts[key]) });
    const merges = both("merge_queries");
    if (Object.keys(merges).length === Object.keys(asObject(parts["merge_queries"])).length) return live;
    return {
      ...live,
      _vault: { ...parts, merge_queries: merges, merge_source_queries: both("merge_source_queries") },
    };
  },
  async read(reader, id) {
    const body = await reader.get("dashboard", { dashboard_id: id });
    return body === null ? null : { ...body, _vault: await readMerges(reader, body) };
  },
  async create(task) {
    const { made, wanted } = await makeBare({ ...task, wanted: withTitle(task) }),
      id = asText(made["id"]) ?? "";
    // A dashboard that was found after its response was lost is a row of a listing, without tabs.
    const live = Array.isArray(made["dashboard_layouts"])
      ? made
      : await task.writer.get("dashboard", { dashboard_id: id });
    await converge({ ...task, wanted }, id, dashboardForm(live ?? {}, AS_IS));
    return outcome(id, { deferred: wanted["slug"] === undefined && task.wanted["slug"] !== undefined });
  },
  async update(task) {
    await converge(task, task.destinationId ?? "", dashboardForm(task.live ?? {}, AS_IS));
    return updated(task);
  },
  async late(task) {
    const live = dashboardForm(task.live ?? {}, AS_IS);
    const { wanted, omitted } = await takeSlug(task, live);
    await converge({ ...task, wanted }, task.destinationId ?? "", live);
    return updated(task, { omitted });
  },
  disguised,
  remove: async (writer, id) =>
    void await writer.send("update_dashboard", { dashboard_id: id }, { deleted: true }),
  calls({ wanted, live, changes }) {
    if (live !== null) return changes.length + dataCalls(wanted, changes);
    const { dashboard_filters: filters = [], dashboard_elements: tiles = [], dashboard_layouts = [] } =
      wanted;
    const positions = dashboard_layouts.flatMap(({ components }) => components);
    return 3 + filters.length + 2 * tiles.length + mergeCalls(tiles) + positions.length;
  },
};

/**
 * Returns the number of requests in addition to one for each change: for the queries of tiles, and for the positions
 * that new tiles and tabs got.
 */
function dataCalls(wanted: DashboardForm, changes: readonly Change[]): number {
  const made = changes.filter(({ path, from }) =>
    from === null && /^dashboard_(elements|layouts)\[.*\]$/s.test(path)
  );
  const shown = new Set(changes.flatMap(({ path }) => path.match(/^(.*\])\.(query|source)\b/s)?.[1] ?? []));
  const merges = made.length + shown.size === 0 ? 0 : mergeCalls(wanted.dashboard_elements ?? []);
  return merges + made.length + shown.size + (made.length > 0 ? 1 : 0);
}

/** Returns the number of requests for the source queries of merge queries. */
function mergeCalls(tiles: readonly TileForm[]): number {
  const merges = tiles.flatMap(({ source }) => typeof source?.merge === "object" ? [source.merge] : []);
  return merges.reduce((sum, merge) => sum + merge.source_queries.length, 0);
}

/** Returns the filters, tiles and tabs of a body by kind and id. */
function partsOf(body: JsonObject): { kind: PartKind; id: string }[] {
  return PARTS.flatMap((kind) =>
    asObjects(body[kind]).flatMap((part) => {
      const id = asText(part["id"]);
      return id === null ? [] : [{ kind, id }];
    })
  );
}

/** Creates the dashboard without its parts. A slug that another item has is set in the second pass. */
async function makeBare(
  task: Task<DashboardForm>,
): Promise<{ made: JsonObject; wanted: DashboardForm }> {
  const body = withoutNulls(own(top(task.wanted), basics));
  try {
    return {
      made: await makeObject(task, basics, { create: "create_dashboard", body }),
      wanted: task.wanted,
    };
  } catch (error) {
    if (!isRefused(error) || body["slug"] === undefined) throw error;
    const { slug: _slug, ...rest } = body;
    const made = await makeObject(task, basics, { create: "create_dashboard", body: rest });
    const { slug: _taken, ...wanted } = task.wanted;
    return { made, wanted };
  }
}

/**
 * Sets the slug of a recreated dashboard, after all other items are restored. A slug that is still taken is omitted and
 * reported.
 */
async function takeSlug(
  { wanted, writer, destinationId }: Task<DashboardForm>,
  live: DashboardForm,
): Promise<{ wanted: DashboardForm; omitted: Omission[] }> {
  const slug = asText(wanted["slug"]);
  if (slug === null || slug === live["slug"]) return { wanted, omitted: [] };
  try {
    await writer.send("update_dashboard", { dashboard_id: destinationId }, { slug });
    live["slug"] = slug;
    return { wanted, omitted: [] };
  } catch (error) {
    if (!isRefused(error)) throw error;
    const { slug: _taken, ...rest } = wanted;
    const why = reason(
      "name_taken",
      `another item has its slug ${slug}: links with this slug open the other item`,
    );
    return { wanted: rest, omitted: [{ path: "slug", reason: why }] };
  }
}

function isRefused(error: unknown): boolean {
  return error instanceof StatusError && (error.status === 422 || error.status === 409);
}
