/**
 * The result of a restore: a table of types, the verification, what failed and why, and the next step.
 *
 * @module
 */
import type { RenderOptions } from "./render_options.ts";
import { INCOMPLETE, type RestoreSummary, type RestoreTotals } from "../restore/restore_summary.ts";
import { count, counted, duration } from "./format.ts";
import type { Palette } from "./palette.ts";
import { compareIds, itemLines } from "./restore_items.ts";
import { CONTENT_TYPES } from "../looker/content_type_names.ts";
import { hanging, sections } from "./restore_notes.ts";
import { rightsLines } from "./restore_rights.ts";
import { placeLines, type PlanShow, remarkLines } from "./restore_plan.ts";
import { stepLines } from "./recovery_steps.ts";
import { DEFAULT_PLACE, type SamePlace } from "./same_place.ts";
import { type Column, renderTable } from "./table.ts";

const dimZero = (text: string, palette: Palette): string => text === "0" ? palette.dim(text) : text;
const yellowUnlessZero = (text: string, palette: Palette): string =>
  text === "0" ? palette.dim(text) : palette.yellow(text);
const redUnlessZero = (text: string, palette: Palette): string =>
  text === "0" ? palette.dim(text) : palette.red(text);

const COLUMNS: readonly Column[] = [
  { title: "type" },
  { title: "created", align: "right", style: dimZero },
  { title: "updated", align: "right", style: dimZero },
  { title: "undeleted", align: "right", drop: 4, style: dimZero },
  { title: "removed", align: "right", style: dimZero },
  { title: "same", align: "right", drop: 3, style: dimZero },
  { title: "skipped", align: "right", drop: 2, style: dimZero },
  { title: "not restorable", align: "right", drop: 1, style: dimZero },
  { title: "incomplete", align: "right", drop: 5, style: yellowUnlessZero },
  { title: "failed", align: "right", style: redUnlessZero },
];

/** Returns the lines of the final report of a restore. With `detailed`, lists each change of each item. */
export function renderRestore(
  summary: RestoreSummary,
  options: RenderOptions,
  { place = DEFAULT_PLACE, ...show }: PlanShow & { place?: SamePlace },
): string[] {
  const { items } = summary;
  const details = show.detailed ? itemLines(items, { ...options, detailed: true }) : [];
  const next = nextStep(summary, place);
  return sections([
    details,
    typeTable(summary, options),
    [
      ...headline(summary, options),
      ...numbers(summary, options),
      ...places({ ...summary, show }, options),
    ],
    remarkLines(summary, options),
    rightsLines(summary.rights, options),
    madeLines(summary, { ...options, place }),
    stepLines(summary.steps, options),
    next === null ? [] : hanging(next, { prefix: `${options.palette.bold("Next:")} `, indent: 6 }, options),
  ]);
}

/** Returns the items that got new ids, and their addresses. */
function madeLines(
  { made, session_id }: RestoreSummary,
  { place, ...options }: RenderOptions & { place: SamePlace },
): string[] {
  if (made.length === 0) return [];
  const sorted = made.toSorted((a, b) =>
    CONTENT_TYPES.indexOf(a.type) - CONTENT_TYPES.indexOf(b.type) || compareIds(a.id, b.id)
  );
  const shown = options.width === null ? sorted : sorted.slice(0, MOST_MADE),
    left = made.length - shown.length;
  const columns: readonly Column[] = [
    { title: "new ids" },
    { title: "name", min: 12, drop: 1 },
    { title: "where", min: 20, lines: Infinity },
  ];
  const rows = shown.map(({ type, id, name, destination_id, url }) => [
    `${type} ${id} → ${destination_id}`,
    name ?? "",
    url === null ? "" : { text: url, url },
  ]);
  const more = `and ${count(left)} more: see lookervault restore status ${session_id ?? ""}${place.vault}`;
  return [
    ...renderTable(columns, rows, options),
    ...left === 0 ? [] : hanging(more, { prefix: "", indent: 0 }, options),
  ];
}

