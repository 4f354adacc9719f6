/**
 * Captures boards: pages with sections and items, and their access lists.
 *
 * @module
 */
import { Body } from "../../codec/body.ts";
import { callOptions, type RunContext } from "../context.ts";
import { readPart } from "../parts.ts";
import type { TypeTracker } from "../tracker.ts";
import { accessParts } from "./access.ts";
import { list } from "./lists.ts";

/** Captures boards. */
export const captureBoards = list("boards", {
  calls: 1,
  complete: async (context, tracker, id, body) => {
    if (isWholeBoard(body)) return body;
    const read = await readBoard(context, tracker, id);
    if (read !== null && !isWholeBoard(read)) {
      tracker.problem(id, "board", "Looker served the board without its sections or their items");
    }
    return read ?? body;
  },
  parts: (context, tracker) => (id, body) => accessParts(context, tracker, { id, body, known: undefined }),
});

/** Whether a board was served with its sections, and each section with its items. */
export function isWholeBoard(body: Body): boolean {
  const sections = body.get("board_sections");
  return Array.isArray(sections) &&
    sections.every((section) =>
      typeof section === "object" && section !== null && !Array.isArray(section) &&
      Array.isArray(section["board_items"])
    );
}

async function readBoard(context: RunContext, tracker: TypeTracker, id: string): Promise<Body | null> {
  return await readPart(
    tracker,
    { id, operation: "board" },
    async () => Body.of(await context.client.get("board", { board_id: id }, callOptions(context, tracker))),
  );
}
