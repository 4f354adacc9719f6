import { untouched } from "../../lib/restore/plan/model.ts";
import { NO_NAMES } from "../../lib/restore/plan/plan_names.ts";
import { restoreCommand } from "../../lib/cli/commands/restore/restore_command.ts";
import type { RestoreRequest, RestoreTask } from "../../lib/cli/commands/restore/restore_task.ts";
import type { RestorePlan } from "../../lib/restore/plan/model.ts";
import type { RestoreSummary } from "../../lib/restore/restore_summary.ts";
import { restoreSummary } from "../term/_restore_fakes.ts";
import { type Play, play, type Played } from "./_fakes.ts";

/** What a fake engine does with a request. */
export type FakeEngine = (request: RestoreRequest) => RestoreSummary | Promise<RestoreSummary>;

/** Plays `lookervault restore ...` over a fake engine; `requests` are what it was asked. */
export async function restore(
  args: readonly string[],
  how: Play = {},
  { engine = () => restoreSummary() }: { engine?: FakeEngine } = {},
): Promise<Played & { requests: RestoreRequest[] }> {
  const requests: RestoreRequest[] = [];
  const run = async (request: RestoreRequest): Promise<RestoreSummary> => {
    requests.push(request);
    return await engine(request);
  };
  const played = await play(["restore", ...args], {
    ...how,
    commands: [(runner) => restoreCommand(runner, run)],
  });
  return { ...played, requests };
}

/** The one task a command line came to. */
export async function taskOf(line: string): Promise<RestoreTask> {
  const { requests, stderr } = await restore([...line.split(" "), "--yes"]);
  const [request] = requests;
  if (request === undefined) throw new Error(`Nothing was asked: ${stderr}`);
  return request.task;
}

/** A plan of one item that is updated. */
export const PLAN: RestorePlan = {
  source: "https://acme.looker.com",
  destination: "https://acme.looker.com",
  names: NO_NAMES,
  rights: [],
  outside: [],
  dependents: {},
  lacking: [],
  removals: [],
  linkers: [],
  items: [{
    ...untouched({ type: "dashboards", id: "12" }),
    name: "Revenue",
    action: "update",
    destinationId: "12",
    changes: [{ path: "title", from: "Sales", to: "Revenue" }],
    calls: 2,
  }],
};
