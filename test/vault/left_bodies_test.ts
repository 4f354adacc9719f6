import { assert, assertEquals, assertThrows } from "@std/assert";
import { systemClock } from "../../lib/base/clock.ts";
import { DamagedBodyError } from "../../lib/codec/errors.ts";
import { captureWhole } from "../../lib/live/capture.ts";
import { Destination } from "../../lib/live/destination_state.ts";
import { connect } from "../../lib/looker/connect.ts";
import { TYPE_CODES } from "../../lib/looker/content_type_names.ts";
import { openVaultForWriting, temporaryVault } from "../../lib/vault/open.ts";
import { backup } from "../extract/_in_process.ts";
import { startSim } from "../sim/mod.ts";
import { admin } from "../restore/_admin.ts";
import { Crafted } from "../restore/_craft.ts";

Deno.test("a capture of a whole type holds no body that the backup has byte for byte, and gives it all the same", async () => {
  await using sim = startSim({ dashboards: 20, looks: 4, folders: 3, users: 3, tileBytes: 300 });
  await using backedUp = await backup(sim);
  await backedUp.run({ types: ["dashboards"] });
  await admin(sim, "PATCH", "/dashboards/3", { title: "edited" });
  const { clientId, clientSecret } = sim.options, clock = systemClock;
  using whole = temporaryVault(TYPE_CODES);
  await using connection = connect({
    ...{ baseUrl: sim.url, clientId, clientSecret, timeoutSeconds: 60, workers: 4, maxRetries: 0 },
  }, { clock });
  {
    using held = openVaultForWriting(backedUp.path, { clock, types: TYPE_CODES });
    const { signal } = new AbortController();
    const unread = await captureWhole({
      ...{ connection, into: whole, clock, signal, workers: 4, maxRetries: 0, held },
      sink: () => {},
      lookervaultVersion: "test",
    }, ["dashboards"]);
    assertEquals(unread, []);
    const stored = whole.prepare("SELECT id FROM content_items WHERE length(content_data) > 0").all();
    assertEquals(stored.map(({ id }) => id), ["3"]);
    const destination = new Destination(sim.url, whole, held);
    destination.addCaptured("dashboards");
    assertEquals(destination.body({ type: "dashboards", id: "3" })?.["title"], "edited");
    const left = destination.body({ type: "dashboards", id: "2" });
    assert(Array.isArray(left?.["dashboard_elements"]));
    // Without the backup there is no body to take for one.
    const alone = new Destination(sim.url, whole);
    alone.addCaptured("dashboards");
    assertThrows(() => alone.body({ type: "dashboards", id: "2" }), DamagedBodyError);
  }
  {
    using craft = new Crafted(backedUp.path);
    craft.put("dashboards", "2", { ...craft.body("dashboards", "2"), title: "another backup" });
  }
  using held = openVaultForWriting(backedUp.path, { clock, types: TYPE_CODES });
  const destination = new Destination(sim.url, whole, held);
  destination.addCaptured("dashboards");
  assertThrows(
    () => destination.body({ type: "dashboards", id: "2" }),
    DamagedBodyError,
    "version in the vault has changed",
  );
});