/** The maximum number of new ids that are listed on a terminal. */
const MOST_MADE = 20;

function typeTable({ types, totals, removed = {} }: RestoreSummary, options: RenderOptions): string[] {
  if (types.length === 0 || (types.length === 1 && totals.planned === 1)) return [];
  // These columns are omitted if they are zero, as in most restores.
  const gone = removedIn(removed);
  const columns = COLUMNS.filter(({ title }) =>
    title === INCOMPLETE ? totals.incomplete > 0 : title === "removed" ? gone > 0 : true
  );
  const row = (name: string, some: ShownTotals): string[] =>
    columns.map(({ title }) => cell(name, some, title));
  const rows = types.map((type) => row(type.type, apart(type, removed[type.type] ?? 0)));
  return types.length === 1
    ? renderTable(columns, rows, options)
    : renderTable(columns, [...rows, row("total", apart(totals, gone))], { ...options, totals: true });
}

/** The total that a column shows. */
const OF_COLUMN: Readonly<Record<string, keyof ShownTotals>> = {
  created: "created",
  updated: "updated",
  undeleted: "undeleted",
  removed: "removed",
  same: "unchanged",
  skipped: "skipped",
  "not restorable": "unrestorable",
  incomplete: "incomplete",
  failed: "failed",
};

function cell(name: string, totals: ShownTotals, column: string): string {
  const key = OF_COLUMN[column];
  return key === undefined ? name : count(totals[key]);
}

/** Counts by outcome, with the items that an undo removed apart from the updated ones. */
type ShownTotals = RestoreTotals & { removed: number };

function apart(totals: RestoreTotals, removed: number): ShownTotals {
  return { ...totals, updated: totals.updated - removed, removed };
}

function removedIn(removed: NonNullable<RestoreSummary["removed"]>): number {
  return Object.values(removed).reduce((sum, n) => sum + n, 0);
}

/** Returns the number of items that this restore wrote. */
function written({ created, updated, undeleted }: RestoreTotals): number {
  return created + updated + undeleted;
}

function headline(summary: RestoreSummary, options: RenderOptions): string[] {
  const { status, totals, types } = summary;
  const { green, yellow, red } = options.palette;
  if (isDrill(summary)) return drillHeadline(summary, options);
  const done = written(totals);
  const what = outcome(apart(totals, removedIn(summary.removed ?? {})));
  const [style, text] = {
    planned: [green, what] as const,
    completed: totals.incomplete > 0
      ? [yellow, `! Incomplete, as --allow-incomplete allows: ${what}${problems(totals)}`] as const
      : [green, done === 0 ? nothing(totals) : `✓ Complete: ${what}`] as const,
    partial: [yellow, `! Not complete: ${what}${problems(totals)}`] as const,
    interrupted: [yellow, `! Interrupted: ${what} so far`] as const,
    failed: [red, `✗ Failed: ${what}${types.length === 0 ? "" : " before it stopped"}`] as const,
  }[status];
  return hanging(text, { prefix: "", indent: 0 }, options).map(style);
}

/** Returns the result of a drill. */
function drillHeadline({ verified, totals: { planned } }: RestoreSummary, options: RenderOptions): string[] {
  const { same, different } = verified;
  const copies = counted(planned, "copy", "copies");
  const [style, text] = different === 0
    ? [options.palette.green, `✓ The backup can be restored: ${count(same)} of ${copies} equal it`] as const
    : [options.palette.red, `✗ Different from the backup: ${count(different)} of ${copies}`] as const;
  return hanging(text, { prefix: "", indent: 0 }, options).map(style);
}

function isDrill({ command }: RestoreSummary): boolean {
  return command === "restore drill";
}

