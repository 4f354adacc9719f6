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

/** Options of every command that writes to Looker, as commander reads them. */
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

/** Options that choose what is restored, and how. */
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

/** How many items lie between two checkpoints, unless it is said. */
export const CHECKPOINT_INTERVAL = 100;
/** Attempts after the first, unless it is said. */
export const MAX_RETRIES = 5;

const list = (flags: string, what?: string): Option => new Option(flags, what).argParser(commaList);

/** Adds what every command that writes takes. */
export function addWriteOptions(command: CommandUnknownOpts): void {
  command
    .option("--to <url>", "the instance to write to; required when it is not the one the backup is of")
    .option("--yes", "do it without asking; required where there is no terminal")
    .addOption(new Option("--force").hideHelp())
    .option("--workers <n>", "writes in flight, 1 to 50 (default: 8)", wholeNumber(1, 50))
    .option("--rate-limit <n>", "requests a second, never more", positiveNumber)
    .option(
      "--max-retries <n>",
      `attempts after the first (default: ${MAX_RETRIES})`,
      wholeNumber(0, 100),
    );
  addConnectionOptions(command);
}

/** Adds what every command takes that plans and then writes. */
export function addRunOptions(command: CommandUnknownOpts): void {
  command.option("--dry-run", "show what would be done, write nothing");
  addWriteOptions(command);
  command
    .option(
      "--checkpoint-interval <n>",
      `items between two checkpoints (default: ${CHECKPOINT_INTERVAL})`,
      wholeNumber(1, 10_000),
    )
    .option(
      "--allow-incomplete",
      "items that must lack a part, such as a tile whose look is gone, count as done",
    )
    .option("--allow-admin", "somebody may become Admin; without it such a restore is refused")
    .option("--allow-sign-in-changes", "settings of sign-in may change; without it they stay as they are")
    .option(
      "--from-snapshot <ref>",
      "from a copy elsewhere instead of the vault: latest, a number of snapshot list, or a time",
    );
  addPlaceOptions(command);
  addIdentityOption(command);
}

/** Adds where a plan can be written to. */
export function addPlanOption(command: CommandUnknownOpts): void {
  command.option(
    "--plan-out <file>",
    "write the plan to this file and stop: .json for `restore apply`, .md to read",
  );
}

/** Adds what says how items are restored. */
export function addRestoreOptions(command: CommandUnknownOpts): void {
  command
    .option("--at <time>", `as it was at ${TIME_HELP}`, someText)
    .option("--with-dependencies", "and what it needs, as far as Looker lacks it")
    .option("--with-dependents", "and the schedules, alerts and board places of what is restored")
    .option("--access-only", "only access lists, of folders and boards")
    .option(
      "--into-folder <folder>",
      "below this folder of the destination: its id, name or path; folders are kept below it",
    )
    .option("--skip-if-modified", "leave alone what was changed in Looker after the backup")
    .addOption(
      new Option(
        "--owner-map <old=new>",
        "what OLD owned becomes NEW's: ids, e-mail addresses or names; may be repeated",
      ).argParser(
        ownerMap,
      ),
    )
    .addOption(
      new Option("--map-field <old=new>", "in all that is restored, the field OLD becomes NEW").argParser(
        nameMap("field"),
      ),
    )
    .addOption(
      new Option("--map-explore <old=new>", "the explore OLD becomes NEW, each as model::explore").argParser(
        nameMap("explore"),
      ),
    )
    .addOption(
      new Option("--map-model <old=new>", "the model OLD becomes NEW; each of the three may be repeated")
        .argParser(
          nameMap("model"),
        ),
    )
    .option(
      "--default-owner <owner>",
      "who owns what has no owner in Looker any more: id, e-mail address or name",
    )
    .option("--enable-schedules", "enable restored schedules and alerts: Looker sends mail again")
    .option(
      "--fix-links",
      "put right the links of other items to what gets a new id, and nothing else of them",
    );
}

/** Adds what chooses parts of one item. */
export function addPartOption(command: CommandUnknownOpts, { hidden }: { hidden: boolean }): void {
  const add = (text: string, previous: string[] | undefined): string[] => [...previous ?? [], text];
  const option = new Option(
    "--part <path>",
    "only this part, such as 'tile \"Revenue\"', 'filter Date', 'tab 12' or title; may be repeated",
  );
  command.addOption(option.argParser(add).hideHelp(hidden));
}

/** Adds the filters. `hidden`: they are read to be refused with a reason. */
export function addFilterOptions(command: CommandUnknownOpts, { hidden }: { hidden: boolean }): void {
  for (
    const option of [
      list(
        "--folder <folders>",
        "only these folders, all below them, and what lies in them: ids, names or paths such as Shared/Finance",
      ),
      list("--owner <owners>", "only items of these owners: ids, e-mail addresses or names"),
      list("--id <ids>", "only these items, the deleted ones too: ids or names"),
      new Option("--updated-after <time>", `only items updated at or after ${TIME_HELP}`).argParser(someText),
      new Option("--updated-before <time>", `only items updated before ${TIME_HELP}`).argParser(someText),
    ]
  ) command.addOption(option.hideHelp(hidden));
}

/** Adds what chooses types. `hidden`: as in {@linkcode addFilterOptions}. */
export function addTypeOptions(command: CommandUnknownOpts, { hidden }: { hidden: boolean }): void {
  command
    .addOption(list("--only <types>", "only these types; comma-separated").hideHelp(hidden))
    .addOption(list("--exclude <types>", "leave these types out, also of what --with-dependencies brings"));
  for (const flags of ["--only-types <types>", "--exclude-types <types>"]) {
    command.addOption(list(flags).hideHelp());
  }
}

/** Adds the older spellings of a positional type. */
export function addOlderTypeOptions(command: CommandUnknownOpts): void {
  for (const flags of ["--types <types>", "--type <type>"]) command.addOption(list(flags).hideHelp());
}
