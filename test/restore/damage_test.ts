import { assert } from "@std/assert";
import { Damaged, formOf } from "./_damage.ts";
import { DAMAGES } from "./_damages.ts";
import { differences } from "./_forms.ts";

for (const [group, damages] of Object.entries(DAMAGES)) {
  Deno.test(`restore() makes good: ${group}`, async () => {
    await using at = await Damaged.start();
    for (const [what, damage] of Object.entries(damages)) {
      const then = formOf(at.sim);
      await damage(at.ask, at.sim);
      assert(differences(then, formOf(at.sim)).length > 0, `nothing was damaged: ${what}`);
    }
    await at.repair();
  });
}
