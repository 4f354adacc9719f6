import { assert, assertEquals } from "@std/assert";
import { asObject, asTexts } from "../../lib/codec/json_value.ts";
import { CONTENT_TYPES } from "../../lib/looker/content_type_names.ts";
import { vaultSource } from "../../lib/restore/plan/source.ts";
import { openVaultForReading } from "../../lib/vault/open.ts";
import { backedUp, backup } from "../extract/_in_process.ts";
import { type JsonObject, observed, production, type Sim, type SimOptions, startSim } from "../sim/mod.ts";
import { differ } from "./_differ.ts";
import { restore } from "./_in_process.ts";

const SMALL = { dashboards: 12, looks: 8, folders: 8, users: 9, groups: 8, tileBytes: 300 };

const OTHERS: Readonly<Record<string, SimOptions>> = {
  "an emptied": {},
  "a second": { idOffset: 5000 },
  "an old, whose ids are numbers,": { idOffset: 5000, numericIds: true },
};

for (const [name, options] of Object.entries(OTHERS)) {
  Deno.test(`restore() of everything into ${name} instance makes it equal up to the renaming of ids`, async () => {
    await using sim = startSim({ ...SMALL, ...(options.numericIds === true && { numericIds: true }) });
    await using vault = await backup(sim);
    await vault.run({ noUserValues: false });
    await using other = startSim({ ...SMALL, emptied: true, ...options });
    const summary = await restore(vault.path, other, { options: { enableSchedules: true } });
    assertEquals(summary.errors, []);
    assertEquals(summary.status, "completed");
    assertEquals(summary.verified.different, 0);
    assertEquals(differ(sim, other), []);
    assertEquals(other.violations, []);
    assertEquals(other.deletions(), []);
    const writes = other.writes().length;
    await restore(vault.path, other, { options: { enableSchedules: true } });
    assertEquals(other.writes().slice(writes).map((write) => write.operation), []);
  });
}

Deno.test("restore() leaves plans and alerts disabled and sends no mail unless told", async () => {
  const { sim, vault } = await backedUp(SMALL, { run: { noUserValues: false } });
  await using _sim = sim, _vault = vault;
  await using other = startSim({ ...SMALL, emptied: true });
  await restore(vault.path, other);
  assertEquals(other.mails, []);
  const on = (table: "scheduled_plans" | "alerts", key: string, value: boolean): number =>
    other.store.table(table).all().filter((item) => item.get(key) === value).length;
  assertEquals(on("scheduled_plans", "enabled", true), 0);
  assertEquals(on("alerts", "is_disabled", false), 0);
  assertEquals(differ(sim, other).filter((line) => !/^(alerts|scheduled_plans)\W/.test(line)), []);
});

Deno.test("restore() of an instance in use into an emptied one skips what no backup holds, names it, and has nothing left to do", async () => {
  await using sim = startSim(production({ dashboards: 40, looks: 12, folders: 10, unknownFields: false }));
  await using vault = await backup(sim);
  await vault.run({ noUserValues: false });
  await using other = startSim(observed({ emptied: true, idOffset: 7_000 }));
  const summary = await restore(vault.path, other);
  assertEquals(summary.totals.failed, 0);
  const codes = new Set(summary.errors.map(({ type, operation, code }) => `${type} ${operation} ${code}`));
  assertEquals([...codes].sort(), [
    "dashboards incomplete reference_missing",
    "dashboards incomplete uncaptured",
  ]);
  assertEquals(summary.verified.different, summary.totals.incomplete);
  assertEquals([other.violations, other.deletions(), other.mails], [[], [], []]);
  const writes = other.writes().length;
  const again = await restore(vault.path, other);
  assertEquals(other.writes().slice(writes).map(({ operation }) => operation), []);
  assertEquals([again.status, again.totals.incomplete], ["partial", summary.totals.incomplete]);
  // A tile that somebody made since, of a merge query that is gone, is no reason not to know its dashboard.
  const stored = sim.store.table("dashboards").stored("35") ?? {};
  const [first, ...tiles] = stored["dashboard_elements"] as JsonObject[];
  const strange = { ...first, id: "900001", merge_result_id: "gOnEgOnEgOnEgOnEgOnE00", query_id: null };
  const values = { title: "Damaged", dashboard_elements: [{ ...first }, ...tiles, strange] };
  sim.mutate({ op: "update", type: "dashboards", id: "35", values });
  const mended = await restore(vault.path, sim);
  assertEquals([mended.totals.failed, mended.totals.skipped, mended.totals.updated], [0, 0, 1]);
  assertEquals(mended.errors, []);
});

