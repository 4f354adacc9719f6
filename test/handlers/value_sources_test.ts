import { assert, assertEquals } from "@std/assert";
import { asObjects, type JsonObject } from "../../lib/codec/json_value.ts";
import { showItem } from "../../lib/inspect/show.ts";
import { openVaultForReading } from "../../lib/vault/open.ts";
import { backup } from "../extract/_in_process.ts";
import { startSim } from "../sim/mod.ts";
import { restore } from "../restore/_in_process.ts";

Deno.test("values from an unknown source are named with user and attribute, kept as unknown, and left unchanged by a restore", async () => {
  await using sim = startSim({
    dashboards: 1,
    looks: 1,
    tileBytes: 300,
    users: 12,
    sourceWords: { user: "SAML assertion" },
  });
  await using place = await backup(sim);
  const { errors, status } = await place.run({ types: ["users", "user_attributes"], noUserValues: false });
  const attributes = sim.store.table("user_attributes").all()
    .filter((one) => Object.keys((one.peek("_user_values") ?? {}) as JsonObject).length > 0);
  assert(attributes.length > 0);
  assertEquals(status, "partial");
  assertEquals(errors.map(({ id }) => id).sort(), attributes.map(({ id }) => id).sort());
  {
    using vault = openVaultForReading(place.path);
    for (const { id, message } of errors) {
      const parts = JSON.parse(showItem(vault, "user_attributes", id ?? ""))["_vault"] as JsonObject;
      const unknown = asObjects(parts["user_values_unknown"]);
      assertEquals(parts["user_values"], []);
      assert(unknown.length > 0 && unknown.every(({ source }) => source === "SAML assertion"));
      assert(
        message.includes(`attribute ${id}`) && message.includes(String(unknown[0]?.["user_id"])),
        message,
      );
      assert(message.includes("SAML assertion"), message);
    }
  }
  const before = JSON.stringify(
    sim.store.table("user_attributes").all().map((one) => one.peek("_user_values")),
  );
  // Whether Looker says it in a known word now or not, the backup does not know whose the values are.
  for (const sourceWords of [{ user: "SAML assertion" }, true]) {
    sim.serve({ sourceWords });
    const { totals } = await restore(place.path, sim, { options: { only: ["user_attributes"] } });
    assertEquals([totals.updated, totals.created, totals.failed], [0, 0, 0]);
  }
  assertEquals(
    JSON.stringify(sim.store.table("user_attributes").all().map((one) => one.peek("_user_values"))),
    before,
  );
});
