import { assert, assertEquals } from "@std/assert";
import { givesText } from "../../lib/extract/capture/lookml_dashboards.ts";
import { openVaultForReading } from "../../lib/vault/open.ts";
import { itemsAsOf, NOW } from "../../lib/vault/snapshot.ts";
import { type ContentType, typeCode } from "../../lib/looker/content_type_names.ts";
import { readBodyFrom } from "../../lib/vault/left_bodies.ts";
import { MsgpackReader } from "../../lib/codec/msgpack_reader.ts";
import { asObject, type JsonObject } from "../../lib/codec/json_value.ts";
import { startSim } from "../sim/mod.ts";
import { backup } from "./_in_process.ts";

const SMALL = { dashboards: 3, looks: 2, folders: 3, users: 4, groups: 3 };
const TYPES: ContentType[] = [
  "projects",
  "lookml_models",
  "lookml_dashboards",
  "admin_settings",
  "sign_in_settings",
  "reports",
];

/** Bodies of a type by id. */
function bodies(path: string, type: ContentType): Map<string, JsonObject> {
  using vault = openVaultForReading(path);
  return new Map(
    itemsAsOf(vault, typeCode(type), NOW).map(({ id }) => {
      const bytes = readBodyFrom(vault, null, { type: typeCode(type), id });
      assert(bytes !== null);
      return [id, new MsgpackReader(bytes).value() as JsonObject];
    }),
  );
}

const partsOf = (body: JsonObject | undefined): JsonObject => asObject(body?.["_vault"]);

Deno.test("a full run reads projects, models and LookML dashboards with all that belongs to them; an incremental one asks for none of it", async () => {
  await using sim = startSim(SMALL);
  sim.store.table("lookml_models").insert({
    name: "uploads",
    project_name: null,
    explores: [],
    _self_service: true,
  });
  await using place = await backup(sim);
  const full = await place.run({ types: TYPES });
  assertEquals([full.status, full.errors], ["completed", []]);
  const projects = bodies(place.path, "projects");
  assertEquals(Object.keys(partsOf(projects.get("thelook"))).sort(), [
    "files",
    "git_branches",
    "manifest",
    "redacted",
    "repository_credentials",
  ]);
  // By SSH; without a manifest.
  assertEquals(Object.keys(partsOf(projects.get("finance"))).sort(), ["files", "git_branches", "public_key"]);
  assertEquals(Object.keys(partsOf(projects.get("bare project"))), ["files"]);
  assert(!JSON.stringify([...projects]).includes("SECRET"));
  const models = bodies(place.path, "lookml_models");
  assertEquals(Object.keys(partsOf(models.get("uploads"))), ["derived_tables", "self_service_lookml"]);
  assertEquals(Object.keys(partsOf(models.get("thelook"))), ["derived_tables"]);
  assertEquals(models.get("system__activity")?.["_vault"], undefined);
  const pulse = bodies(place.path, "lookml_dashboards").get("thelook::business_pulse");
  assertEquals((pulse?.["dashboard_elements"] as unknown[]).length, 1);
  const before = { ...sim.stats.operations };
  const night = await place.run({ types: TYPES, incremental: true });
  const asked = Object.entries(sim.stats.operations)
    .filter(([name, count]) => count !== (before[name] ?? 0)).map(([name]) => name);
  assertEquals(asked.sort(), [
    "all_lookml_models",
    "all_projects",
    "all_roles",
    "login",
    "logout",
    "me",
    "search_lookml_dashboards",
    "versions",
  ]);
  assertEquals([night.totals.updated, night.totals.deleted, night.totals.new], [0, 0, 0]);
  assertEquals(night.totals.stored, full.totals.stored);
  const again = await place.run({ types: TYPES });
  assertEquals([again.totals.updated, again.totals.new], [0, 0]);
});

Deno.test("what a Looker does not serve is noted, fails nothing, and makes nothing look deleted", async () => {
  await using sim = startSim(SMALL);
  await using place = await backup(sim);
  await place.run({ types: TYPES });
  for (
    const [operation, kind] of [
      ["search_reports", "404"],
      ["mobile_settings", "501"],
      ["saml_config", "403"],
      ["graph_derived_tables_for_model", "403"],
      ["manifest", "501"],
    ] as const
  ) sim.faults.add({ operation, kind });
  const run = await place.run({ types: TYPES });
  assertEquals([run.status, run.errors, run.totals.deleted], ["completed", [], 0]);
  const note = (type: string): string | null => run.types.find((one) => one.type === type)?.note ?? null;
  assertEquals(note("reports"), "this Looker does not serve search_reports to the API user (404)");
  assertEquals(note("admin_settings"), "this Looker does not serve mobile_settings to the API user (501)");
  assertEquals(note("sign_in_settings"), "this Looker does not serve saml_config to the API user (403)");
  assert(bodies(place.path, "reports").size > 0);
  assert(bodies(place.path, "sign_in_settings").has("saml_config"));
});

Deno.test("the text of LookML dashboards is asked of releases that give it", () => {
  const TABLE: [string | null, boolean][] = [
    ["25.20.3", true],
    ["26.0.1", true],
    ["26.2.0", false],
    ["26.12.3", false],
    ["27.0", false],
    ["", false],
    [null, false],
  ];
  for (const [release, gives] of TABLE) assertEquals(givesText(release), gives, String(release));
});
