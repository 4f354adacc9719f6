/**
 * The events of a restore as messages: what happened, and how important it is.
 *
 * @module
 */
import { itemWords } from "../looker/item_ref.ts";
import type { RestoreEvent } from "../restore/restore_request.ts";
import { type Announcement, reason } from "./announce.ts";
import { truncate } from "./cell.ts";
import { counted } from "./format.ts";

/** The maximum width of a name, in cells. */
const LONGEST_NAME = 60;

/** Returns the message to print for an event; null for an event that only updates the progress display. */
export function announceRestore(event: RestoreEvent): Announcement | null {
  switch (event.event) {
    case "started":
      return { kind: "info", text: startedText(event) };
    case "planned": {
      const { create, update, undelete, none } = event.actions;
      const writes = counted(create + update + undelete, "item");
      return {
        kind: "verbose",
        text: `Planned: ${writes} to write, ${counted(none, "item")} unchanged, about ${
          counted(event.calls, "request")
        }`,
      };
    }
    case "item_done":
      return itemText(event);
    case "warning":
      return { kind: "warning", text: event.message };
    case "retry":
      return {
        kind: "verbose",
        text: `Retrying after attempt ${event.attempt}: ${reason({ ...event, message: event.reason })}`,
      };
    case "interrupting":
      return {
        kind: "warning",
        text: "Stopping: finishing and recording the writes in flight. Press Ctrl-C again to quit now",
      };
    default:
      return null;
  }
}

function startedText(
  { session_id, source, destination, db }: Extract<RestoreEvent, { event: "started" }>,
): string {
  const other = source === destination ? "" : `, a backup of ${source}`;
  // A restore without a session records nothing: it is a dry run.
  return session_id === null
    ? `Comparing ${destination} with ${db}${other}`
    : `Restoring ${destination} from ${db}${other}`;
}

function itemText(
  { type, id, name, result, message }: Extract<RestoreEvent, { event: "item_done" }>,
): Announcement {
  const what = itemWords({ type, id }, name === null ? null : truncate(name, LONGEST_NAME));
  const why = message === null ? "" : `: ${message}`;
  if (result === "failed") return { kind: "warning", text: `Cannot restore ${what}${why}` };
  return { kind: "verbose", text: `${what} ${result}${why}` };
}
