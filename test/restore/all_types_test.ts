import { assertEquals } from "@std/assert";
import { CONTENT_TYPES } from "../../lib/looker/content_type_names.ts";
import { handlerOf, HANDLERS, UNRESTORABLE } from "../../lib/handlers/mod.ts";
import { startSim } from "../sim/mod.ts";

Deno.test("each type has one handler, or a reason why it cannot be restored", () => {
  for (const type of CONTENT_TYPES) {
    assertEquals(
      handlerOf(type) === undefined,
      type in UNRESTORABLE,
      `${type} (lib/handlers/mod.ts)`,
    );
  }
  assertEquals(new Set(HANDLERS.map(({ type }) => type)).size, HANDLERS.length);
});

// Tests that restore whole instances compare them by this form: what it lacks, they do not see.
Deno.test("the normal form of the simulator shows each type that can be restored, and the seed has some of it", async () => {
  await using sim = startSim();
  const shown = sim.normalForm({ restorable: true });
  const types = HANDLERS.map(({ type }) => type);
  assertEquals(types.filter((type) => !(type in shown)), [], "test/sim/normal/");
  const made = types.filter((type) => Object.keys(shown[type] ?? {}).length === 0);
  assertEquals(made, [], "test/sim/seed/");
});
