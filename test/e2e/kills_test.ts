/** One extraction killed again and again costs little more than one. */
import { assert } from "@std/assert";
import { killedAgainAndAgain } from "../soak/kills.ts";

Deno.test("kill -9 twelve times over one run: the same vault, and at most 1.15 runs and a census each", async () => {
  const { kills, whole, total, census, ratio } = await killedAgainAndAgain({
    seed: 7,
    kills: 12,
    workers: 4,
    instance: { dashboards: 200, looks: 200, folders: 150, users: 350, groups: 30, latencyMs: 4 },
  });
  // It may come to its end before the last.
  assert(kills >= 8, `${kills} kills`);
  assert(
    ratio <= 1.15,
    `${total} requests instead of ${whole}, ${census} of them to list what is unfinished`,
  );
});
