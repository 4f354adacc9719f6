/**
 * The manual steps of creating an instance again from a backup, in order, with the items that each step is for. They
 * come
 * from the registry of types, from what handlers report as not restorable, from secrets that were omitted from bodies,
 * and
 * from what a plan omits.
 *
 * @module
 */
import { shellWord } from "../../base/shell_word.ts";
import { handlerOf, levelOf, UNRESTORABLE } from "../../handlers/mod.ts";
import type { Reason, ReasonCode } from "../../handlers/reason.ts";
import type { RestoreSource } from "../../handlers/restore_source.ts";
import { asObject, asText, asTexts } from "../../codec/json_value.ts";
import { CONTENT_TYPES, type ContentType } from "../../looker/content_type_names.ts";
import { REGISTRY } from "../../looker/content_types.ts";
import {
  DEPLOY,
  ENABLE,
  type Get,
  type HandStep,
  PUBLIC_LINKS,
  type Stage,
} from "../../looker/registry/by_hand.ts";
import { secretKind } from "../../looker/secrets.ts";
import { ELSEWHERE, GENERAL_STEPS, RESTORE_STEP } from "./general_steps.ts";

/** An item that a step is for. */
export interface StepItem {
  type: ContentType;
  id: string;
  name: string | null;
  /** The paths that no backup contains and the step restores; empty if the step is for the entire item. */
  paths: string[];
}

/** A step. */
export interface RecoveryStep {
  /** Its position, starting at 1. */
  number: number;
  /** When it is due; `restore` is the restore itself. */
  stage: Stage | "restore";
  text: string;
  /** Empty for a step that concerns the instance as a whole. */
  items: StepItem[];
}

/** A part that a plan omits. */
export interface LeftOut {
  type: ContentType;
  id: string;
  name: string | null;
  path: string;
  reason: Reason;
}

/**
 * The reasons for omissions that need no manual step: Looker restores or manages the part itself, or the part is
 * obsolete.
 */
const BY_ITSELF: ReadonlySet<ReasonCode> = new Set(["built_in", "managed", "over"]);

/** The step for a secret that no step of its type restores. */
const ENTER: HandStep = { stage: "after", text: "Enter in Looker the secrets that no backup contains" };

/** The place after the steps of all types. */
const AT_THE_END = 3 * CONTENT_TYPES.length;

/** Returns a step that asks to check what a plan or a handler reports about an item. */
function checked({ text }: Reason): HandStep {
  return { stage: "after", text: `Check in Looker: ${text}` };
}

/** The restore that the steps belong to. */
export interface StepsOf {
  /** The parts that its plan omits. */
  leftOut?: readonly LeftOut[];
  /** The target instance that commands name with `--to`; null if they write to the instance of the backup. */
  to?: string | null;
  /** Whether the restore enables schedules and alerts, so that no manual step is needed. */
  enablesSchedules?: boolean;
}

/** Returns all steps, in order. */
export function recoverySteps(
  source: RestoreSource,
  { leftOut = [], to = null, enablesSchedules = false }: StepsOf = {},
): RecoveryStep[] {
  const steps = new Steps(enablesSchedules ? [ENABLE] : []);
  for (const type of inOrder()) {
    const place = levelOf(type) < 0 ? CONTENT_TYPES.length + CONTENT_TYPES.indexOf(type) : levelOf(type);
    for (const item of source.items(type)) {
      if (item.deletedAt !== null) continue;
      const props = source.props({ type, id: item.id });
      if (props === null) continue;
      const { id, name } = item;
      addItem(steps, { type, id, name, place, get: (key) => props.get(key) });
    }
  }
  for (const { type, id, name, path, reason } of leftOut) {
    if (BY_ITSELF.has(reason.code) || reason.code === "lookml_missing" || steps.isFor(type, id)) continue;
    steps.add(checked(reason), { place: AT_THE_END, item: { type, id, name }, paths: [path] });
  }
  return steps.inOrder().map((step) => ({ ...step, text: withTarget(step.text, to) }));
}

/** Adds the target instance to commands that write to another instance. */
function withTarget(text: string, to: string | null): string {
  if (to === null) return text;
  return text.replace(ELSEWHERE, "")
    .replaceAll("lookervault restore all", `lookervault restore all --to ${shellWord(to)}`)
    // The vault of the backup belongs to the former address, so `check` refuses it.
    .replaceAll("lookervault check", "lookervault --db new.db check");
}

