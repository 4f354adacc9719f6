/**
 * The options of the `restore` commands.
 *
 * @module
 */
import { type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { addConnectionOptions } from "../../connection.ts";
import { addIdentityOption, addPlaceOptions } from "../snapshot/snapshot_flags.ts";
import { commaList, positiveNumber, someText, wholeNumber } from "../../option_values.ts";
import { TIME_HELP } from "../../times.ts";
import { type NameMap, nameMap } from "./name_map.ts";
import { type OwnerMap, ownerMap } from "./owner_map.ts";

/** The options of every command that writes to Looker, as commander parses them. */
export interface RunFlags {
  baseUrl?: string;
  timeout?: number;
  workers?: number;
  rateLimit?: number;
  maxRetries?: number;
  checkpointInterval?: number;
  allowIncomplete?: true;
  allowAdmin?: true;
  allowSignInChanges?: true;
  to?: string;
  dryRun?: true;
  planOut?: string;
  yes?: true;
  force?: true;
  fromSnapshot?: string;
  dest?: string;
  endpoint?: string;
  identity?: string;
}

/** The options that select what is restored, and how. */
export interface RestoreFlags extends RunFlags {
  at?: string;
  withDependencies?: true;
  withDependents?: true;
  part?: string[];
  accessOnly?: true;
  intoFolder?: string;
  folder?: string[];
  owner?: string[];
  id?: string[];
  updatedAfter?: string;
  updatedBefore?: string;
  only?: string[];
  exclude?: string[];
  skipIfModified?: true;
  ownerMap?: OwnerMap;
  mapField?: NameMap;
  mapExplore?: NameMap;
  mapModel?: NameMap;
  defaultOwner?: string;
  enableSchedules?: true;
  fixLinks?: true;
  type?: string[];
  types?: string[];
  onlyTypes?: string[];
  excludeTypes?: string[];
}

/** The default number of items between two checkpoints. */
export const CHECKPOINT_INTERVAL = 100;
/** The default number of retries after the first attempt. */
export const MAX_RETRIES = 5;

const list = (flags: string, what?: string): Option => new Option(flags, what).argParser(commaList);

/** Adds the options of every command that writes. */
export function addWriteOptions(command: CommandUnknownOpts): void {
  command
    .option("--to <url>", "the instance to write to; required if it is not the instance of the backup")
    .option("--yes", "do not ask for confirmation; required without a terminal")
    .addOption(new Option("--force").hideHelp())
    .option("--workers <n>", "writes in flight, 1 to 50 (default: 8)", wholeNumber(1, 50))
    .option("--rate-limit <n>", "at most this many requests per second", positiveNumber)
    .option(
      "--max-retries <n>",
      `retries after the first attempt (default: ${MAX_RETRIES})`,
      wholeNumber(0, 100),
    );
  addConnectionOptions(command);
}

/** Adds the options of every command that plans and then writes. */
export function addRunOptions(command: CommandUnknownOpts): void {
  command.option("--dry-run", "show the plan; write nothing");
  addWriteOptions(command);
  command
    .option(
      "--checkpoint-interval <n>",
      `items between two checkpoints (default: ${CHECKPOINT_INTERVAL})`,
      wholeNumber(1, 10_000),
    )
    .option(
      "--allow-incomplete",
      "count an item as complete even if a part cannot be restored, such as a tile whose look is deleted",
    )
    .option("--allow-admin", "allow a restore that makes a user an Admin; otherwise it is refused")
    .option("--allow-sign-in-changes", "allow changes of sign-in settings; otherwise they are skipped")
    .option(
      "--from-snapshot <ref>",
      "use a snapshot instead of the vault: latest, a number from snapshot list, or a time",
    );
  addPlaceOptions(command);
  addIdentityOption(command);
}

/** Adds the option that writes the plan to a file. */
export function addPlanOption(command: CommandUnknownOpts): void {
  command.option(
    "--plan-out <file>",
    "write the plan to this file and stop: .json for `restore apply`, .md for reading",
  );
}

/** Adds the options that control how items are restored. */
export function addRestoreOptions(command: CommandUnknownOpts): void {
  command
    .option("--at <time>", `as of ${TIME_HELP}`, someText)
    .option("--with-dependencies", "also restore the items that the restored items need and Looker lacks")
    .option("--with-dependents", "also restore the schedules, alerts and board places of the restored items")
    .option("--access-only", "restore only the access lists of folders and boards")
    .option(
      "--into-folder <folder>",
      "restore below this folder of the target instance (id, name or path), and keep the folder structure",
    )
    .option("--skip-if-modified", "skip what was changed in Looker after the backup")
    .addOption(
      new Option(
        "--owner-map <old=new>",
        "transfer what OLD owned to NEW: ids, email addresses or names; repeatable",
      ).argParser(
        ownerMap,
      ),
    )
    .addOption(
      new Option("--map-field <old=new>", "replace the field OLD with NEW in everything restored; repeatable")
        .argParser(
          nameMap("field"),
        ),
    )
    .addOption(
      new Option(
        "--map-explore <old=new>",
        "replace the explore OLD with NEW, each as model::explore; repeatable",
      ).argParser(
        nameMap("explore"),
      ),
    )
    .addOption(
      new Option("--map-model <old=new>", "replace the model OLD with NEW; repeatable")
        .argParser(
          nameMap("model"),
        ),
    )
    .option(
      "--default-owner <owner>",
      "new owner of items whose owner no longer exists: id, email address or name",
    )
    .option("--enable-schedules", "enable restored schedules and alerts: Looker then sends mail again")
    .option(
      "--fix-links",
      "update links in other items that point to an item with a new id; change nothing else in them",
    );
}

/** Adds the option that selects parts of one item. */
export function addPartOption(command: CommandUnknownOpts, { hidden }: { hidden: boolean }): void {
  const add = (text: string, previous: string[] | undefined): string[] => [...previous ?? [], text];
  const option = new Option(
    "--part <path>",
    "only this part, such as 'tile \"Revenue\"', 'filter Date', 'tab 12' or title; repeatable",
  );
  command.addOption(option.argParser(add).hideHelp(hidden));
}

/** Adds the filters. Hidden filters are only parsed to reject them with a reason. */
export function addFilterOptions(command: CommandUnknownOpts, { hidden }: { hidden: boolean }): void {
  for (
    const option of [
      list(
        "--folder <folders>",
        "only these folders, with everything in and below them: ids, names or paths such as Shared/Finance",
      ),
      list("--owner <owners>", "only items of these owners: ids, email addresses or names"),
      list("--id <ids>", "only these items, including deleted ones: ids or names"),
      new Option("--updated-after <time>", `only items updated at or after ${TIME_HELP}`).argParser(someText),
      new Option("--updated-before <time>", `only items updated before ${TIME_HELP}`).argParser(someText),
    ]
  ) command.addOption(option.hideHelp(hidden));
}

/** Adds the options that select types. `hidden` has the same meaning as in {@linkcode addFilterOptions}. */
export function addTypeOptions(command: CommandUnknownOpts, { hidden }: { hidden: boolean }): void {
  command
    .addOption(list("--only <types>", "only these types; comma-separated").hideHelp(hidden))
    .addOption(list("--exclude <types>", "skip these types, also among the dependencies"));
  for (const flags of ["--only-types <types>", "--exclude-types <types>"]) {
    command.addOption(list(flags).hideHelp());
  }
}

/** Adds the older options for the type argument. */
export function addOlderTypeOptions(command: CommandUnknownOpts): void {
  for (const flags of ["--types <types>", "--type <type>"]) command.addOption(list(flags).hideHelp());
}