function nothing({ unchanged }: RestoreTotals): string {
  if (unchanged === 0) return "✓ Complete: nothing to restore";
  return `✓ Complete: nothing to restore, ${
    unchanged === 1 ? "the item equals" : `all ${counted(unchanged, "item")} equal`
  } the backup`;
}

/** Returns `2 items restored (1 created, 1 updated), 1 removed`. */
function outcome(totals: ShownTotals): string {
  const { removed } = totals, restored = written(totals);
  if (removed > 0 && restored === 0) return `${counted(removed, "item")} removed`;
  return `${counted(restored, "item")} restored${how(totals)}${
    removed === 0 ? "" : `, ${count(removed)} removed`
  }`;
}

function how({ created, updated, undeleted }: RestoreTotals): string {
  const parts = [[created, "created"], [updated, "updated"], [undeleted, "undeleted"]] as const;
  const texts = parts.filter(([n]) => n > 0).map(([n, word]) => `${count(n)} ${word}`);
  return texts.length === 0 ? "" : ` (${texts.join(", ")})`;
}

function problems({ incomplete, failed, skipped, unrestorable }: RestoreTotals): string {
  const parts = [
    [incomplete, "incomplete"],
    [failed, "failed"],
    [skipped, "skipped"],
    [unrestorable, "cannot be restored"],
  ] as const;
  return parts.filter(([n]) => n > 0).map(([n, word]) => `, ${count(n)} ${word}`).join("");
}

function numbers(summary: RestoreSummary, options: RenderOptions): string[] {
  const { verified, calls, duration_seconds, session_id, totals, removed = {} } = summary;
  const different = `${count(verified.different)} different`;
  const proof = `verified: ${count(verified.same)} same, ${different}`;
  const lines = hanging(proof, { prefix: "  ", indent: 2 }, options);
  // A removed item is not read back.
  const gone = removedIn(removed), onlyGone = gone > 0 && gone === written(totals);
  return [
    ...onlyGone && verified.same + verified.different === 0
      ? []
      : verified.different > 0
      ? lines.map(options.palette.red)
      : lines,
    ...hanging(
      `${duration(duration_seconds)}, ${counted(calls, "request")}`,
      { prefix: "  ", indent: 2 },
      options,
    ),
    ...session_id === null ? [] : hanging(`session ${session_id}`, { prefix: "  ", indent: 2 }, options),
  ];
}

function nextStep(summary: RestoreSummary, { vault, instance, source }: SamePlace): string | null {
  const { status, session_id, totals } = summary;
  if (isDrill(summary)) {
    return status === "completed"
      ? null
      : `lookervault restore single TYPE ID --dry-run${source} compares the original`;
  }
  const undo = `${`lookervault restore undo ${session_id ?? ""}`.trimEnd()}${instance}`;
  const undoing = written(totals) > 0 ? `; ${undo} restores the previous state` : "";
  switch (status) {
    case "planned":
      return null;
    case "completed":
      return written(totals) > 0 ? `check it in Looker; ${undo} restores the previous state` : null;
    case "partial":
      return totals.failed > 0
        ? `lookervault restore dlq list${vault} shows what failed, lookervault restore dlq retry${source} ` +
          `retries it${undoing}`
        : `${remedy(summary)} and rerun the command${undoing}`;
    case "interrupted":
    case "failed":
      if (session_id === null) return "nothing was written; rerun the command";
      return `lookervault restore resume ${session_id}${source} resumes it${undoing}`;
  }
}

/** Returns what to do about skipped items. The missing items may be in the backup. */
function remedy({ lacking }: RestoreSummary): string {
  return lacking.length === 0
    ? "fix the problems listed above"
    : "create the missing items in Looker, or add --with-dependencies if the backup has them,";
}

function places(summary: RestoreSummary & { show: PlanShow }, options: RenderOptions): string[] {
  const width = options.width === null ? null : Math.max(10, options.width - 2);
  return placeLines(summary, { ...options, width }).map((line) => `  ${line}`);
}
