/**
 * Content without a title: Looker may hold some from of old, and lets nobody make any.
 *
 * @module
 */
import { asText, type JsonObject } from "../../codec/json_value.ts";
import type { Task, WriteOptions } from "../kind.ts";

/** The wanted form; content without a title keeps the one that it has in Looker. */
export function keepTitle(wanted: JsonObject, live: JsonObject | null, { stays }: WriteOptions): JsonObject {
  if (live === null || wanted["title"] === undefined || asText(wanted["title"]) !== null) return wanted;
  const { title: _title, ...rest } = wanted, now = asText(live["title"]);
  if (now !== null && !now.startsWith(STAND_IN)) {
    stays?.(`it has no title in the backup, and Looker wants one: it stays "${now}"`);
  }
  return rest;
}

/** Gives what is made anew a title, where it has none. */
export function giveTitle(task: Task): void {
  const { wanted, ref, writer } = task;
  if (asText(wanted["title"]) !== null) return;
  const title = `${STAND_IN} ${ref.type.slice(0, -1)} ${ref.id}`;
  writer.warn(`it has no title in the backup, and Looker wants one: made as "${title}"`);
  task.wanted = { ...wanted, title };
}

const STAND_IN = "Untitled";
