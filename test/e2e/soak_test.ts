/** The soak test's ill-treatments, one round each with a seed that is known; `deno task soak` goes on for as long as you like. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { Workplace } from "./_run.ts";
import { tiny } from "./_sim.ts";
import { crashRound } from "../soak/crashes.ts";
import { diskRound, extractWithin } from "../soak/disk.ts";
import { faultRound } from "../soak/faults.ts";
import { mutationRound } from "../soak/mutations.ts";
import { twoRound } from "../soak/two.ts";

Deno.test("kill -9 at random, of a first and of an incremental backup: the last resume equals a run never killed", async () => {
  await Promise.all([crashRound(4), crashRound(5)]);
});

Deno.test("faults at random: listed = stored + failed, each failure named, nothing buried alive, bodies exact", async () => {
  await faultRound(37);
});

Deno.test("an instance that moves while it is read: what lived through is stored or the type is incomplete", async () => {
  await mutationRound(2);
});

Deno.test("a full disk is reported as such, what was stored is intact, and the next run resumes", async () => {
  await Promise.all([diskRound(2), diskRound(123)]);
});

Deno.test("two runs at once: the second is told that the vault is in use, also when the first is killed", async () => {
  await Promise.all([twoRound(1), twoRound(9)]);
});

Deno.test("a disk that is too full for a new vault leaves none behind, not even half of one", async () => {
  await using sim = tiny();
  using place = Workplace.at(sim);
  const { code, stdout } = await extractWithin(place, 64);
  assertEquals(code, 1);
  assertStringIncludes(stdout, "the disk is full or failing");
  const left = (await Array.fromAsync(Deno.readDir(place.dir))).map(({ name }) => name);
  assertEquals(left.filter((name) => name.includes("vault")), ["vault.db.lock"]);
});
