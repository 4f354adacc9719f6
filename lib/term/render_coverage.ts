/**
 * How much of an instance the vault holds, for an auditor: a table of the types, what is missing, what nobody can have.
 *
 * @module
 */
import type { RenderOptions } from "./render_options.ts";
import { sanitize } from "../base/log.ts";
import type { Coverage, TypeCoverage } from "../inspect/coverage.ts";
import { beyondTexts } from "../looker/spec_record.ts";
import { wrap } from "./cell.ts";
import { count } from "./format.ts";
import type { Palette } from "./palette.ts";
import { type Column, renderPairs, renderTable } from "./table.ts";

const blankZero = (n: number): string => n === 0 ? "" : count(n);

const COLUMNS: readonly Column[] = [
  { title: "type", min: 8 },
  {
    title: "captured",
    style: (text, palette) => text === "complete" ? palette.green(text) : palette.yellow(text),
  },
  { title: "items", align: "right" },
  { title: "in trash", align: "right", drop: 3 },
  { title: "deleted", align: "right", drop: 2 },
  { title: "failed", align: "right", style: (text, palette) => palette.red(text) },
  { title: "last complete", drop: 1 },
];

/** The report, line by line. */
export function renderCoverage(coverage: Coverage, options: RenderOptions): string[] {
  const rows = coverage.types.map((type) => [
    type.type,
    type.state,
    count(type.items),
    blankZero(type.trashed),
    blankZero(type.deleted),
    blankZero(type.failed),
    type.last_complete === null ? "never" : time(type.last_complete),
  ]);
  return [
    ...renderPairs(facts(coverage), options),
    "",
    ...renderTable(COLUMNS, rows, options),
    ...section("Missing", coverage.types.flatMap(missing), options),
    ...section("Noted", coverage.types.flatMap(noted), options),
    ...section("Beyond this version of lookervault", served(coverage), options),
    ...section("In no backup, whoever makes it", beyond(coverage), options),
  ];
}

function facts({ db, instance, looker_version, user, last_run }: Coverage): [string, string][] {
  const roles = user.roles.length === 0 ? "" : ` (${user.roles.join(", ")})`;
  return [
    ["vault", db],
    ["instance", `${instance ?? "none yet"}${looker_version === null ? "" : `, Looker ${looker_version}`}`],
    ["API user", user.id === null ? "unknown" : `${user.email ?? user.id}${roles}`],
    [
      "sees",
      user.admin === null
        ? "nobody knows"
        : user.admin
        ? "everything, as an admin"
        : "what its roles allow: Looker leaves out the rest without saying so",
    ],
    [
      "last run",
      last_run === null ? "none" : `${time(last_run.started_at)}, ${last_run.mode}, ${last_run.status}`,
    ],
  ];
}

/** Errors of a type that are named; `--json` has all. */
const NAMED = 5;

function missing({ type, state, note, errors }: TypeCoverage): string[] {
  if (state === "complete") return [];
  const named = errors.slice(0, NAMED).map(({ id, operation, status, message }) =>
    `${type}${id === null ? "" : ` ${id}`}: ${operation}${
      status === null ? "" : ` answered ${status}`
    }: ${message}`
  );
  const more = errors.length > NAMED
    ? [`${type}: ${count(errors.length - NAMED)} more, named by --json`]
    : [];
  const why = note ?? (errors.length > 0 ? null : state);
  return [...why === null ? [] : [`${type}: ${why}`], ...named, ...more];
}

function noted({ type, state, note }: TypeCoverage): string[] {
  return state === "complete" && note !== null ? [`${type}: ${note}`] : [];
}

function served({ beyond }: Coverage): string[] {
  return beyond === null ? [] : beyondTexts({ ...beyond, readAt: beyond.read_at, writable: {}, beyond });
}

function beyond({ types, beyond_reach }: Coverage): string[] {
  return [
    ...types.flatMap((type) => type.beyond_reach.map((what) => `${type.type}: ${what}`)),
    ...beyond_reach,
  ];
}

function section(title: string, texts: readonly string[], { width, palette }: RenderOptions): string[] {
  if (texts.length === 0) return [];
  const lines = texts.flatMap((text) => {
    const clean = sanitize(text);
    return (width === null ? [clean] : wrap(clean, width - 4)).map((line, i) =>
      `${i === 0 ? "- " : "  "}${line}`
    );
  });
  return ["", heading(title, palette), ...lines];
}

function heading(title: string, palette: Palette): string {
  return palette.bold(title);
}

/** `2026-01-02 03:04` of an ISO time. */
function time(iso: string): string {
  return iso.slice(0, 16).replace("T", " ");
}
