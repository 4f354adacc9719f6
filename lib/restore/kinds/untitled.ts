/**
 * Content without a title: Looker may hold some from of old, and lets nobody make any.
 *
 * @module
 */
import { asText, type JsonObject } from "../../codec/json_value.ts";
import type { Task, WriteOptions } from "../kind.ts";
import { reason } from "../reason.ts";

/** The wanted form; content without a title keeps the one that it has in Looker. */
export function keepTitle(wanted: JsonObject, live: JsonObject | null, { omit }: WriteOptions): JsonObject {
  if (live === null || wanted["title"] === undefined || asText(wanted["title"]) !== null) return wanted;
  const { title: _title, ...rest } = wanted, now = asText(live["title"]);
  if (now !== null && !now.startsWith(STAND_IN)) {
    const text = `it has no title in the backup, and Looker wants one: it stays "${now}"`;
    omit?.({ path: "title", reason: reason("fixed", text) });
  }
  return rest;
}

/** The wanted form of what is made anew, with a title where it has none. */
export function withTitle({ wanted, ref, writer }: Pick<Task, "wanted" | "ref" | "writer">): JsonObject {
  if (asText(wanted["title"]) !== null) return wanted;
  const title = `${STAND_IN} ${ref.type.slice(0, -1)} ${ref.id}`;
  writer.warn(`it has no title in the backup, and Looker wants one: made as "${title}"`);
  return { ...wanted, title };
}

const STAND_IN = "Untitled";
