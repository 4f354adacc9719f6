import { assert, assertEquals } from "@std/assert";
import { startSim } from "../sim/mod.ts";
import { flipOne } from "./_flips.ts";
import { said, verified } from "./_verify.ts";
import { livedInVault } from "./_verify_vault.ts";

/** A repeatable stream of numbers from 0 to below 1 (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** `FLIPS=1000` finds a thousand; `SEED` starts elsewhere. */
const FLIPS = Number(Deno.env.get("FLIPS") ?? 100), SEED = Number(Deno.env.get("SEED") ?? 1);

Deno.test(`verify finds each of ${FLIPS} flipped bits, and nothing where none is`, async () => {
  await using sim = startSim({ dashboards: 12, looks: 12, users: 6, tileBytes: 400 });
  await using place = await livedInVault(sim);
  const clean = await verified(place.path);
  assertEquals([said(clean), clean.invalid, clean.warnings], [[], 0, []]);
  assert(clean.checked > 100, `${clean.checked} rows`);
  const random = seeded(SEED), unseen: string[] = [];
  for (let i = 0; i < FLIPS; i++) {
    const flip = flipOne(place.path, random);
    const { problems } = await verified(place.path);
    if (problems.length === 0) unseen.push(flip.what);
    flip.undo();
  }
  assertEquals(unseen, []);
  assertEquals(said(await verified(place.path)), []);
});
