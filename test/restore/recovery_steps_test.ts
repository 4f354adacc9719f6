import { assert, assertEquals } from "@std/assert";
import { handlerOf, UNRESTORABLE } from "../../lib/handlers/mod.ts";
import { asObject, asTexts, type JsonObject } from "../../lib/codec/json_value.ts";
import { CONTENT_TYPES, type ContentType } from "../../lib/looker/content_type_names.ts";
import { REGISTRY } from "../../lib/looker/content_types.ts";
import { vaultSource } from "../../lib/restore/plan/source.ts";
import { makesAnew } from "../../lib/restore/recovery/makes_anew.ts";
import { type RecoveryStep, recoverySteps } from "../../lib/restore/recovery/steps.ts";
import type { RestoreSource } from "../../lib/handlers/restore_source.ts";
import { openVaultForReading } from "../../lib/vault/open.ts";
import { backup } from "../extract/_in_process.ts";
import { startSim } from "../sim/mod.ts";
import { EVERYTHING, restore } from "./_in_process.ts";

const SMALL = { dashboards: 12, looks: 8, folders: 8, users: 9, groups: 8, tileBytes: 300 };

/** Who is named by which steps, with the paths that these bring back. */
function namedIn(steps: readonly RecoveryStep[]): Map<string, string[]> {
  const named = new Map<string, string[]>();
  for (const { items } of steps) {
    for (const { type, id, paths } of items) {
      const key = `${type}/${id}`;
      named.set(key, [...named.get(key) ?? [], ...paths]);
    }
  }
  return named;
}

/** Every item that a backup holds, with its body. */
function* itemsOf(source: RestoreSource): Generator<[type: ContentType, id: string, body: JsonObject]> {
  for (const type of CONTENT_TYPES) {
    for (const { id, deletedAt } of source.items(type)) {
      const body = deletedAt === null ? source.body({ type, id }) : null;
      if (body !== null) yield [type, id, body];
    }
  }
}

Deno.test("the instance is lost: a restore into a new, empty one ends with every step that only a person can do, in order", async () => {
  await using sim = startSim(SMALL);
  await using place = await backup(sim);
  await place.run({ noUserValues: false });
  await using other = startSim({ ...SMALL, emptied: true });
  const { status, steps, items } = await restore(place.path, other);
  assertEquals(status, "completed");
  using vault = openVaultForReading(place.path);
  const source = vaultSource(vault, sim.url, null), named = namedIn(steps);
  let secrets = 0, byHand = 0;
  for (const [type, id, body] of itemsOf(source)) {
    const key = `${type}/${id}`, paths = asTexts(asObject(body["_vault"])["redacted"]);
    secrets += paths.length;
    assertEquals(paths.filter((path) => named.get(key)?.includes(path) !== true), [], key);
    // What no restore writes is somebody's work, but for what is switched off.
    if (UNRESTORABLE[type] === undefined || (type === "integrations" && body["enabled"] !== true)) continue;
    byHand++;
    assert(named.has(key), key);
  }
  assert(secrets > 20 && byHand > 20, `${secrets} secrets, ${byHand} items`);
  for (const { type, id, unrestorable } of items) {
    for (const { code } of unrestorable) {
      if (code === "secret") assert(named.has(`${type}/${id}`), `${type}/${id}`);
    }
  }
  // In order.
  assertEquals(steps.map(({ number }) => number), steps.map((_, n) => n + 1));
  const stages = steps.map(({ stage }) => stage);
  const order = ["before", "restore", "after", "last"] as const;
  assertEquals(stages, stages.toSorted((a, b) => order.indexOf(a) - order.indexOf(b)));
  assertEquals(stages.filter((stage) => stage === "restore").length, 1);
  const at = (type: ContentType): number =>
    steps.findIndex(({ items }) => items.some((item) => item.type === type));
  const inOrder: ContentType[] = [
    "projects",
    "integration_hubs",
    "ssh_servers",
    "external_oauth_applications",
    "connections",
    "users",
    "sign_in_settings",
    "scheduled_plans",
  ];
  assertEquals(inOrder.map(at), inOrder.map(at).toSorted((a, b) => a - b));
  assert(inOrder.every((type) => at(type) >= 0));
  assert(steps[at("integration_hubs")]?.stage === "before" && steps[at("scheduled_plans")]?.stage === "last");
});

Deno.test("a second restore into the same instance, one of a part, and one of what was damaged tell no steps", async () => {
  await using sim = startSim(SMALL);
  await using place = await backup(sim);
  await place.run({ noUserValues: false });
  sim.mutate({ op: "update", type: "dashboards", id: "1", values: { title: "Another" } });
  assertEquals((await restore(place.path, sim)).steps, []);
  await using other = startSim({ ...SMALL, emptied: true });
  assertEquals((await restore(place.path, other, { options: { only: ["groups"] } })).steps, []);
  assert((await restore(place.path, other, { dryRun: true })).steps.length > 20);
});

