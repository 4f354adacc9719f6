/**
 * Agents: those in use and those in the trash, with their access lists.
 *
 * @module
 */
import { accessParts } from "./access.ts";
import { list } from "./lists.ts";

/** Captures agents. */
export const captureAgents = list("agents", {
  calls: 1,
  parts: (context, tracker) => (id, body) => accessParts(context, tracker, { id, body, known: undefined }),
});
