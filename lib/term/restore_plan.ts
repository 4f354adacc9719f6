/**
 * What a restore would do, for people: how much of each type, each item that changes, what will not be restored and why.
 *
 * @module
 */
import type { RenderOptions } from "./render_options.ts";
import { CONTENT_TYPES } from "../looker/content_type_names.ts";
import type { Action, CreatedItem, Removal, RestorePlan } from "../restore/plan/model.ts";
import { shownItems, shownLinkers } from "../restore/plan/plan_report.ts";
import type { RightsChange } from "../looker/rights/describe.ts";
import type {
  RestoreError,
  RestoreItem,
  RestoreLinker,
  RestoreSummary,
  ShownOmission,
} from "../restore/restore_summary.ts";
import { reason } from "./announce.ts";
import { count, counted } from "./format.ts";
import type { Palette } from "./palette.ts";
import { changeLines, isWritten, itemLines } from "./restore_items.ts";
import { hanging, type Note, noteLines, sections } from "./restore_notes.ts";
import { rightsLines } from "./restore_rights.ts";
import { type Column, renderPairs, renderTable } from "./table.ts";

/** A plan as it is shown. */
export interface PlanView {
  /** Base URLs. */
  source: string;
  destination: string;
  /** The vault. */
  db: string;
  items: readonly RestoreItem[];
  /** What goes again because a restore that is undone had made it. */
  removals: readonly CreatedItem[];
  rights: readonly RightsChange[];
  lacking: readonly string[];
  /** Other items whose texts link to old ids. */
  links: readonly RestoreLinker[];
  warnings: readonly string[];
  errors: readonly RestoreError[];
  /** Requests that applying it would take. */
  plannedCalls: number;
  /** How it is shown. */
  show: PlanShow;
}

/** How a plan is shown. */
export interface PlanShow {
  /** Each change of each item. */
  detailed: boolean;
  /** It puts back what a restore kept before it changed it, instead of the backup. */
  undo: boolean;
}

/** The plan that is about to be agreed to. */
export function viewOfPlan(plan: RestorePlan, { db, show }: { db: string; show: PlanShow }): PlanView {
  const { source, destination, removals, rights, lacking } = plan;
  const items = shownItems(plan.items, true);
  const plannedCalls = items.reduce((sum, { calls }) => sum + calls, 0);
  const links = shownLinkers(plan.linkers);
  return {
    source,
    destination,
    db,
    items,
    removals,
    rights,
    lacking,
    links,
    warnings: plan.remarks ?? [],
    errors: [],
    plannedCalls,
    show,
  };
}

/** The plan of a dry run. */
export function viewOfDryRun(summary: RestoreSummary, show: PlanShow): PlanView {
  const { source, destination, db, items, removals, rights, lacking, links, warnings, errors } = summary;
  const plannedCalls = summary.planned_calls;
  return {
    source,
    destination,
    db,
    items,
    removals,
    rights,
    lacking,
    links,
    warnings,
    errors,
    plannedCalls,
    show,
  };
}

/** The plan, line by line. */
export function renderPlan(view: PlanView, options: RenderOptions): string[] {
  const { items, show: { detailed } } = view;
  const details = detailed
    ? items.filter(isWritten).flatMap((item) => ["", ...changeLines(item, options)])
    : [];
  return sections([
    placeLines(view, options),
    items.length < 2 ? [] : typeLines(items, options),
    detailed ? [] : itemLines(items, options),
    details.slice(1),
    remarkLines(view, options),
    rightsLines(view.rights, options),
    hanging(outcome(view), { prefix: "", indent: 0 }, options).map(options.palette.bold),
  ]);
}

const REMOVALS: Readonly<Record<Removal, string>> = {
  trash: "goes to the trash",
  remove: "is removed",
  disable: "is disabled",
  stay: "stays, because Looker has no trash for it: remove it by hand if it must go",
};

function removalNote({ type, id, name, removal, reason }: CreatedItem): Note {
  const named = name === null ? id : `${id} ${JSON.stringify(name)}`;
  return { type, id: named, text: reason?.text ?? REMOVALS[removal] };
}

/** From where to where, another instance set off. */
export function placeLines(
  { source, destination, db, show }: Pick<PlanView, "source" | "destination" | "db" | "show">,
  options: RenderOptions,
): string[] {
  const other = source === destination ? "" : " (another instance)";
  const [from = "", into = ""] = renderPairs(
    [["from", show.undo ? `${db}, as it was before a restore` : `${db}, a backup of ${source}`], [
      "into",
      `${destination}${other}`,
    ]],
    options,
  );
  return [from, other === "" ? into : options.palette.yellow(into)];
}

const HEADINGS: readonly [Action, Column][] = [
  ["create", { title: "create", align: "right", style: dimZero }],
  ["update", { title: "update", align: "right", style: dimZero }],
  ["undelete", { title: "undelete", align: "right", style: dimZero }],
  ["none", { title: "same", align: "right", drop: 2, style: dimZero }],
  ["skip", { title: "skip", align: "right", drop: 4, style: dimZero }],
  ["unrestorable", { title: "cannot", align: "right", drop: 3, style: dimZero }],
];

function dimZero(text: string, palette: Palette): string {
  return text === "0" ? palette.dim(text) : text;
}

