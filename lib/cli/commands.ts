/**
 * All commands, in the order of the help. A new one is a file and a line here.
 *
 * @module
 */
import type { CommandFactory } from "./command.ts";
import { checkCommand } from "./commands/check.ts";
import { cleanupCommand } from "./commands/cleanup.ts";
import { coverageCommand } from "./commands/coverage.ts";
import { completionsCommand } from "./commands/completions.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { diffCommand } from "./commands/diff.ts";
import { duplicatesCommand } from "./commands/duplicates.ts";
import { exportCommand } from "./commands/export.ts";
import { extractCommand } from "./commands/extract.ts";
import { findCommand } from "./commands/find.ts";
import { graphCommand } from "./commands/graph.ts";
import { historyCommand } from "./commands/history.ts";
import { impactCommand } from "./commands/impact.ts";
import { infoCommand } from "./commands/info.ts";
import { initCommand } from "./commands/init.ts";
import { listCommand } from "./commands/list.ts";
import { personCommand } from "./commands/person.ts";
import { relocateCommand } from "./commands/relocate.ts";
import { restoreCommand } from "./commands/restore/mod.ts";
import { showCommand } from "./commands/show.ts";
import { statsCommand } from "./commands/stats.ts";
import { treeCommand } from "./commands/tree.ts";
import { unusedCommand } from "./commands/unused.ts";
import { verifyCommand } from "./commands/verify.ts";

/** The factories. */
export const COMMANDS: readonly CommandFactory[] = [
  (run) => initCommand(run),
  (run) => checkCommand(run),
  (run) => doctorCommand(run),
  (run) => infoCommand(run),
  (run) => extractCommand(run),
  (run) => restoreCommand(run),
  (run) => listCommand(run),
  (run) => showCommand(run),
  (run) => treeCommand(run),
  (run) => historyCommand(run),
  (run) => diffCommand(run),
  (run) => exportCommand(run),
  (run) => findCommand(run),
  (run) => impactCommand(run),
  (run) => graphCommand(run),
  (run) => personCommand(run),
  (run) => unusedCommand(run),
  (run) => duplicatesCommand(run),
  (run) => statsCommand(run),
  (run) => coverageCommand(run),
  (run) => verifyCommand(run),
  (run) => cleanupCommand(run),
  (run) => relocateCommand(run),
  (run) => completionsCommand(run),
];
