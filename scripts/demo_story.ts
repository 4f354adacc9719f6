/**
 * The commands that `deno task demo` shows and `deno task record` records.
 *
 * @module
 */
import { type Sim, type SimOptions, startSim } from "../test/sim/mod.ts";

/** A command of the demo. */
export interface Scene {
  /** The text that is printed before it. */
  why: string;
  /** The arguments after `lookervault`. */
  args: readonly string[];
  /** The maximum number of lines of output to show. */
  lines?: number;
  /** Changes the simulated Looker before the command. */
  before?: (sim: Sim) => void;
  /** Whether the recording in the README shows it. */
  recorded?: true;
}

/** The instance of the demo. */
export const INSTANCE = { dashboards: 300, looks: 200, latencyMs: 10 } as const satisfies SimOptions;

/** Starts the instance at a free port. */
export function startInstance(): Sim {
  return startSim({ port: 0, ...INSTANCE });
}

/** The commands of the demo. */
export const STORY: readonly Scene[] = [
  { why: "Back up everything.", args: ["extract"], recorded: true },
  { why: "List the content of the vault.", args: ["list"] },
  {
    why: "Find the dashboards about revenue.",
    args: [
      "list",
      "dashboards",
      "--name",
      "*revenue*",
      "--columns",
      "id,name,owner_email",
      "--limit",
      "8",
    ],
    recorded: true,
  },
  { why: "Show a dashboard exactly as Looker returned it.", args: ["show", "dashboards", "1"], lines: 24 },
  {
    why: "A user has just broken a dashboard. Restore it, and compare it with the backup.",
    args: ["restore", "single", "dashboards", "25", "--yes"],
    before: (sim) => {
      const values = { title: "Untitled", description: "oops", hidden: true };
      sim.mutate({ op: "update", type: "dashboards", id: "25", values });
    },
    recorded: true,
  },
];

/** Returns the command line of a scene, as a user types it. */
export function typed({ args }: Scene): string {
  return `lookervault ${args.map(quoted).join(" ")}`;
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word}'`;
}
