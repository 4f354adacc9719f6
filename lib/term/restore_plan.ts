/**
 * The plan of a restore: the counts by type, each item that changes, and the items that are not restored, with reasons.
 *
 * @module
 */
import { idWords, itemWords, keyWords } from "../looker/item_ref.ts";
import type { RenderOptions } from "./render_options.ts";
import { CONTENT_TYPES, type ContentType, singular } from "../looker/content_type_names.ts";
import { handlerOf } from "../handlers/mod.ts";
import type { Action, CreatedItem, OutsideMail, Removal, RestorePlan } from "../restore/plan/model.ts";
import { shownItems, shownLinkers } from "../restore/plan/plan_report.ts";
import type { RightsChange } from "../looker/rights/describe.ts";
import type {
  RestoreError,
  RestoreItem,
  RestoreLinker,
  RestoreSummary,
  ShownOmission,
} from "../restore/restore_summary.ts";
import type { RecoveryStep } from "../restore/recovery/steps.ts";
import { reason } from "./announce.ts";
import { count, counted, listed } from "./format.ts";
import type { Palette } from "./palette.ts";
import { againLines, dangerLines, outsideLines } from "./restore_dangers.ts";
import { isWritten, itemGroups, itemLines } from "./restore_items.ts";
import { editedRemark } from "./restore_marks.ts";
import { hanging, type Note, noteLines, sections } from "./restore_notes.ts";
import { rightsLines } from "./restore_rights.ts";
import { stepLines } from "./recovery_steps.ts";
import { type Column, renderPairs, renderTable } from "./table.ts";

/** A plan to show. */
export interface PlanView {
  /** Base URLs. */
  source: string;
  destination: string;
  /** The path of the vault. */
  db: string;
  items: readonly RestoreItem[];
  /** For an undo: the items that the restore created, and how each of them is removed. */
  removals: readonly CreatedItem[];
  rights: readonly RightsChange[];
  /** The items that send mail to domains that no user of the backup has. */
  outside: readonly OutsideMail[];
  /** The counts by type of items that depend on created items and are not restored. */
  dependents: Partial<Record<ContentType, number>>;
  lacking: readonly string[];
  /** Other items whose texts link to old ids. */
  links: readonly RestoreLinker[];
  warnings: readonly string[];
  errors: readonly RestoreError[];
  /** The manual steps; absent before they are known. */
  steps?: readonly RecoveryStep[];
  /** The number of requests that applying the plan takes. */
  plannedCalls: number;
  /** How the plan is shown. */
  show: PlanShow;
}

/** How a plan is shown. */
export interface PlanShow {
  /** Whether to show each change of each item. */
  detailed: boolean;
  /** Whether the restore uses the state before another restore instead of the backup. */
  undo: boolean;
  /** Set if the plan is written to a text file: it is complete, and contains laid-out tables. */
  file?: true;
}

/** Returns the view of a plan that is about to be confirmed. */
export function viewOfPlan(plan: RestorePlan, { db, show }: { db: string; show: PlanShow }): PlanView {
  const { source, destination, removals, rights, outside, dependents, lacking } = plan;
  const items = shownItems(plan.items, true, plan.names);
  const plannedCalls = items.reduce((sum, { calls }) => sum + calls, 0);
  const links = shownLinkers(plan.linkers);
  return {
    source,
    destination,
    db,
    items,
    removals,
    rights,
    outside,
    dependents,
    lacking,
    links,
    warnings: plan.remarks ?? [],
    errors: [],
    plannedCalls,
    show,
  };
}

/** Returns the view of the plan of a dry run. */
export function viewOfDryRun(summary: RestoreSummary, show: PlanShow): PlanView {
  const {
    source,
    destination,
    db,
    items,
    removals,
    rights,
    outside,
    dependents,
    lacking,
    links,
    warnings,
    errors,
    steps,
  } = summary;
  const plannedCalls = summary.planned_calls;
  return {
    source,
    destination,
    db,
    items,
    removals,
    rights,
    outside,
    dependents,
    lacking,
    links,
    warnings,
    errors,
    steps,
    plannedCalls,
    show,
  };
}

/** The maximum number of items that are listed one by one on a terminal. */
const MOST_ITEMS = 30;

