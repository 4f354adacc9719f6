/**
 * The vault's records of restores: runs, the dead-letter queue, and the id map.
 *
 * @module
 */
import type { RenderOptions } from "./render_options.ts";
import { withArgs } from "../base/command_text.ts";
import { sanitizeJson } from "../base/log.ts";
import type { RestoredItem } from "../inspect/session_items.ts";
import {
  type DeadLetterRecord,
  type FullDeadLetter,
  type MappingRecord,
  type Page,
  sessionPlace,
  type SessionRecord,
} from "../inspect/restorations.ts";
import { count, counted } from "./format.ts";
import { beside, type Line, note } from "./notes.ts";
import type { Palette } from "./palette.ts";
import { hanging, sections } from "./restore_notes.ts";
import { placeOf } from "./same_place.ts";
import { shownTime } from "./shown_time.ts";
import { type Column, headings, renderPairs, renderTable } from "./table.ts";

const SESSION_COLUMNS: readonly Column[] = [
  { title: "session" },
  { title: "started" },
  { title: "command", min: 14, drop: 2 },
  { title: "status", style: statusStyle },
  { title: "written", align: "right" },
  { title: "failed", align: "right", style: redUnlessZero },
  { title: "requests", align: "right", drop: 3 },
  { title: "into", min: 24, drop: 1 },
];

function statusStyle(text: string, palette: Palette): string {
  return text === "completed"
    ? palette.green(text)
    : text === "failed"
    ? palette.red(text)
    : palette.yellow(text);
}

function redUnlessZero(text: string, palette: Palette): string {
  return text === "0" ? palette.dim(text) : palette.red(text);
}

/** Returns all restores, one line each, and the next step. */
export function sessionLines(sessions: readonly SessionRecord[], options: RenderOptions): Line[] {
  const rows = sessions.map((session) => [
    session.session_id,
    time(session.started_at, options),
    session.command ?? "",
    session.status,
    count(writtenOf(session)),
    count(session.totals.failed),
    count(session.calls),
    session.destination,
  ]);
  const [newest] = sessions;
  return [
    ...rows.length === 0 ? headings(SESSION_COLUMNS, options) : renderTable(SESSION_COLUMNS, rows, options),
    ...note(counted(rows.length, "restore"), options),
    ...newest === undefined ? [] : beside(nextLines(newest, options), options),
  ];
}

/** Returns one restore with all of its recorded data, and the next step. */
export function sessionDetails(session: SessionRecord, options: RenderOptions): string[] {
  const { totals, verified } = session;
  const pairs: (readonly [string, string])[] = [
    ["session", session.session_id],
    ["command", session.command ?? "-"],
    ["status", session.status],
    ["from", session.source],
    ["into", session.destination],
    ...session.snapshot === null ? [] : [["snapshot", session.snapshot] as const],
    ["started", time(session.started_at, options)],
    ["ended", session.completed_at === null ? "-" : time(session.completed_at, options)],
    ["API user", session.api_user ?? "-"],
    ["run by", session.host_user ?? "-"],
    ["planned", counted(totals.planned, "item")],
    ["created", count(totals.created)],
    ["updated", count(totals.updated)],
    ["undeleted", count(totals.undeleted)],
    ["same", count(totals.unchanged)],
    ["skipped", count(totals.skipped)],
    ["not restorable", count(totals.unrestorable)],
    ["incomplete", count(totals.incomplete)],
    [
      "failed",
      count(totals.failed) + (session.queued > 0 ? `, ${count(session.queued)} of them in the queue` : ""),
    ],
    ["verified", `${count(verified.same)} same, ${count(verified.different)} different`],
    ["requests", count(session.calls)],
    ...session.error === null ? [] : [["error", session.error] as const],
  ];
  return sections([
    renderPairs(pairs, options),
    restoredLines(session.items ?? [], options),
    nextLines(session, options),
  ]);
}

const RESTORED_COLUMNS: readonly Column[] = [
  { title: "result" },
  { title: "type" },
  { title: "id", min: 8, lines: Infinity },
  { title: "name", min: 14 },
  { title: "where", min: 20, lines: Infinity, drop: 1 },
];

/** Returns the items that a restore wrote. `25 → 431` shows an id that changed. */
function restoredLines(items: readonly RestoredItem[], options: RenderOptions): string[] {
  if (items.length === 0) return [];
  const rows = items.map(({ result, type, id, destination_id: to, name, url }) => [
    result,
    type,
    to === null || to === id ? id : `${id} → ${to}`,
    name ?? "",
    url === null ? "" : { text: url, url },
  ]);
  return renderTable(RESTORED_COLUMNS, rows, options);
}

function writtenOf({ totals: { created, updated, undeleted } }: SessionRecord): number {
  return created + updated + undeleted;
}