/** Returns the types in the order in which their steps are due. LookML is first, because content needs it. */
function inOrder(): ContentType[] {
  const isFirst = (type: ContentType): number => UNRESTORABLE[type]?.code === "lookml" ? 0 : 1;
  return CONTENT_TYPES.toSorted((a, b) => isFirst(a) - isFirst(b));
}

interface Found {
  type: ContentType;
  id: string;
  name: string | null;
  place: number;
  get: Get;
}

function addItem(steps: Steps, { type, id, name, place, get }: Found): void {
  const own = REGISTRY[type].byHand ?? [];
  const secrets = asTexts(asObject(get("_vault"))["redacted"]).map((path) => ({ path, leaf: leafOf(path) }));
  const left = new Set(secrets);
  const item = { type, id, name };
  for (const step of own) {
    const paths = secrets.filter(({ leaf }) => step.secrets?.test(leaf) === true);
    if (step.of?.(get) === false && paths.length === 0) continue;
    for (const secret of paths) left.delete(secret);
    steps.add(step, { place, item, paths: paths.map(({ path }) => path) });
  }
  for (const { path, leaf } of left) {
    steps.add(secretKind(leaf) === "link" ? PUBLIC_LINKS : ENTER, { place, item, paths: [path] });
  }
  const reason = handlerOf(type)?.unrestorable({ get }) ?? UNRESTORABLE[type] ?? null;
  if (reason?.code === "lookml") return steps.add(DEPLOY, { place, item, paths: [] });
  // The steps of a type cover everything that there is to do about its items.
  if (reason === null || own.length > 0 || BY_ITSELF.has(reason.code)) return;
  steps.add(checked(reason), { place, item, paths: [] });
}

/** Returns the last property of a path, without list indexes: `secret` for `params[0].secret`. */
function leafOf(path: string): string {
  return path.split(/[.[\]]+/).findLast((part) => part !== "" && !/^\d+$/.test(part)) ?? path;
}

/** Collects steps. Steps with the same text are merged. */
class Steps {
  private readonly steps = new Map<
    string,
    { stage: Stage; text: string; place: number; items: StepItem[] }
  >();
  private readonly byItem = new Map<string, Map<string, StepItem>>();

  /** Does not list the steps in `done`. */
  constructor(private readonly done: readonly HandStep[]) {}

  add(
    { stage, text }: Pick<HandStep, "stage" | "text">,
    { place, item, paths }: { place: number; item: Omit<StepItem, "paths">; paths: readonly string[] },
  ): void {
    if (this.done.some((one) => one.text === text)) return;
    let step = this.steps.get(text);
    if (step === undefined) this.steps.set(text, step = { stage, text, place, items: [] });
    const key = `${item.type}/${item.id}`;
    let named = this.byItem.get(key);
    if (named === undefined) this.byItem.set(key, named = new Map());
    let entry = named.get(text);
    if (entry === undefined) {
      named.set(text, entry = { ...item, paths: [] });
      step.items.push(entry);
    }
    entry.paths.push(...paths);
  }

  /** Whether a step is for an item. */
  isFor(type: ContentType, id: string): boolean {
    return this.byItem.has(`${type}/${id}`);
  }

  inOrder(): RecoveryStep[] {
    const own = [...this.steps.values()].sort((a, b) => a.place - b.place);
    const of = (stage: Stage): Omit<RecoveryStep, "number">[] => [
      ...GENERAL_STEPS.filter((step) => step.stage === stage && step.isFirst === true).map(general),
      ...own.filter((step) => step.stage === stage).map(({ text, items }) => ({ stage, text, items })),
      ...GENERAL_STEPS.filter((step) => step.stage === stage && step.isFirst !== true).map(general),
    ];
    const all = [...of("before"), { ...RESTORE_STEP, items: [] }, ...of("after"), ...of("last")];
    return all.map((step, n) => ({ number: n + 1, ...step }));
  }
}

function general({ stage, text }: HandStep): Omit<RecoveryStep, "number"> {
  return { stage, text, items: [] };
}

/** Returns the display name of a step's item: its name, or else its id. */
export function stepItemName({ id, name }: Pick<StepItem, "id" | "name">): string {
  return asText(name) ?? id;
}
