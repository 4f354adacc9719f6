/** A short run of `deno task fuzz`, always with the same seeds. */
import { Random } from "../sim/random.ts";
import { TARGETS } from "./targets.ts";

/** Rounds of each target, as many as take about a second. */
const ROUNDS: Readonly<Record<string, number>> = {
  json: 3000,
  msgpack: 3000,
  secrets: 500,
  vault: 15,
  server: 4,
};

for (const [name, target] of Object.entries(TARGETS)) {
  Deno.test(`hostile bytes: ${name} holds for ${ROUNDS[name]} seeds`, async () => {
    for (let seed = 1; seed <= (ROUNDS[name] ?? 1); seed++) {
      try {
        await target(new Random(seed));
      } catch (cause) {
        throw new Error(`deno task fuzz --seed ${seed} --rounds 1 --only ${name}`, { cause });
      }
    }
  });
}
