/**
 * Reads parts that only full runs read, because they take a request for each item and change seldom. Other runs take
 * them from the vault.
 *
 * @module
 */
import { Body } from "../../codec/body.ts";
import { DamagedBodyError } from "../../codec/errors.ts";
import { StatusError } from "../../http/errors.ts";
import type { Parts, RunContext } from "../context.ts";
import { VAULT_KEY } from "../encode.ts";
import { readPart } from "../parts.ts";
import type { TypeTracker } from "../tracker.ts";
import type { PartReader } from "./lists.ts";

const NONE: Parts = new Map();

/**
 * Returns a reader that reads parts in a full run. A run that reads only changes takes the parts of an item in the
 * vault from there. A run that compares Looker with a vault does not request them.
 */
export function inFull(context: RunContext, tracker: TypeTracker, read: PartReader): PartReader {
  return async (id, body) => {
    if (context.reads === "all") return await read(id, body);
    const held = heldBodyOf(context, tracker, id);
    if (held === null) return context.reads === "live" ? NONE : await read(id, body);
    const vault = held.raw(VAULT_KEY);
    if (vault === undefined) return NONE;
    const parts = Body.parse(new Uint8Array(vault));
    return new Map(parts.keys().map((key) => [key, parts.raw(key) ?? new Uint8Array()]));
  };
}

/** Returns a body from the vault; null if the vault does not hold it, or if it is damaged. */
export function heldBodyOf(context: RunContext, { type }: TypeTracker, id: string): Body | null {
  try {
    const held = context.held(type, id);
    return held === null ? null : Body.parse(held.body);
  } catch (error) {
    if (error instanceof DamagedBodyError) return null;
    throw error;
  }
}

/**
 * Reads a part that not every item has, and that not every Looker serves. Returns null for 404, which means that there
 * is none, and for 403 and 501, which are noted. Any other failure is recorded.
 */
export async function optionalPart(
  tracker: TypeTracker,
  at: { id: string; operation: string },
  read: () => Promise<Uint8Array>,
): Promise<Uint8Array | null> {
  return await readPart(tracker, at, async () => {
    try {
      return await read();
    } catch (error) {
      const status = error instanceof StatusError ? error.status : null;
      if (status === 404) return null;
      if (status !== 403 && status !== 501) throw error;
      tracker.tell(`this Looker does not serve ${at.operation} to the API user (${status})`);
      return null;
    }
  });
}
