import { assert, assertEquals } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { userAttributes } from "../../lib/handlers/user_attributes.ts";
import { InterruptedError } from "../../lib/base/errors.ts";
import { backedUp } from "../extract/_in_process.ts";
import { type JsonObject, startSim } from "../sim/mod.ts";
import { Damaged } from "./_damage.ts";
import { restore } from "./_in_process.ts";

const MANY = { dashboards: 3, looks: 3, folders: 3, users: 60, groups: 3 };

Deno.test("restore() of users names a group that cannot be read, because their groups are not known then", async () => {
  const { sim, vault } = await backedUp(MANY, { run: { noUserValues: false } });
  await using _sim = sim, _vault = vault;
  {
    using db = new DatabaseSync(vault.path);
    db.exec("UPDATE content_items SET content_data = x'00ff' WHERE content_type = 8 AND id = '2'");
  }
  const summary = await restore(vault.path, sim, { options: { scope: { kind: "bulk", type: "users" } } });
  assertEquals([summary.status, summary.errors.map(({ type, id }) => `${type}/${id}`)], ["partial", [
    "groups/2",
  ]]);
});

Deno.test("restore() that was stopped before users were proven counts them as created when it is resumed", async () => {
  const { sim, vault } = await backedUp(MANY, { run: { noUserValues: false } });
  await using _sim = sim, _vault = vault;
  await using other = startSim({ ...MANY, emptied: true });
  const options = { only: ["users" as const] };
  const controller = new AbortController();
  let begun = 0;
  const stopped = await restore(vault.path, other, {
    options,
    deps: {
      signal: controller.signal,
      sink: ({ event }) => {
        if (event === "item_started" && ++begun === 20) controller.abort(new InterruptedError("stopped"));
      },
    },
  });
  assertEquals(stopped.status, "interrupted");
  const whole = await restore(vault.path, other, { options, resume: true });
  assertEquals([whole.errors, whole.totals.created, whole.totals.unchanged], [[], MANY.users - 1, 1]);
});

Deno.test("the proof of a new attribute compares the domains of its hidden values", () => {
  const settled = userAttributes.applyPolicy?.(
    { hidden_value_domain_whitelist: "good.com" },
    { hidden_value_domain_whitelist: "other.com" },
    { enableSchedules: false, sameInstance: false, ownId: null },
  );
  assertEquals(settled, { hidden_value_domain_whitelist: "good.com" });
  assert(settled !== undefined);
});

/** What Looker takes and does not keep: the operation, the property, what is restored, where the difference is named. */
const NOT_KEPT: [operation: string, property: string, path: string, body: JsonObject, name: string][] = [
  [
    "update_dashboard",
    "description",
    "/dashboards/1",
    { description: "Other", title: "Other" },
    "description",
  ],
  ["update_folder", "name", "/folders/20", { name: "Other" }, "name"],
  ["update_user", "last_name", "/users/9", { last_name: "Other", first_name: "Other" }, "last_name"],
];

for (const [operation, property, path, body, name] of NOT_KEPT) {
  Deno.test(`restore() names what Looker takes and does not keep, at each run until it is kept: ${path}`, async () => {
    await using at = await Damaged.start();
    await at.ask("PATCH", path, body);
    at.sim.faults.drop(operation, property);
    for (let run = 1; run <= 2; run++) {
      const summary = await restore(at.vault.path, at.sim);
      assertEquals([summary.status, summary.totals.incomplete, summary.verified.different], [
        "partial",
        1,
        1,
      ]);
      const [error] = summary.errors;
      assertEquals([error?.code, error?.message.startsWith(`${name}:`)], ["not_kept", true], error?.message);
    }
    at.sim.faults.clear();
    await at.repair();
  });
}
