/**
 * All commands, in the order of the help. To add a command, add its file and a line here.
 *
 * @module
 */
import type { CommandFactory } from "./command.ts";
import { browseCommand } from "./commands/browse_command.ts";
import { checkCommand } from "./commands/check_command.ts";
import { cleanupCommand } from "./commands/cleanup_command.ts";
import { completionsCommand } from "./commands/completions_command.ts";
import { coverageCommand } from "./commands/coverage_command.ts";
import { diffCommand } from "./commands/diff_command.ts";
import { doctorCommand } from "./commands/doctor_command.ts";
import { duplicatesCommand } from "./commands/duplicates_command.ts";
import { exportCommand } from "./commands/export_command.ts";
import { extractCommand } from "./commands/extract_command.ts";
import { findCommand } from "./commands/find_command.ts";
import { graphCommand } from "./commands/graph_command.ts";
import { historyCommand } from "./commands/history_command.ts";
import { impactCommand } from "./commands/impact_command.ts";
import { infoCommand } from "./commands/info_command.ts";
import { initCommand } from "./commands/init_command.ts";
import { listCommand } from "./commands/list_command.ts";
import { personCommand } from "./commands/person_command.ts";
import { relocateCommand } from "./commands/relocate_command.ts";
import { replaceCommand } from "./commands/replace_command.ts";
import { reportCommand } from "./commands/report_command.ts";
import { restoreCommand } from "./commands/restore/restore_command.ts";
import { runsCommand } from "./commands/runs_command.ts";
import { showCommand } from "./commands/show_command.ts";
import { snapshotCommand } from "./commands/snapshot/snapshot_command.ts";
import { statsCommand } from "./commands/stats_command.ts";
import { treeCommand } from "./commands/tree_command.ts";
import { unusedCommand } from "./commands/unused_command.ts";
import { verifyCommand } from "./commands/verify_command.ts";

/** The factories. */
export const COMMANDS: readonly CommandFactory[] = [
  (run) => initCommand(run),
  (run) => checkCommand(run),
  (run) => doctorCommand(run),
  (run) => infoCommand(run),
  (run) => extractCommand(run),
  (run) => restoreCommand(run),
  (run) => replaceCommand(run),
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
  (run) => runsCommand(run),
  (run) => statsCommand(run),
  (run) => coverageCommand(run),
  (run) => reportCommand(run),
  (run) => browseCommand(run),
  (run) => verifyCommand(run),
  (run) => cleanupCommand(run),
  (run) => snapshotCommand(run),
  (run) => relocateCommand(run),
  (run) => completionsCommand(run),
];
