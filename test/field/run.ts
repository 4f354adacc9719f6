/** Captures recorded bodies, restores them from nothing and in place after damage, and judges each step. @module */
import { LookervaultError } from "../../lib/base/errors.ts";
import type { RestoreSummary } from "../../lib/restore/restore_summary.ts";
import { backup } from "../extract/_in_process.ts";
import { restore } from "../restore/_in_process.ts";
import { type Difference, differences, type NormalForm, observed, type Sim, startSim } from "../sim/mod.ts";
import type { Content } from "./bodies.ts";
import { damage } from "./damage.ts";
import { exactness } from "./exact.ts";
import { load, shareLookml } from "./load.ts";

/** What one step of a round came to. */
export interface Step {
  name: string;
  /** In numbers, to be read. */
  figures: string;
  /** What is wrong; empty when the step holds. */
  wrong: string[];
  /** What could not be held or brought back, and is named. */
  omitted: string[];
}

/** Writes of an emptied instance begin beyond this. */
const ID_OFFSET = 3_000_000;

/** Everything that is done with bodies that can stand in one instance. */
export async function runRound(contents: readonly Content[]): Promise<Step[]> {
  await using source = startSim(observed({ emptied: true }));
  load(source, contents);
  await using place = await backup(source);
  const first = await place.run({});
  const held = exactness(place.path, contents);
  const steps: Step[] = [{
    name: "captured",
    figures: `${held.exact} of ${contents.length} exactly, ${first.calls} calls`,
    wrong: [...held.lost, ...first.errors.filter((error) => !isLacking(error)).map(failure)],
    omitted: [
      ...held.redacted.map((one) => `secret left out: ${one}`),
      ...first.errors.filter(isLacking).map(failure),
    ],
  }];
  const again = await place.run({});
  steps.push({
    name: "captured again",
    figures: `${again.totals.unchanged} of ${again.totals.listed} unchanged, ${again.calls} calls`,
    wrong: again.totals.unchanged === again.totals.listed ? [] : ["something counts as changed"],
    omitted: [],
  });
  const before = source.normalForm();
  await using target = startSim(observed({ emptied: true, idOffset: ID_OFFSET }));
  shareLookml(source, target);
  steps.push(
    ...await restored({ path: place.path, sim: target, before, name: "restored from nothing" }),
  );
  const edits = await damage(source, contents);
  const [repaired, ...rest] = await restored({
    path: place.path,
    sim: source,
    before,
    name: "repaired in place",
  });
  if (repaired !== undefined) steps.push({ ...repaired, figures: `${edits} edits, ${repaired.figures}` });
  return [...steps, ...rest];
}

/** What Looker itself lacks: 404 for a part, 200 without it. */
function isLacking({ status }: { status: number | null }): boolean {
  return status === 404 || status === 200;
}

/** A restore and a dry run after it. */
interface Restoring {
  path: string;
  sim: Sim;
  /** The instance as it was backed up. */
  before: NormalForm;
  name: string;
}

async function restored(restoring: Restoring): Promise<Step[]> {
  try {
    return await restoredThenPlanned(restoring);
  } catch (error) {
    if (!(error instanceof LookervaultError)) throw error;
    return [{ name: restoring.name, figures: "stopped", wrong: [error.message], omitted: [] }];
  }
}

async function restoredThenPlanned({ path, sim, before, name }: Restoring): Promise<Step[]> {
  const violations = sim.violations.length;
  const summary = await restore(path, sim);
  const { totals, verified } = summary;
  const missing = omissionsOf(summary);
  const after = differences(before, sim.normalForm()).filter((one) => !isAccounted(one, missing));
  const step: Step = {
    name,
    figures:
      `${totals.created} created, ${totals.updated} updated, ${totals.incomplete} incomplete, ${verified.different} different`,
    wrong: [
      ...summary.errors.filter((error) => !isOmission(error)).map(failure),
      ...after.map(({ path, a = "nothing", b = "nothing" }) =>
        `${path}: ${a.slice(0, 80)} ≠ ${b.slice(0, 80)}`
      ),
      ...sim.violations.slice(violations).map(({ operation, detail }) =>
        `the API forbids: ${operation} ${detail}`
      ),
    ],
    omitted: summary.errors.filter(isOmission).map(failure),
  };
  const writes = sim.writes().length;
  const dry = await restore(path, sim, { dryRun: true });
  const planned = dry.items.filter(({ action }) => WRITES.has(action));
  return [step, {
    name: "then a dry run",
    figures: `${planned.length} writes planned, ${sim.writes().length - writes} sent`,
    wrong: [
      ...planned.map(({ type, id, action, changes }) =>
        `${action} ${type} ${id}: ${changes.slice(0, 3).map((change) => change.path).join(", ")}`
      ),
      ...sim.writes().length > writes ? ["a dry run wrote"] : [],
    ],
    omitted: [],
  }];
}

/** What a plan would do that writes. */
const WRITES: ReadonlySet<string> = new Set(["create", "update", "undelete"]);

type Failure = { type: string | null; id: string | null; operation: string; message: string };

function failure({ type, id, operation, message }: Failure): string {
  return `${type ?? ""} ${id ?? ""} (${operation}): ${message}`;
}

/** Named as a part that is missing afterwards, with why. */
function isOmission({ operation, code }: RestoreSummary["errors"][number]): boolean {
  return operation === "incomplete" && code !== "not_kept";
}

/** Titles of dashboards that lack a part afterwards. */
function omissionsOf({ items }: RestoreSummary): Set<string> {
  return new Set(items.filter(({ incomplete }) => incomplete.length > 0).map(({ name }) => name ?? ""));
}

/**
 * Whether a difference needs no explanation: what the backup does not say is the server's to choose; tiles are missing
 * from dashboards that are named as incomplete; and only content is compared here, other types by the restore itself.
 */
function isAccounted({ path, a, b }: Difference, incomplete: ReadonlySet<string>): boolean {
  if (!/^(dashboards|looks)\b/.test(path) || a === undefined || a === "null") return true;
  return b === undefined && /\.elements[.[]/.test(path) &&
    [...incomplete].some((title) => title !== "" && path.includes(`› ${title}"]`));
}