function typeLines(items: readonly RestoreItem[], options: RenderOptions): string[] {
  const columns = [
    { title: "type" },
    ...HEADINGS.map(([, column]) => column),
    { title: "requests", align: "right", drop: 1, style: dimZero } as const,
  ];
  const row = (name: string, some: readonly RestoreItem[]): string[] => [
    name,
    ...HEADINGS.map(([action]) => count(some.filter((item) => item.action === action).length)),
    count(some.reduce((sum, { calls }) => sum + calls, 0)),
  ];
  const types = CONTENT_TYPES.map((type) => [type, items.filter((item) => item.type === type)] as const)
    .filter(([, some]) => some.length > 0);
  const rows = types.map(([type, some]) => row(type, some));
  return types.length === 1
    ? renderTable(columns, rows, options)
    : renderTable(columns, [...rows, row("total", items)], { ...options, totals: true });
}

/** What is worth a word: what the destination lacks, what is left out and why, what failed, what will not be as it was. */
export function remarkLines(
  { items, removals, lacking, links, warnings, errors }: Pick<
    PlanView,
    "items" | "removals" | "lacking" | "links" | "warnings" | "errors"
  >,
  options: RenderOptions,
): string[] {
  const left = (action: Action): Note[] =>
    items.filter((item) => item.action === action).map(({ type, id, reason }) => ({
      type,
      id,
      text: reason ?? "no reason is known",
    }));
  const doubts = items.flatMap(({ type, id, unrestorable, warnings }): Note[] =>
    [...unrestorable.map(partText), ...warnings].map((text) => ({ type, id, text }))
  );
  const said = new Set(
    items.flatMap((item) =>
      [...item.warnings, ...item.unrestorable.map(partText), ...item.incomplete.map(partText)]
        .map((text) => warningOf(item, text))
    ),
  );
  const lacks = [
    ...items.flatMap(({ type, id, incomplete }) =>
      incomplete.map((one) => ({ type, id, text: partText(one) }))
    ),
    ...errors.filter(isOfPart)
      .map(({ type, id, message }) => ({ type, id, text: message })),
  ];
  const plain = (text: string): Note => ({ type: null, id: null, text });
  const unplanned = errors.filter(({ operation }) => operation === PLANNING);
  const failed = errors.filter((error) => error.operation !== PLANNING && !isOfPart(error));
  const skipped = [
    ...left("skip"),
    ...unplanned.map(({ type, id, message }) => ({ type, id, text: message })),
  ];
  return sections([
    noteLines("Made by that restore:", removals.map(removalNote), options),
    noteLines("Lacking in the destination:", lacking.map(plain), options),
    noteLines("Cannot be restored:", left("unrestorable"), options),
    noteLines("Skipped:", once(skipped), options),
    noteLines(
      "Failed:",
      failed.map(({ type, id, ...error }) => ({ type, id, text: reason(error) })),
      options,
    ),
    noteLines("Incomplete:", once(lacks), options),
    noteLines("Not as it was:", doubts, options),
    noteLines(
      "Linking to old ids (--fix-links puts it right):",
      links.filter(({ fixed, reason }) => !fixed && reason === null).map(linkNote),
      options,
    ),
    noteLines(
      "Linking to old ids, by hand:",
      links.filter(({ reason }) => reason !== null).map(linkNote),
      options,
    ),
    noteLines("Warnings:", warnings.filter((text) => !said.has(text)).map(plain), options),
  ]);
}

/** An item that links to old ids, and to which. */
function linkNote({ type, id, name, to, reason }: RestoreLinker): Note {
  const what = `${name === null ? "" : `"${name}" `}links to ${to.join(", ")}`;
  return { type, id, text: reason === null ? what : `${what}: ${reason}` };
}

/** The operation of an error that came up before anything was sent: the item was skipped. */
const PLANNING = "plan";

/** Whether an error is of a part that is missing, and not of an item that failed. */
function isOfPart({ operation, code }: RestoreError): boolean {
  return operation !== PLANNING && code !== undefined;
}

/** A part and why it is left out. */
function partText({ path, text }: ShownOmission): string {
  return `${path}: ${text}`;
}

/** An item's warning as the list of all warnings has it. */
function warningOf({ type, id, name }: RestoreItem, text: string): string {
  return `${type} ${id}${name === null ? "" : ` "${name}"`}: ${text}`;
}

function once(notes: readonly Note[]): Note[] {
  return [...new Map(notes.map((note) => [JSON.stringify(note), note])).values()];
}

/** What it comes to: `Would create 2 and update 3 items, with about 14 requests.` */
function outcome({ items, removals, plannedCalls }: PlanView): string {
  const what = whatHappens(items, removals);
  if (what !== "") return `Would ${what}, with about ${counted(plannedCalls, "request")}.`;
  const same = items.filter(({ action }) => action === "none").length;
  return same === items.length
    ? `Nothing to restore: ${same === 1 ? "it is" : `all ${counted(same, "item")} are`} as in the backup.`
    : "Nothing to restore: nothing that can be restored differs from the backup.";
}

/** `create 2, update 3 and take back 1 item`; empty when nothing is written. */
export function whatHappens(
  items: readonly { action: Action }[],
  removals: readonly CreatedItem[],
): string {
  const gone = removals.filter(({ removal }) => removal !== "stay").length;
  const parts = [
    ...(["create", "update", "undelete"] as const).map((action) =>
      [action, items.filter((item) => item.action === action).length] as const
    ),
    ["take back", gone] as const,
  ].filter(([, n]) => n > 0);
  const texts = parts.map(([what, n], i) =>
    `${what} ${i === parts.length - 1 ? counted(n, "item") : count(n)}`
  );
  return texts.length < 2 ? texts.join("") : `${texts.slice(0, -1).join(", ")} and ${texts.at(-1)}`;
}
