/**
 * The events of a run of `extract` as messages: what happened, and how important it is.
 *
 * @module
 */
import type { LogKind } from "../base/log.ts";
import type { ExtractEvent } from "../extract/events.ts";
import { count, counted } from "./format.ts";

/** A message and its level. */
export interface Announcement {
  kind: LogKind;
  text: string;
}

/** Returns the start of the first message of a resumed run; empty for a new run. */
function resumedText(resumed: { started_at: string; stored: number } | undefined): string {
  return resumed === undefined
    ? ""
    : `Resuming the run of ${resumed.started_at.slice(0, 16)}Z (${counted(resumed.stored, "item")} stored). `;
}

/** Returns the message to print for an event; null for an event that only updates the progress display. */
export function announce(event: ExtractEvent): Announcement | null {
  switch (event.event) {
    case "started":
      return {
        kind: "info",
        text: `${resumedText(event.resumed)}${
          event.compares ? "Comparing" : "Backing up"
        } ${event.instance} ${event.compares ? "with" : "into"} ${event.db}: ${
          counted(event.types.length, "content type")
        }, ${counted(event.workers, "worker")}`,
      };
    case "failed":
      return { kind: "warning", text: `Cannot capture ${subject(event)}: ${reason(event)}` };
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
        text: "Stopping: saving what has arrived. Press Ctrl-C again to quit now",
      };
    default:
      return null;
  }
}

/** Returns the line for a finished type. If Looker is only compared with the vault, the run stores nothing. */
export function typeDoneLine(
  event: Extract<ExtractEvent, { event: "type_done" }>,
  { compares }: { compares: boolean },
): string {
  const { counts } = event;
  const done = `${count(counts.stored)} of ${count(counts.listed)} ${compares ? "read" : "stored"}`;
  const numbers = compares
    ? done
    : `${done} (${count(counts.new)} new, ${count(counts.updated)} updated, ${
      count(counts.unchanged)
    } unchanged)`;
  const deleted = counts.deleted > 0 && !compares ? `, ${count(counts.deleted)} deleted` : "";
  const failed = counts.failed > 0 ? `, ${count(counts.failed)} failed` : "";
  const incomplete = event.complete ? "" : ", not complete";
  const note = event.note === null ? "" : `: ${event.note}`;
  return `${event.type}: ${numbers}${deleted}${failed}, ${
    counted(counts.calls, "request")
  }${incomplete}${note}`;
}

/** Returns what failed: an item, or the listing of a type. */
export function subject(error: { type: string; id: string | null }): string {
  return error.id === null ? error.type : `${error.type} ${error.id}`;
}

/** Returns why it failed: the operation and Looker's response, without repeating either. */
export function reason(
  { operation, status, message }: { operation: string; status: number | null; message: string },
): string {
  if (message.includes(operation)) return message;
  const answer = status === null || message.includes(String(status)) ? "" : ` returned ${status}`;
  return `${operation}${answer}: ${message}`;
}
