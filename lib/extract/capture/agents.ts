/**
 * Captures agents, including those in the trash, with their access lists.
 *
 * @module
 */
import { heldParts } from "../context.ts";
import { accessParts, isAccessWhole } from "./access.ts";
import { list } from "./lists.ts";

/**
 * Captures agents. A run that reads only changes keeps the stored access list of an agent that has not changed. Full
 * runs read all access lists.
 */
export const captureAgents = list("agents", {
  calls: 1,
  parts: (context, tracker) => {
    const known = context.options.only === undefined ? context.known("agents") : null;
    return async (id, body) => {
      const held = heldParts(context, tracker, { id, body, isKnown: known?.has(id) === true });
      if (held !== null && isAccessWhole(body, held.parts)) return held.parts;
      return await accessParts(context, tracker, { id, body, known: undefined });
    };
  },
});
