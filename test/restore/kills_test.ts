import { assert } from "@std/assert";
import { restoreStopped } from "../soak/restore_kills.ts";

Deno.test("restore() stopped after every few writes, and resumed, makes nothing twice", async () => {
  const steps = Array.from({ length: 100 }, (_, n) => 7 + (n * 17) % 41);
  const { stops } = await restoreStopped(1, steps);
  assert(stops > 3, `${stops} stops`);
});