/** What stands for all that is not content: none of it is in an instance that was wiped. */
const PLATFORM = [
  "connections",
  "ssh_tunnels",
  "ssh_servers",
  "external_oauth_applications",
  "oauth_client_apps",
] as const;

/** Settings, ways to sign in and defaults of an instance, none of them as a new one has them. */
function configure({ store }: Sim): void {
  const custom = store.table("color_collections").all().at(-1)?.id ?? "";
  store.table("themes").insert({ name: "ours", begin_at: null, end_at: null, settings: {} });
  store.setSingleton("defaults", {
    color_collection_id: custom,
    theme_dashboard: "ours",
    theme_look: "ours",
  });
  store.setSingleton("saml_config", { ...store.singleton("saml_config"), enabled: true, idp_cert: "MIIC" });
  store.setSingleton("password_config", { min_length: 20, require_special: true });
  store.setSingleton("session_config", {
    ...store.singleton("session_config"),
    session_minutes: 77,
  });
  store.setSingleton("digest_emails", { is_enabled: false });
  store.table("support_entries").insert({ email: "second@example.com", reason: "ticket 2" });
  store.table("content_favorites").insert({
    user_id: "2",
    content_metadata_id: store.table("boards").all()[0]?.get("content_metadata_id") ?? null,
  });
}

for (const [name, idOffset] of [["that was wiped", 0], ["of other ids", 4000]] as const) {
  Deno.test(`everything comes back in an instance ${name}: favorites, defaults, agents, tunnels and sign-in differ in nothing, and secrets are named`, async () => {
    await using sim = startSim(SMALL);
    configure(sim);
    await using vault = await backup(sim);
    await vault.run({ noUserValues: false });
    await using other = startSim({ ...SMALL, emptied: true, idOffset });
    for (const table of PLATFORM) {
      for (const { id } of other.store.table(table).all()) other.store.table(table).remove(id);
    }
    const before = differ(sim, other).map((line) => line.split(/[.[]/, 1)[0]);
    for (
      const type of [
        ...PLATFORM,
        "content_favorites",
        "agents",
        "themes",
        "settings",
        "admin_settings",
        "sign_in_settings",
      ]
    ) assert(before.includes(type), `${type} does not differ`);
    const options = { enableSchedules: true, allowSignIn: true };
    const summary = await restore(vault.path, other, { options });
    assertEquals([summary.errors, summary.status, summary.verified.different], [[], "completed", 0]);
    assertEquals(differ(sim, other), []);
    assertEquals([other.violations, other.deletions()], [[], []]);
    // What no backup holds is null in it, and each is named by a step.
    const named = new Map<string, string[]>();
    for (const { type, id, paths } of summary.steps.flatMap(({ items }) => items)) {
      named.set(`${type}/${id}`, [...named.get(`${type}/${id}`) ?? [], ...paths]);
    }
    using open = openVaultForReading(vault.path);
    const source = vaultSource(open, sim.url, null);
    let secrets = 0;
    for (const type of CONTENT_TYPES) {
      for (const { id } of source.items(type)) {
        const body = source.body({ type, id });
        for (const path of asTexts(asObject(body?.["_vault"])["redacted"])) {
          secrets++;
          const value = valueAt(body, path);
          assert(
            value === null || /^https:\/\/(git:?@)?git\.example/.test(String(value)),
            `${type} ${id} ${path}`,
          );
          assert(named.get(`${type}/${id}`)?.includes(path), `${type} ${id} ${path} is not named`);
        }
      }
    }
    assert(secrets > 20, String(secrets));
    const again = other.writes().length;
    await restore(vault.path, other, { options });
    assertEquals(other.writes().slice(again).map(({ operation }) => operation), []);
  });
}

/** What stands at a path of a body: `a.b[0].c`. */
function valueAt(body: unknown, path: string): unknown {
  let at: unknown = body;
  for (const key of path.split(/[.[\]]+/).filter((part) => part !== "")) {
    at = (at as Record<string, unknown> | null | undefined)?.[key];
  }
  return at ?? null;
}