/** Returns the lines of the plan. On a terminal, a large plan is shown as its main risks and counts. */
export function renderPlan(view: PlanView, options: RenderOptions): string[] {
  const { items, show: { detailed, undo } } = view, written = items.filter(isWritten);
  const isMany = !detailed && written.length > MOST_ITEMS, isLarge = options.width !== null && isMany;
  const tables = view.show.file === true ? { ...options, width: FILE_WIDTH } : options;
  const end = hanging(outcome(view), { prefix: "", indent: 0 }, options).map(options.palette.bold);
  // For a large plan, only types with an action are listed.
  const busy = new Set(
    items.filter(({ action }) => action !== "none" && action !== "unrestorable").map(({ type }) => type),
  );
  const told = isLarge ? items.filter(({ type }) => busy.has(type)) : items;
  const types = items.length < 2 ? [] : typeLines(told, tables);
  const remark = editedRemark(written, { ...options, undo });
  const weighty = [
    rightsLines(view.rights, options),
    outsideLines(view.outside, options),
    remark === null ? [] : hanging(remark, { prefix: "! ", indent: 2 }, options).map(options.palette.yellow),
  ];
  return isLarge
    ? sections([
      placeLines(view, options),
      end,
      types,
      rightsLines(view.rights, options),
      dangerLines(view, options),
      restLines(written, options),
      remarkLines(view, options),
      hanging(WHOLE, { prefix: "", indent: 0 }, options),
      againLines(view, options),
      stepLines(view.steps ?? [], options),
      end,
    ])
    : sections([
      placeLines(view, tables),
      ...isMany ? [end] : [],
      types,
      ...isMany || view.show.file === true ? weighty : [],
      itemLines(items, { ...options, detailed }),
      remarkLines(view, options),
      ...isMany || view.show.file === true ? [] : weighty,
      stepLines(view.steps ?? [], options),
      end,
    ]);
}

/** The width of the tables in a file, in cells. */
const FILE_WIDTH = 200;

const WHOLE =
  "For the complete plan with every change, add --plan-out FILE.md; to apply it later, --plan-out FILE.json.";

/** Returns a large plan as counts by type and folder. */
function restLines(items: readonly RestoreItem[], options: RenderOptions): string[] {
  const columns: readonly Column[] = [
    { title: "where", min: 20 },
    ...HEADINGS.slice(0, 3).map(([, column]) => column),
  ];
  const top = items.map((item) => ({ ...item, folder: topOf(item.folder) }));
  const groups = itemGroups(top), shown = groups.slice(0, MOST_GROUPS), left = groups.length - shown.length;
  const rows = shown.map(({ title, items: some }) => [
    title,
    ...HEADINGS.slice(0, 3).map(([action]) => count(some.filter((item) => item.action === action).length)),
  ]);
  return [
    ...hanging("All changes, by type and folder:", { prefix: "", indent: 0 }, options).map(
      options.palette.bold,
    ),
    ...renderTable(columns, rows, options),
    ...left === 0 ? [] : [options.palette.dim(`and ${counted(left, "more place")}`)],
  ];
}

/** Returns the first two folders of a path, to group everything below them. */
function topOf(path: string | null): string | null {
  const parts = path?.split("/") ?? [];
  return path === null || parts.length < 3 ? path : `${parts.slice(0, 2).join("/")} and below`;
}

/** The maximum number of types and folders that a large plan lists on a terminal. */
const MOST_GROUPS = 25;

const REMOVALS: Readonly<Record<Removal, string>> = {
  trash: "is moved to the trash",
  remove: "is removed",
  disable: "is disabled",
  stay: "stays, because Looker has no trash for it: delete it in Looker if you want it removed",
};

function removalNote({ type, id, name, removal, reason }: CreatedItem): Note {
  return { type, id: idWords(id, name), text: reason?.text ?? REMOVALS[removal] };
}

/** Returns the source and the destination. Another instance is highlighted. */
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
  ["unrestorable", { title: "not restorable", align: "right", drop: 3, style: dimZero }],
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

/**
 * Returns remarks: what the destination lacks, what is omitted and why, what failed, and what differs after the
 * restore.
 */
