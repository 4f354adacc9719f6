/**
 * Checks whether the bodies that an interrupted run stored are intact. A run does not resume from damaged bodies.
 *
 * @module
 */
import type { Clock } from "../base/clock.ts";
import { type ContentType, typeCode } from "../looker/content_type_names.ts";
import { capturedIds, isIntact } from "../vault/captured.ts";
import type { Vault } from "../vault/vault.ts";
import { type PartialType, partialType } from "./partial_type.ts";
import type { Interrupted } from "./resume.ts";

/** Rows to check before other tasks get a chance to run, so that Ctrl-C has an effect. */
const AT_ONCE = 50;

/** Reads every body that would be resumed. A type with a damaged body starts again. */
export async function withoutDamage(
  interrupted: Interrupted,
  { vault, clock, signal }: { vault: Vault; clock: Clock; signal: AbortSignal },
): Promise<Interrupted> {
  const { session } = interrupted;
  const done = new Map(interrupted.done), partial = new Map<ContentType, PartialType>(interrupted.partial);
  let seen = 0;
  for (const type of [...done.keys(), ...partial.keys()]) {
    if ((partial.get(type)?.doubt ?? null) !== null) continue;
    let damaged = 0;
    for (const id of capturedIds(vault, typeCode(type), session.id)) {
      if (!isIntact(vault, typeCode(type), id)) damaged++;
      if (++seen % AT_ONCE === 0) await clock.delay(0, signal);
    }
    if (damaged === 0) continue;
    const calls = done.get(type)?.calls ?? partial.get(type)?.calls ?? 0;
    done.delete(type);
    partial.set(type, partialType(vault, session, { type, calls, doubt: damageOf(damaged) }));
  }
  return { session, done, partial };
}

function damageOf(bodies: number): string {
  return bodies === 1
    ? "started again: a body in the vault is damaged"
    : `started again: ${bodies} bodies in the vault are damaged`;
}
