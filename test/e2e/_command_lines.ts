/**
 * One line or more for every command, and what it needs.
 *
 * @module
 */

import type { Left } from "./_binary.ts";

/** A permission that a command can need; each is one flag of Deno. */
export type Need = "net" | "read" | "write" | "env";

/** A command line that works in a place with a vault. */
export interface CommandLine {
  /** The path of the command in the tree, such as `restore dlq list`. */
  command: string;
  /** Its arguments and options. */
  rest: string;
  needs: readonly Need[];
  /** The exit code under all flags; 0 unless it is said. */
  code?: number;
  /** What it may still do at its end, where that is not: reach Looker if it needs to, and write no file. */
  left?: Partial<Left>;
}

const NEEDS: Record<string, readonly Need[]> = {
  nothing: [],
  vault: ["read", "env"],
  looker: ["net", "env"],
  compare: ["net", "read", "env"],
  write: ["write"],
  file: ["read", "write", "env"],
  all: ["net", "read", "write", "env"],
};

const TABLE: [command: string, rest: string, needs: keyof typeof NEEDS, also?: Partial<CommandLine>][] = [
  ["extract", "--incremental", "all"],
  ["extract", "--dry-run", "compare"],
  ["init", "--yes", "all", { left: { write: true } }],
  ["check", "", "compare"],
  // A dead letter waits in that vault.
  ["doctor", "", "compare", { code: 4 }],
  ["info", "", "looker"],
  ["list", "", "vault"],
  ["list", "dashboards", "vault"],
  ["list", "--owner 1", "vault"],
  ["show", "dashboards 1", "vault"],
  ["tree", "", "vault"],
  ["history", "dashboards 1", "vault"],
  ["diff", "", "vault"],
  ["diff", "dashboards 1", "vault"],
  ["diff", "--to live", "compare"],
  ["export", "looks --out looks.ndjson", "file"],
  ["report", "--out report.html", "file"],
  ["report", "--format md", "vault"],
  ["browse", "--idle 1s", "compare", { left: { net: false } }],
  ["find", "a", "vault"],
  ["impact", "dashboards 1", "vault"],
  ["graph", "dashboards 1", "vault"],
  // Nobody of the vault has that address.
  ["person", "nobody@acme.com", "vault", { code: 2 }],
  ["unused", "--since 2020-01-01", "vault"],
  ["duplicates", "", "vault"],
  ["runs", "", "vault"],
  ["stats", "", "vault"],
  ["coverage", "", "vault"],
  ["verify", "", "vault"],
  ["verify", "--compare-live", "compare"],
  ["cleanup", "--retention-days 3 --dry-run", "vault"],
  ["cleanup", "--retention-days 3 --yes", "file"],
  ["cleanup", "--damaged --dry-run", "vault"],
  // The vault's own address: it says so before it asks Looker.
  ["relocate", "--to URL --yes", "vault", { left: { net: true, write: true } }],
  ["restore status", "", "vault"],
  ["restore dlq list", "", "vault"],
  ["restore dlq show", "1", "vault"],
  ["restore mappings", "", "vault"],
  ["restore single", "dashboards 1 --dry-run", "compare"],
  ["restore apply", "plan.json --yes", "all"],
  ["restore single", "looks 1 --yes", "all"],
  ["restore bulk", "looks --yes", "all"],
  ["restore bulk", "dashboards --plan-out other.json", "all"],
  ["restore all", "--only boards --yes", "all"],
  ["restore drill", "--sample 1 --yes", "all"],
  ["replace", "text aaa=bbb --yes", "all"],
  ["restore dlq retry", "--yes", "all"],
  ["restore undo", "--yes", "all"],
  // There is none to go on with: it says so before it asks Looker.
  ["restore resume", "--yes", "file", { code: 2, left: { net: true } }],
  ["restore dlq clear", "--yes", "file"],
  ["snapshot keygen", "--out key.txt", "write"],
  ["snapshot push", ".", "file", { left: { write: true } }],
  ["snapshot list", "--dest .", "vault"],
  ["snapshot verify", "--dest .", "vault"],
  // There is none of that number.
  ["snapshot pull", "99 other.db --dest .", "vault", { code: 2 }],
  ["snapshot prune", "--dest . --keep-last 1 --dry-run", "vault"],
  ["completions", "bash", "nothing"],
  ["completions", "bash -- show dashboards ", "vault"],
];

/** All of them, in an order in which each finds what it needs. */
export const COMMAND_LINES: readonly CommandLine[] = TABLE.map(([command, rest, needs, also]) => ({
  command,
  rest,
  needs: NEEDS[needs] ?? [],
  ...also,
}));

/** The words of a line, with the address of Looker for `URL`. Behind `--` an empty last word counts. */
export function wordsOf({ command, rest }: CommandLine, url: string): string[] {
  const words = rest === "" ? [] : rest.split(" ").map((word) => word === "URL" ? url : word);
  return [...command.split(" "), ...words];
}
