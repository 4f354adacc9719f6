/**
 * What `deno task demo` shows, and `deno task record` records: one story, told once.
 *
 * @module
 */
import { type Sim, type SimOptions, startSim } from "../test/sim/mod.ts";

/** One command of the story. */
export interface Scene {
  /** What the reader is told before it. */
  why: string;
  /** Words after `lookervault`. */
  args: readonly string[];
  /** Cuts the output after so many lines. */
  lines?: number;
  /** What happens in Looker before the command. */
  before?: (sim: Sim) => void;
  /** Whether the recording in the README has it. */
  recorded?: true;
}

/** The instance of the story. */
export const INSTANCE = { dashboards: 300, looks: 200, latencyMs: 10 } as const satisfies SimOptions;

/** The instance, started at a free port. */
export function startInstance(): Sim {
  return startSim({ port: 0, ...INSTANCE });
}

/** The story. */
export const STORY: readonly Scene[] = [
  { why: "Back up everything.", args: ["extract"], recorded: true },
  { why: "What is in the vault?", args: ["list"] },
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
  { why: "Look at one, exactly as Looker served it.", args: ["show", "dashboards", "1"], lines: 24 },
  {
    why: "Somebody has just broken a dashboard. Restore it, and compare it with the backup.",
    args: ["restore", "single", "dashboards", "25", "--yes"],
    before: (sim) => {
      const values = { title: "Untitled", description: "oops", hidden: true };
      sim.mutate({ op: "update", type: "dashboards", id: "25", values });
    },
    recorded: true,
  },
];

/** The command line of a scene, as somebody types it. */
export function typed({ args }: Scene): string {
  return `lookervault ${args.map(quoted).join(" ")}`;
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word}'`;
}