export function remarkLines(
  { source, destination, items, removals, dependents, lacking, links, warnings, errors }: Pick<
    PlanView,
    | "source"
    | "destination"
    | "items"
    | "removals"
    | "dependents"
    | "lacking"
    | "links"
    | "warnings"
    | "errors"
  >,
  options: RenderOptions,
): string[] {
  const left = (action: Action): Note[] =>
    items.filter((item) => item.action === action).map(({ type, id, reason }) => ({
      type,
      id,
      text: reason ?? "the reason is unknown",
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
  // A type that the API cannot write is not read, so its differences are unknown. One remark names all such types.
  const isReadOnly = ({ type, action }: RestoreItem): boolean =>
    action === "unrestorable" && handlerOf(type) === undefined;
  const uncompared = source === destination && items.some((item) => !isReadOnly(item))
    ? readOnlyRemark(items.filter(isReadOnly))
    : null;
  const compared = left("unrestorable").filter(({ type }) => handlerOf(type as ContentType) !== undefined);
  const plain = (text: string): Note => ({ type: null, id: null, text });
  const unplanned = errors.filter(({ operation }) => operation === PLANNING);
  const failed = errors.filter((error) => error.operation !== PLANNING && !isOfPart(error));
  const skipped = [
    ...left("skip"),
    ...unplanned.map(({ type, id, message }) => ({ type, id, text: message })),
  ];
  return sections([
    noteLines("Created by the restore to undo:", removals.map(removalNote), options),
    noteLines(
      "Missing in the target instance:",
      lacking.map((text) => plain(text.replace("/", " "))),
      options,
    ),
    noteLines("Cannot be restored:", uncompared === null ? left("unrestorable") : compared, options),
    uncompared === null ? [] : hanging(uncompared, { prefix: "", indent: 0 }, options),
    noteLines("Skipped:", once(skipped), options),
    noteLines(
      "Failed:",
      failed.map(({ type, id, ...error }) => ({ type, id, text: reason(error) })),
      options,
    ),
    noteLines("Incomplete:", once(lacks), options),
    noteLines("Restored with differences:", doubts, options),
    noteLines(
      "Links to old ids (--fix-links updates them):",
      links.filter(({ fixed, reason }) => !fixed && reason === null).map(linkNote),
      options,
    ),
    noteLines(
      "Links to old ids, to update by hand:",
      links.filter(({ reason }) => reason !== null).map(linkNote),
      options,
    ),
    dependentLines(dependents, options),
    noteLines("Warnings:", warnings.filter((text) => !said.has(text)).map(plain), options),
  ]);
}

/** Returns the number of items that depend on created items and are not restored with them. */
function dependentLines(dependents: Partial<Record<ContentType, number>>, options: RenderOptions): string[] {
  const told = Object.keys(DEPENDENTS),
    rank = (type: ContentType): number => told.includes(type) ? told.indexOf(type) : told.length;
  const parts = CONTENT_TYPES.toSorted((a, b) => rank(a) - rank(b)).flatMap((type) => {
    const n = dependents[type] ?? 0;
    return n === 0 ? [] : [DEPENDENTS[type]?.(n) ?? `${count(n)} ${type.replaceAll("_", " ")}`];
  });
  if (parts.length === 0) return [];
  const text = `Not restored: ${
    listed(parts)
  } of items that are created again. To include them, add --with-dependents`;
  return hanging(text, { prefix: "! ", indent: 2 }, options).map(options.palette.yellow);
}

const DEPENDENTS: Partial<Record<ContentType, (n: number) => string>> = {
  scheduled_plans: (n) => counted(n, "schedule"),
  alerts: (n) => counted(n, "alert"),
  boards: (n) => `${counted(n, "place")} on boards`,
};

/** Returns a remark on the types that the API cannot write, with counts; null for none. */
function readOnlyRemark(items: readonly RestoreItem[]): string | null {
  if (items.length === 0) return null;
  const types = [...Map.groupBy(items, ({ type }) => type)].map(([type, some]) =>
    `${count(some.length)} ${(some.length === 1 ? singular(type) : type).replaceAll("_", " ")}`
  );
  return `Not compared, because Looker's API cannot write these types: ${types.join(", ")}.`;
}

/** Returns a note on an item that links to old ids, with the ids. */
function linkNote({ type, id, name, to, reason }: RestoreLinker): Note {
  const what = `links to ${to.map((key) => keyWords(key)).join(", ")}`;
  return { type, id: idWords(id, name), text: reason === null ? what : `${what}: ${reason}` };
}

/** The operation of an error that occurred before anything was sent. The item was skipped. */
const PLANNING = "plan";

/** Whether an error is about a missing part, and not about a failed item. */
function isOfPart({ operation, code }: RestoreError): boolean {
  return operation !== PLANNING && code !== undefined;
}

/** Returns a part, and why it is omitted. */
function partText({ path, text }: ShownOmission): string {
  return `${path}: ${text}`;
}

/** Returns an item's warning in the form of the list of all warnings. */
function warningOf({ type, id, name }: RestoreItem, text: string): string {
  return `${itemWords({ type, id }, name)}: ${text}`;
}

function once(notes: readonly Note[]): Note[] {
  return [...new Map(notes.map((note) => [JSON.stringify(note), note])).values()];
}

/** Returns the summary: `Would create 2 and update 3 items, with about 14 requests.` */
function outcome({ items, removals, plannedCalls }: PlanView): string {
  const what = whatHappens(items, removals);
  if (what !== "") {
    return plannedCalls === 0
      ? `Would ${what}.`
      : `Would ${what}, with about ${counted(plannedCalls, "request")}.`;
  }
  if (items.length === 0) return "Nothing to do: no items match.";
  const same = items.filter(({ action }) => action === "none").length;
  return same === items.length
    ? `Nothing to restore: ${
      same === 1 ? "the item equals" : `all ${counted(same, "item")} equal`
    } the backup.`
    : "Nothing to restore: nothing that can be restored differs from the backup.";
}

/** Returns `create 2, update 3 and remove 1 item`; empty if nothing is written. */
export function whatHappens(
  items: readonly { action: Action }[],
  removals: readonly CreatedItem[],
): string {
  const gone = removals.filter(({ removal }) => removal !== "stay").length;
  const parts = [
    ...(["create", "update", "undelete"] as const).map((action) =>
      [action, items.filter((item) => item.action === action).length] as const
    ),
    ["remove", gone] as const,
  ].filter(([, n]) => n > 0);
  const texts = parts.map(([what, n], i) =>
    `${what} ${i === parts.length - 1 ? counted(n, "item") : count(n)}`
  );
  return texts.length < 2 ? texts.join("") : `${texts.slice(0, -1).join(", ")} and ${texts.at(-1)}`;
}