const CREATE = { action: "create" } as const, NONE = { action: "none" } as const;

Deno.test("makesAnew() takes a restore of everything into another Looker, or into one that lacks most of it", () => {
  type Options = typeof EVERYTHING;
  const judge = (
    changed: Partial<Options>,
    items: readonly (typeof CREATE | typeof NONE)[],
    isOther: boolean,
  ): boolean => makesAnew({ ...EVERYTHING, ...changed }, { items, isOther });
  assertEquals(judge({}, [CREATE, CREATE, NONE], false), true);
  assertEquals(judge({}, [CREATE, NONE, NONE], false), false);
  assertEquals(judge({}, [NONE], true), true);
  assertEquals(judge({}, [], false), false);
  const parts: Partial<Options>[] = [
    { folders: ["1"] },
    { owners: ["1"] },
    { ids: ["1"] },
    { only: ["looks"] },
    { undo: "x" },
    { accessOnly: true },
    { updatedAfter: "2026-01-01T00:00:00Z" },
    { scope: { kind: "bulk", type: "looks" } },
  ];
  for (const part of parts) assertEquals(judge(part, [CREATE], true), false, JSON.stringify(part));
});

Deno.test("steps of a restore into another instance name it, and what sends mail is enabled once", async () => {
  await using sim = startSim(SMALL);
  await using place = await backup(sim);
  await place.run({ noUserValues: false });
  await using other = startSim({ ...SMALL, emptied: true });
  const textsOf = async (to: typeof sim, enableSchedules: boolean): Promise<string[]> =>
    (await restore(place.path, to, { dryRun: true, options: { enableSchedules } })).steps
      .map(({ text }) => text);
  const elsewhere = await textsOf(other, false);
  for (
    const command of [
      `Restore: lookervault restore all --to ${other.url} --dry-run, then lookervault restore all --to ${other.url}`,
      "Create an admin with an API key, give the key to lookervault, and run lookervault --db new.db check",
      `Compare: lookervault restore all --to ${other.url} --dry-run must find nothing to restore`,
      `Enable alerts and schedules: lookervault restore all --to ${other.url} --only alerts,scheduled_plans ` +
      "--enable-schedules",
    ]
  ) assert(elsewhere.includes(command), command);
  for (const text of elsewhere) assert(!/restore all(?! --to http)/.test(text), text);
  const enabled = await textsOf(other, true);
  const isEnable = (text: string): boolean => text.startsWith("Enable alerts and schedules");
  assertEquals(elsewhere.filter((text) => !enabled.includes(text)), elsewhere.filter(isEnable));
  // What else there is to do about a schedule stays.
  assert(enabled.some((text) => text.includes("the secret of its s3 destination")));
  sim.empty();
  const same = await textsOf(sim, false);
  assert(same.length > 20 && !same.some((text) => text.includes(`--to ${sim.url}`)), same.join("\n"));
});

/** A source of one item. */
function sourceOf(type: ContentType, body: JsonObject): RestoreSource {
  const item = {
    id: "1",
    name: "One",
    ownerId: null,
    ownerEmail: null,
    folderId: null,
    updatedAt: null,
    deletedAt: null,
    trashed: false,
  };
  return {
    items: (of: ContentType) => of === type ? [item] : [],
    props: () => ({ get: (name: string) => body[name] }),
  } as unknown as RestoreSource;
}

const stepOf = (type: ContentType, body: JsonObject): (string | string[])[] =>
  recoverySteps(sourceOf(type, body)).flatMap(({ stage, text, items }) =>
    items.map(({ paths }) => [stage, text.slice(0, 30), ...paths])
  ).flat();

Deno.test("recoverySteps() names a secret that no step of its type knows, and a link", () => {
  assertEquals(stepOf("groups", { _vault: { redacted: ["odd.api_key"] } }), [
    "after",
    "Enter in Looker the secrets th",
    "odd.api_key",
  ]);
  assertEquals(stepOf("boards", { _vault: { redacted: ["x[0].look.public_url"] } }), [
    "after",
    "Give the new public link to al",
    "x[0].look.public_url",
  ]);
  assertEquals(stepOf("users", { _vault: { redacted: ["credentials_api3[0].client_secret"] } }), [
    "after",
    "Create new API keys, and give ",
    "credentials_api3[0].client_secret",
  ]);
  assertEquals(stepOf("connections", { managed: true }), []);
});

Deno.test("each type that no restore writes says what a person does instead", () => {
  for (const type of CONTENT_TYPES) {
    if (handlerOf(type) === undefined) assert((REGISTRY[type].byHand ?? []).length > 0, type);
    for (const { text } of REGISTRY[type].byHand ?? []) {
      assert(/^[A-Z]/.test(text) && !text.endsWith("."), text);
    }
  }
});
