import { assert, assertEquals } from "@std/assert";
import type { JsonObject } from "../../../lib/codec/json_value.ts";
import type { ContentType } from "../../../lib/looker/content_type_names.ts";
import { TEXTS } from "../../../lib/looker/link_shapes.ts";
import { handlerOf } from "../../../lib/handlers/mod.ts";
import { AS_IS, collectRefs, type Refs } from "../../../lib/handlers/references.ts";

const LINK = "/dashboards/31", QUERY = { id: "q", model: "m", view: "v" };
/** Only dashboards 31 has another id: 708. */
const REFS: Refs = {
  ...AS_IS,
  links: {
    isOwn: (host) => host === "acme.looker.com",
    web: null,
    link: (type, id) => type === "dashboards" && id === "31" ? "708" : null,
  },
};

/** Bodies with a link in every text that their type has, and in data, where it stays. */
const BODIES: Partial<Record<ContentType, JsonObject>> = {
  dashboards: {
    title: "Sales",
    description: LINK,
    load_configuration: LINK,
    dashboard_filters: [{
      id: "1",
      name: "f",
      title: "f",
      default_value: LINK,
      ui_config: { description: LINK },
    }],
    dashboard_elements: [
      ...["body_text", "title_text", "subtitle_text", "note_text", "rich_content_json", "aria_description"]
        .map((name, n) => ({ id: String(n), type: "text", [name]: LINK })),
      {
        id: "20",
        type: "vis",
        query_id: "q",
        query: {
          ...QUERY,
          vis_config: { deep: [{ url: LINK }] },
          dynamic_fields: LINK,
          filters: { message: LINK },
        },
        result_maker: { vis_config: { link: LINK }, filterables: [] },
      },
      { id: "21", type: "vis", merge_result_id: "mm", result_maker: { filterables: [] } },
    ],
    dashboard_layouts: [{ id: "1", active: true, description: LINK, dashboard_layout_components: [] }],
    _vault: {
      merge_queries: { mm: { id: "mm", vis_config: { link: LINK }, source_queries: [{ query_id: "s" }] } },
      merge_source_queries: {
        s: { ...QUERY, id: "s", vis_config: { a: LINK }, filter_config: { note: LINK } },
      },
    },
  },
  looks: {
    description: LINK,
    query: { ...QUERY, vis_config: { x: { y: [LINK] } }, dynamic_fields: `[{"html":"<a href='${LINK}'>"}]` },
  },
  boards: {
    description: LINK,
    board_sections: [{
      id: "1",
      description: LINK,
      item_order: [],
      board_items: [{ id: "2", custom_url: LINK, custom_title: LINK, custom_description: LINK }],
    }],
  },
  scheduled_plans: {
    name: "p",
    filters_string: `?a=${LINK}`,
    custom_url_base: "https://acme.looker.com",
    custom_url_params: LINK,
    custom_url_label: LINK,
    scheduled_plan_destination: [{
      type: "email",
      address: "a@b.c",
      message: LINK,
      parameters: `{"note":"${LINK}"}`,
    }],
  },
  alerts: {
    custom_title: LINK,
    description: LINK,
    custom_url_base: "acme.looker.com",
    custom_url_params: LINK,
    custom_url_label: LINK,
    field: { title: "t", name: "n", filter: [{ field_name: "description", field_value: LINK }] },
    applied_dashboard_filters: [{ filter_title: "f", field_name: "description", filter_value: LINK }],
    destinations: [{ destination_type: "ACTION_HUB", action_hub_form_params_json: `{"text":"${LINK}"}` }],
  },
  themes: { name: "t", settings: { font_source: LINK } },
  oauth_client_apps: {
    client_guid: "g",
    display_name: "a",
    redirect_uri: "https://x.example/",
    description: LINK,
  },
  user_attributes: {
    name: "landing_page",
    label: "Home",
    default_value: LINK,
    _vault: { group_values: [{ group_id: "1", value: LINK }], user_values: [{ user_id: "2", value: LINK }] },
  },
};

Deno.test("every type with texts has a body in this test", () => {
  assertEquals(Object.keys(BODIES).sort(), [...Object.keys(TEXTS), "user_attributes"].sort());
});

for (const [name, body] of Object.entries(BODIES)) {
  const type = name as ContentType, handler = handlerOf(type);
  Deno.test(`the form of ${type} has every link in a text translated, and nothing in data`, () => {
    const before = JSON.stringify(handler?.form(body, AS_IS)),
      after = JSON.stringify(handler?.form(body, REFS));
    const count = (text: string, part: string): number => text.split(part).length - 1;
    const data = { dashboards: 5, scheduled_plans: 1, alerts: 2 }[name] ?? 0;
    assert(count(before, LINK) > data);
    assertEquals([count(after, LINK), count(after, "/dashboards/708")], [data, count(before, LINK) - data]);
    assertEquals(after.replaceAll("/dashboards/708", LINK), before);
    const found = collectRefs((refs) => void handler?.form(body, refs), new Set(["acme.looker.com"]));
    assertEquals(found.filter(({ isLink }) => isLink === true), [{
      kind: "dashboards",
      id: "31",
      isLink: true,
    }]);
  });
}

Deno.test("values of other user attributes are data", () => {
  const body: JsonObject = { ...BODIES.user_attributes, name: "region" };
  const handler = handlerOf("user_attributes");
  assertEquals(handler?.form(body, REFS), handler?.form(body, AS_IS));
});
