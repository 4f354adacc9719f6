/** Bodies of the gate's own field test: a simulated instance in use, recorded, and some that no simulator makes. @module */
import { parseJson } from "../sim/json_parse.ts";
import { production, type Sim, startSim } from "../sim/mod.ts";
import { type Recorded, TABLES } from "./bodies.ts";

const SMALL = {
  dashboards: 40,
  looks: 8,
  folders: 4,
  users: 4,
  groups: 8,
  tileBytes: 300,
  tilesPerDashboard: 2,
};

/** Records a simulated instance in use: its generated dashboards, which have every trait, and what they show. */
export async function ownBodies(): Promise<Recorded[]> {
  await using sim = startSim(production({ ...SMALL, unknownFields: false }));
  const dashboards = sim.store.table("dashboards").all().filter(({ id }) => Number(id) > 20);
  const shown = dashboards.map((item) => item.text("Dashboard"));
  const merges = sim.store.table("merge_queries").all().filter(({ id }) =>
    shown.some((text) => text.includes(id))
  );
  const queries = merges.flatMap((item) => sim.store.by("queries", "id").get(item.id) ?? []);
  return [
    ...dashboards.map((item) => recorded(sim, "dashboard", item.id)),
    ...merges.map((item) => recorded(sim, "merge_query", item.id)),
    ...queries.map((item) => recorded(sim, "query", item.id)),
    ...sim.store.table("looks").all().map((item) => recorded(sim, "look", item.id)),
    ...HANDMADE.map(({ kind, text }, n) => ({
      file: `own-${n}.json`,
      kind,
      special: "handmade",
      text,
      body: parseJson(text),
    })),
  ];
}

function recorded(sim: Sim, kind: string, id: string): Recorded {
  const table = TABLES[kind];
  const item = table === undefined ? undefined : sim.store.table(table).get(id);
  const view = table === undefined ? "" : sim.store.table(table).view;
  const text = item?.text(view) ?? "null";
  return { file: `${kind}-${id}.json`, kind, special: "", text, body: parseJson(text) };
}

const QUERY = (id: string, extra: string): string =>
  `{"view":"parcels","fields":["parcels.count"],"id":${id},"model":"freight","sorts":null,"total":null,"limit":"50",` +
  `"vis_config":{"9":"b","1":"a","type":"table"},"slug":"a1B2c3D","client_id":"Zz9","dynamic_fields":null${extra}}`;

/** Old ids that are numbers, keys in an order of their own, keys that no spec has, places of tiles that are gone. */
const HANDMADE: readonly { kind: string; text: string }[] = [
  {
    kind: "dashboard",
    text:
      `{"zeta_score":0.10,"title":"Parcels","id":9001,"folder_id":8801,"user_id":77,"slug":"pArCeL","description":"",` +
      `"folder":{"name":"Depot","id":8801,"parent_id":1,"external_id":"","anything_new":{"a":[1,{"b":null}]}},` +
      `"updated_at":null,"last_updater_id":null,"preferred_viewer":null,"deleted":false,"hidden":false,` +
      `"crossfilter_enabled":true,"enable_viz_full_screen":true,"filters_location_top":true,` +
      `"dashboard_filters":[{"id":501,"dashboard_id":9001,"name":"Depot","title":"Depot","type":"field_filter","row":0,` +
      `"model":"","explore":"","dimension":"","field":null,"default_value":"","listens_to_filters":[]}],` +
      `"dashboard_elements":[{"id":601,"dashboard_id":9001,"type":"vis","title":"Count","query_id":7001,` +
      `"query":${
        QUERY("7001", ',"quick_calcs":[],"analysis_config":null')
      },"look_id":null,"merge_result_id":null,` +
      `"lookml_link_id":"","result_maker_id":71,"result_maker":{"id":71,"query_id":7001,"sql_query_id":"","sorts":[],` +
      `"total":false,"dynamic_fields":null,"merge_result_id":null,"vis_config":{"9":"b","1":"a","type":"table"},` +
      `"filterables":[{"model":"freight","view":"parcels","name":"","listen":[{"dashboard_filter_name":"Depot",` +
      `"field":"parcels.depot"}]}],"query":${QUERY("7001", ',"quick_calcs":[],"analysis_config":null')}}}],` +
      `"dashboard_layouts":[{"id":9001,"dashboard_id":9001,"type":"newspaper","active":true,"deleted":false,` +
      `"dashboard_layout_components":[{"id":601,"dashboard_layout_id":9001,"dashboard_element_id":601,"row":0,` +
      `"column":0,"width":8,"height":6,"deleted":false,"vis_type":""},{"id":602,"dashboard_layout_id":9001,` +
      `"dashboard_element_id":602,"row":6,"column":0,"width":8,"height":6,"deleted":false,"vis_type":""}]}]}`,
  },
  {
    kind: "look",
    text:
      `{"id":"9100","title":"Late parcels","folder_id":"8801","user_id":"77","public":false,"public_slug":"not public",` +
      `"query_id":"7002","deleted":false,"updated_at":"2020-09-16T18:48:39.000+00:00","description":"",` +
      `"query":${
        QUERY('"7002"', ',"filters":{"parcels.late":"yes"}')
      },"folder":{"name":"Depot","id":"8801","parent_id":"1"}}`,
  },
  {
    kind: "user",
    text:
      `{"id":"77","first_name":"Ada","last_name":"Post","display_name":"","is_disabled":true,"email":"ada@post.example",` +
      `"credentials_email":{"email":"ada@post.example","logged_in_at":"","password_reset_url":"https://x/SECRET"}}`,
  },
  { kind: "error", text: '{"message":"The resource you\'re looking for could not be found"}' },
];
