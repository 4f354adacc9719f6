import { assertEquals } from "@std/assert";
import { backup } from "../extract/_in_process.ts";
import { startSim } from "../sim/mod.ts";
import { admin } from "./_admin.ts";
import { restore } from "./_in_process.ts";

const MANY = { dashboards: 3, looks: 3, folders: 3, users: 30, groups: 3 };

for (const [who, ids, unchanged] of [["one user", ["2"], 0], ["all users", [], 29]] as const) {
  Deno.test(`restore() of ${who} finds a user who only lost a value of an attribute`, async () => {
    await using sim = startSim(MANY);
    await using vault = await backup(sim);
    await admin(sim, "PATCH", "/users/2/attribute_values/3", { value: "held" });
    await vault.run({ noUserValues: false });
    await admin(sim, "DELETE", "/users/2/attribute_values/3");
    const options = { scope: { kind: "bulk", type: "users" }, ids: [...ids] } as const;
    const first = await restore(vault.path, sim, { options });
    assertEquals([first.totals.updated, first.totals.unchanged, first.errors], [1, unchanged, []]);
    const second = await restore(vault.path, sim, { options });
    assertEquals([second.totals.updated, second.totals.unchanged], [0, 1 + unchanged]);
  });
}