function nextLines(session: SessionRecord, options: RenderOptions): string[] {
  const { status, session_id, queued } = session,
    { vault, instance, source } = placeOf(
      options.args ?? [],
      sessionPlace(session),
    );
  const steps = [
    ...status === "completed" || status === "partial" ? [] : [
      `lookervault restore resume ${session_id}${source} resumes it${
        status === "running" ? ", if it is no longer running" : ""
      }`,
    ],
    ...queued > 0 ? [`lookervault restore dlq list${vault} shows what failed`] : [],
    ...writtenOf(session) > 0
      ? [`lookervault restore undo ${session_id}${instance} restores the previous state`]
      : [],
  ];
  if (steps.length === 0) return [];
  return hanging(steps.join("; "), { prefix: `${options.palette.bold("Next:")} `, indent: 6 }, options);
}

const LETTER_COLUMNS: readonly Column[] = [
  { title: "number", align: "right" },
  { title: "type" },
  { title: "id", min: 8, lines: Infinity },
  { title: "operation", drop: 5 },
  { title: "status", align: "right", drop: 2 },
  { title: "tries", align: "right", drop: 1 },
  { title: "last tried", drop: 4 },
  { title: "message", min: 36 },
];

/** Returns the dead letters in the queue, one line each. `retry` is the end of the command that retries them. */
export function deadLetterLines(
  { rows, total }: Page<DeadLetterRecord>,
  { retry, ...options }: RenderOptions & { retry: string },
): Line[] {
  const cells = rows.map((deadLetter) => [
    String(deadLetter.id),
    deadLetter.type,
    deadLetter.item_id,
    deadLetter.operation,
    deadLetter.status === null ? "" : String(deadLetter.status),
    count(deadLetter.tries),
    time(deadLetter.last_tried_at, options),
    deadLetter.message,
  ]);
  const next = withArgs(
    `lookervault restore dlq show NUMBER shows one, lookervault restore dlq retry${retry} retries them`,
    options.args,
  );
  return [
    ...rows.length === 0 ? headings(LETTER_COLUMNS, options) : renderTable(LETTER_COLUMNS, cells, options),
    ...note(pageText(rows.length, total, "failure"), options),
    ...rows.length === 0
      ? []
      : beside(hanging(next, { prefix: `${options.palette.bold("Next:")} `, indent: 6 }, options), options),
  ];
}

/** Returns one dead letter: the request, Looker's response, and the body that was sent. `json` formats a JSON text. */
export function deadLetterDetails(
  deadLetter: FullDeadLetter,
  { json, ...options }: RenderOptions & { json: (text: string) => string },
): string[] {
  const pairs: (readonly [string, string])[] = [
    ["number", String(deadLetter.id)],
    ["item", `${deadLetter.type} ${deadLetter.item_id}`],
    ["into", deadLetter.destination ?? "-"],
    ["operation", deadLetter.operation],
    ["status", deadLetter.status === null ? "-" : String(deadLetter.status)],
    ["tries", count(deadLetter.tries)],
    ["first tried", time(deadLetter.created_at, options)],
    ["last tried", time(deadLetter.last_tried_at, options)],
    ["session", deadLetter.session_id],
  ];
  const title = (text: string): string => options.palette.bold(text);
  return sections([
    renderPairs(pairs, options),
    [title("Message:"), ...block(deadLetter.message, options)],
    deadLetter.payload === null
      ? []
      : [title("Sent:"), ...sanitizeJson(json(deadLetter.payload)).split("\n").map(indent)],
    deadLetter.stack === null ? [] : [title("Stack:"), ...block(deadLetter.stack, options)],
  ]);
}

function block(text: string, options: RenderOptions): string[] {
  return text.split(/\r?\n/).flatMap((line) => hanging(line, { prefix: "  ", indent: 2 }, options));
}

function indent(line: string): string {
  return `  ${line}`;
}

const MAPPING_COLUMNS: readonly Column[] = [
  { title: "kind" },
  { title: "from id", min: 8, lines: Infinity },
  { title: "to id", min: 8, lines: Infinity },
  { title: "from", min: 16, lines: Infinity, drop: 2 },
  { title: "into", min: 16, lines: Infinity, drop: 1 },
  { title: "since", drop: 3 },
];

/** Returns the entries of the id map, one line each. */
export function mappingLines({ rows, total }: Page<MappingRecord>, options: RenderOptions): Line[] {
  const cells = rows.map((mapping) => [
    mapping.kind,
    mapping.source_id,
    mapping.destination_id,
    mapping.source,
    mapping.destination,
    time(mapping.created_at, options),
  ]);
  return [
    ...rows.length === 0 ? headings(MAPPING_COLUMNS, options) : renderTable(MAPPING_COLUMNS, cells, options),
    ...note(pageText(rows.length, total, "mapping"), options),
  ];
}

function pageText(shown: number, total: number, noun: string): string {
  return shown === total ? counted(total, noun) : `${count(shown)} of ${counted(total, noun)}`;
}

function time(iso: string, { zone }: RenderOptions): string {
  return shownTime(iso, zone);
}
