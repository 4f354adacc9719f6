/**
 * A vault to search: dashboards and looks with queries as Looker serves them, their explores, folders, owners, schedules,
 * alerts and boards. Everything follows from the number of items.
 *
 * @module
 */
import { putItem } from "../../lib/vault/content.ts";
import { openVaultForWriting } from "../../lib/vault/open.ts";
import { beginSession } from "../../lib/vault/sessions.ts";
import type { Vault } from "../../lib/vault/vault.ts";
import { systemClock } from "../../lib/base/clock.ts";
import { CONTENT_TYPES, type ContentType, TYPE_CODES } from "../../lib/looker/content_type_names.ts";
import { item } from "../vault/_vaults.ts";

/** When the first run saw everything. */
export const FIRST_NIGHT = "2026-01-01T03:00:00.000Z";

export const VIEWS = 300, FIELDS_OF_VIEW = 40;

const BATCH = 1000;
const WORDS =
  ("revenue orders weekly daily monthly customers churn pipeline forecast margin region sales marketing finance " +
    "support tickets usage adoption retention cohort funnel leads accounts inventory returns shipping suppliers budget " +
    "actuals headcount attrition uptime latency errors traffic sessions campaigns spend conversion quality defects audit")
    .split(" ");

/** A generator that says the same every time. */
export function seeded(seed: number): (below: number) => number {
  let state = seed * 2654435761 >>> 0;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    return ((state ^ (state >>> 12)) >>> 0) % below;
  };
}

type Random = (below: number) => number;

/** A field of a view, such as `view_7.field_12`; some views are used far more than others. */
function field(view: number, random: Random): string {
  return `view_${view}.field_${random(FIELDS_OF_VIEW)}`;
}

function words(random: Random, count: number): string {
  return Array.from({ length: count }, () => WORDS[random(WORDS.length)]).join(" ");
}

function query(id: string, random: Random, size: number): Record<string, unknown> {
  const view = random(VIEWS), joined = random(VIEWS);
  const fields = Array.from({ length: size }, (_, i) => field(i % 3 === 2 ? joined : view, random));
  const hex = (n: number): string => Array.from({ length: n }, () => random(16).toString(16)).join("");
  const first = fields[0] ?? "", second = fields[1] ?? "", filtered = field(view, random);
  const vis_config = {
    x_axis_gridlines: false,
    y_axis_gridlines: true,
    show_view_names: false,
    show_y_axis_labels: true,
    show_y_axis_ticks: true,
    y_axis_tick_density: "default",
    y_axis_tick_density_custom: 5,
    show_x_axis_label: true,
    show_x_axis_ticks: true,
    y_axis_scale_mode: "linear",
    x_axis_reversed: false,
    y_axis_reversed: false,
    plot_size_by_field: false,
    trellis: "",
    stacking: ["", "normal", "percent"][random(3)],
    limit_displayed_rows: false,
    legend_position: "center",
    point_style: "none",
    show_value_labels: random(2) === 0,
    label_density: 25,
    x_axis_scale: "auto",
    y_axis_combined: true,
    ordering: "none",
    show_null_labels: false,
    show_totals_labels: false,
    show_silhouette: false,
    totals_color: `#${hex(6)}`,
    type: ["looker_column", "looker_line", "looker_grid", "looker_bar"][random(4)],
    defaults_version: 1,
    series_types: {},
    series_labels: { [first]: words(random, 2) },
    series_colors: { [second]: `#${hex(6)}` },
    hidden_fields: [],
    y_axes: [],
    note: hex(40),
  };
  const url = `/explore/model_${view % 20}/view_${view}?fields=${
    fields.join(",")
  }&f[${filtered}]=30+days&limit=500&vis=${encodeURIComponent(JSON.stringify(vis_config))}`;
  return {
    id,
    model: `model_${view % 20}`,
    view: `view_${view}`,
    fields,
    pivots: null,
    fill_fields: null,
    filters: { [filtered]: "30 days" },
    filter_config: {
      [filtered]: [{
        type: "past",
        values: [{ constant: "30", unit: "day" }, {}],
        id: random(1000),
        error: false,
      }],
    },
    filter_expression: null,
    sorts: [`${first} desc`],
    limit: "500",
    dynamic_fields: JSON.stringify([{
      table_calculation: "share",
      label: words(random, 2),
      expression: `\${${first}} / 2`,
    }]),
    vis_config,
    slug: hex(7),
    client_id: hex(22),
    share_url: `https://acme.looker.com/x/${hex(22)}`,
    expanded_share_url: `https://acme.looker.com${url}&origin=share-expanded`,
    url,
    row_total: null,
    subtotals: null,
    column_limit: null,
    visible_ui_sections: null,
    has_table_calculations: true,
    query_timezone: null,
    quick_calcs: null,
    analysis_config: null,
    can: { run: true, see_results: true, explore: true },
  };
}

/** A dashboard's body. */
export function dashboardBody(id: number, random: Random, title: string): Record<string, unknown> {
  const tiles = Array.from({ length: 5 }, (_, n) => {
    const tile = id * 10 + n, own = query(String(tile), random, 5 + random(8));
    return {
      id: String(tile),
      dashboard_id: String(id),
      title: words(random, 3),
      type: "vis",
      query_id: String(tile),
      query: own,
      result_maker: {
        id: String(tile),
        query: own,
        vis_config: own["vis_config"],
        filterables: [{
          model: own["model"],
          view: own["view"],
          name: "",
          listen: [{ dashboard_filter_name: "Region", field: field(random(VIEWS), random) }],
        }],
      },
    };
  });
  return {
    id: String(id),
    title,
    description: words(random, 6),
    folder_id: String(1 + id % 800),
    user_id: String(1 + id % 400),
    deleted: false,
    dashboard_elements: [...tiles, { id: String(id * 10 + 9), type: "text", body_text: words(random, 25) }],
    dashboard_filters: [{
      id: String(id),
      name: "Region",
      title: "Region",
      model: "model_1",
      explore: "view_1",
      dimension: field(1, random),
      default_value: "EMEA",
    }],
  };
}

