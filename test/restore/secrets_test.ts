import type { Omission } from "../../lib/handlers/reason.ts";
import { assertEquals } from "@std/assert";
import { dashboards } from "../../lib/handlers/dashboards/dashboards.ts";
import { withoutSecrets } from "../../lib/restore/plan/wanted.ts";

function form(isNew: boolean): { form: unknown; omitted: string[] } {
  const omitted: Omission[] = [];
  const redacted = [
    "jdbc_additional_params",
    "destinations[0].action_hub_form_params_json.token",
    "sessions",
    "public_slug",
    "public_url",
  ];
  const given = {
    host: "a",
    jdbc_additional_params: null,
    destinations: [{ action_hub_form_params_json: '{"token":null}' }],
  };
  const made = withoutSecrets(given, {
    handler: {},
    body: { _vault: { redacted } },
    isNew,
    omit: (one) => omitted.push(one),
  });
  return { form: made, omitted: omitted.map(({ path, reason }) => `${path} ${reason.code}`) };
}

Deno.test("what a backup omitted as a secret is never written over what is there", () => {
  assertEquals(form(false), { form: { host: "a" }, omitted: [] });
});

Deno.test("of what is created again the known part is written, and what it lacks is named", () => {
  assertEquals(form(true), {
    form: { host: "a", destinations: [{ action_hub_form_params_json: '{"token":null}' }] },
    omitted: [
      "jdbc_additional_params secret",
      "destinations[0].action_hub_form_params_json.token secret",
      "public_url secret",
    ],
  });
});

Deno.test("a body without redactions is restored as it is", () => {
  const given = { host: "a" };
  assertEquals(withoutSecrets(given, { handler: {}, body: {}, isNew: true, omit: () => {} }), given);
});

Deno.test("withoutSecrets() leaves every other part of a list as it is, and what Looker repeats of another item counts for nothing", () => {
  const body = {
    title: "Sales",
    dashboard_elements: [
      { id: "1", title: "One", look: { public_slug: null } },
      { id: "2", title: "Two", note_text: null, result_maker: { vis_config: { url: null } } },
    ],
    _vault: {
      redacted: [
        "dashboard_elements[0].look.public_slug",
        "dashboard_elements[0].look.embed_url",
        "dashboard_elements[1].note_text",
        "dashboard_elements[1].result_maker.vis_config.url",
      ],
    },
  };
  const form = {
    title: "Sales",
    dashboard_elements: [
      { from: "1", title: "One" },
      { from: "2", title: "Two", note_text: null, source: { query: {} }, maker: {} },
    ],
  };
  for (const isNew of [false, true]) {
    const named: string[] = [];
    const known = withoutSecrets(form, {
      handler: dashboards,
      body,
      isNew,
      omit: ({ path }) => void named.push(path),
    });
    assertEquals(known, {
      title: "Sales",
      dashboard_elements: [{ from: "1", title: "One" }, { from: "2", title: "Two" }],
    });
    assertEquals(named, isNew ? body._vault.redacted.slice(2) : []);
  }
});
