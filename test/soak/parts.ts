/**
 * What `deno task soak` can do.
 *
 * @module
 */
import { crashRound } from "./crashes.ts";
import { diskRound } from "./disk.ts";
import { faultRound } from "./faults.ts";
import { mutationRound } from "./mutations.ts";
import type { Round } from "./round.ts";
import { twoRound } from "./two.ts";

/** Ill-treatments: as many rounds as asked for, taking turns. */
export const ROUNDS: Readonly<Record<string, Round>> = {
  kills: crashRound,
  faults: faultRound,
  mutations: mutationRound,
  disk: diskRound,
  two: twoRound,
};