/** Writes a vault of so many items; its uses of fields are more than 30 an item, each in an explore counted once. */
export function writeSearchVault(path: string, items: number): void {
  using vault = openVaultForWriting(path, { clock: systemClock, types: TYPE_CODES });
  begin(vault, "first", FIRST_NIGHT);
  const random = seeded(1);
  const dashboards = Math.round(items * 0.55),
    looks = Math.round(items * 0.3),
    plans = Math.round(items * 0.1);
  const put = putter(vault, { sessionId: "first", at: FIRST_NIGHT });
  for (let i = 1; i <= dashboards; i++) {
    const title = `${words(random, 3)} ${i}`;
    put("dashboards", String(i), dashboardBody(i, random, title), { name: title, ...place(i) });
  }
  for (let i = 1; i <= looks; i++) {
    const title = `${words(random, 3)} look ${i}`;
    const body = {
      id: String(i),
      title,
      description: words(random, 8),
      folder_id: String(1 + i % 800),
      user_id: String(1 + i % 400),
      query: query(`l${i}`, random, 6 + random(10)),
    };
    put("looks", String(i), body, { name: title, ...place(i) });
  }
  for (let i = 1; i <= plans; i++) {
    const body = {
      id: String(i),
      name: `Plan ${i}`,
      user_id: String(1 + i % 400),
      dashboard_id: String(1 + random(dashboards)),
      filters_string: `?${field(random(VIEWS), random)}=x`,
      scheduled_plan_destination: [{
        type: "email",
        address: `person${random(2000)}@acme.com`,
        message: words(random, 10),
      }],
    };
    put("scheduled_plans", String(i), body, { name: `Plan ${i}`, ownerId: String(1 + i % 400) });
  }
  const rest = items - dashboards - looks - plans;
  for (let i = 1; i <= 400; i++) {
    const email = `user${i}@acme.com`;
    put("users", String(i), { id: String(i), display_name: `User ${i}`, email }, {
      name: `User ${i}`,
      ownerEmail: email,
    });
  }
  for (let i = 1; i <= 800; i++) {
    const name = `Folder ${words(random, 1)} ${i}`;
    put("folders", String(i), { id: String(i), name, parent_id: i === 1 ? null : "1" }, {
      name,
      folderId: i === 1 ? null : "1",
    });
  }
  for (let i = 0; i < VIEWS; i++) exploreOf(i, put);
  for (let i = 1; i <= rest - 1500; i++) {
    const body = {
      id: String(i),
      custom_title: `Alert ${i}`,
      owner_id: String(1 + i % 400),
      dashboard_element_id: String((1 + random(dashboards)) * 10),
      field: { title: "x", name: field(random(VIEWS), random) },
    };
    put("alerts", String(i), body, { name: `Alert ${i}`, ownerId: String(1 + i % 400) });
  }
  put.done();
}

/** A night after: some dashboards changed, some are gone. */
export function writeNight(path: string, { night, changed }: { night: number; changed: number }): void {
  using vault = openVaultForWriting(path, { clock: systemClock, types: TYPE_CODES });
  const at = `2026-01-${String(night + 1).padStart(2, "0")}T03:00:00.000Z`, random = seeded(night * 7919);
  begin(vault, `night ${night}`, at);
  const put = putter(vault, { sessionId: `night ${night}`, at });
  for (let i = 1; i <= changed; i++) {
    const title = `${words(random, 3)} ${i}`;
    put("dashboards", String(i), dashboardBody(i, random, title), { name: title, ...place(i) });
  }
  put.done();
}

function place(i: number): { ownerId: string; ownerEmail: string; folderId: string } {
  return {
    ownerId: String(1 + i % 400),
    ownerEmail: `user${1 + i % 400}@acme.com`,
    folderId: String(1 + i % 800),
  };
}

type Put = ((type: ContentType, id: string, body: unknown, given: Record<string, unknown>) => void) & {
  done: () => void;
};

function putter(vault: Vault, capture: { sessionId: string; at: string }): Put {
  let waiting: (() => void)[] = [];
  const flush = (): void => {
    vault.withTransaction(() => waiting.forEach((one) => one()), { safeFrom: "kill" });
    waiting = [];
  };
  const put = (type: ContentType, id: string, body: unknown, given: Record<string, unknown>): void => {
    const row = item(type, id, body, given);
    waiting.push(() => void putItem(vault, row, capture));
    if (waiting.length >= BATCH) flush();
  };
  return Object.assign(put, { done: flush });
}

function exploreOf(view: number, put: Put): void {
  const id = `model_${view % 20}::view_${view}`;
  const dimensions = Array.from({ length: FIELDS_OF_VIEW }, (_, n) => ({
    name: `view_${view}.field_${n}`,
    label: `View ${view} Field ${n}`,
    description: "",
    view: `view_${view}`,
  }));
  const body = {
    id,
    name: `view_${view}`,
    model_name: `model_${view % 20}`,
    fields: { dimensions, measures: [] },
  };
  put("explores", id, body, { name: id });
}

function begin(vault: Vault, id: string, at: string): void {
  vault.withTransaction(() =>
    beginSession(vault, {
      id,
      mode: "full",
      instance: "https://acme.looker.com",
      startedAt: at,
      hostUser: null,
      lookervaultVersion: "bench",
      options: {},
      types: [...CONTENT_TYPES],
    })
  );
}
