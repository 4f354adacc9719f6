import { assertEquals } from "@std/assert";
import type { ContentType } from "../../lib/looker/content_type_names.ts";
import { backedUp } from "../extract/_in_process.ts";
import { type NormalForm, sameUpToIds, startSim } from "../sim/mod.ts";
import { restore } from "../restore/_in_process.ts";
import { FEW } from "./_repair.ts";

/** What takes several requests an item, none of which may be sent twice. */
const ONLY: ContentType[] = ["users", "groups", "user_attributes", "boards", "color_collections", "themes"];
/** Every so many writes the restore is stopped. */
const STEP = 9;

Deno.test("restore() that is stopped after any write and resumed makes nothing twice", async () => {
  const { sim, vault } = await backedUp(FEW, { run: { noUserValues: false } });
  await using _sim = sim, _vault = vault;
  const bytes = await Deno.readFile(vault.path), options = { only: ONLY, workers: 1, allowIncomplete: true };
  let whole: NormalForm | null = null, writes = STEP;
  for (let n = 0; n < writes; n += STEP) {
    await using other = startSim({ ...FEW, emptied: true, idOffset: 5000 });
    const path = `${vault.path}-${n}`, controller = new AbortController();
    await Deno.writeFile(path, bytes);
    if (n > 0) other.onWrite(n, () => controller.abort(new Error("stopped")));
    await restore(path, other, { options, deps: { signal: controller.signal } }).catch(() => {});
    if (whole === null) {
      whole = other.normalForm();
      writes = other.writes().length;
      continue;
    }
    const summary = await restore(path, other, { options, resume: true });
    assertEquals(summary.errors, []);
    assertEquals(sameUpToIds(whole, other.normalForm()), [], `stopped after ${n} writes`);
    assertEquals(other.violations, []);
  }
  assertEquals(writes > 5 * STEP, true, `${writes} writes`);
});
