/**
 * `lookervault restore single`, `bulk` and `all`: put items of the backup back.
 *
 * @module
 */
import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { CONTENT_TYPES } from "../../../looker/content_type_names.ts";
import { command, type Runner } from "../../command.ts";
import type { RunRestore } from "./engine.ts";
import {
  addFilterOptions,
  addOlderTypeOptions,
  addPlanOption,
  addRestoreOptions,
  addRunOptions,
  addTypeOptions,
  type RestoreFlags,
} from "./flags.ts";
import { bulkScope, restoreOptions, type Scope, singleScope } from "./options.ts";
import { runRestoreCommand } from "./run.ts";

/** Exit codes of the commands that write. */
export const EXITS = {
  exits: [0, 1, 2, 3, 4, 5, 6, 130],
  meanings: {
    4: "partial: finished, but something named above could not be restored",
    130: "interrupted, or not agreed to; lookervault restore resume goes on",
  },
} as const;

/** `restore single <type> <id>`. */
export function singleCommand(run: Runner, restore: RunRestore): CommandUnknownOpts {
  const single = command("single", {
    summary: "restore one item",
    description:
      "Puts one item back as it is in the backup: changed in place when it is there, undeleted when it lies in the trash, created when it is gone. What equals the backup is left alone.",
    examples: [
      ["restore single dashboards 42 --dry-run", "what would change, property by property?"],
      ["restore single dashboards 42", "look, say yes, restore"],
      ["restore single dashboards 42 --at 2026-01-31", "as it was at the beginning of that day (UTC)"],
      ["restore single look 7 --with-dependencies --yes", "its folder too, should that be gone"],
    ],
    ...EXITS,
  })
    .argument("[type]", "content type, such as dashboards")
    .argument("[id]", "the item's id in the backup");
  addOlderTypeOptions(single);
  addRestoreOptions(single);
  addRunOptions(single);
  addPlanOption(single);
  addFilterOptions(single, { hidden: true });
  addTypeOptions(single, { hidden: true });
  return single.action((type, id, flags) =>
    act({
      run,
      restore,
      made: single,
      flags: flags as RestoreFlags,
      scope: (flags) => singleScope(words(type, id), flags),
    })
  );
}

/** `restore bulk <type>`. */
export function bulkCommand(run: Runner, restore: RunRestore): CommandUnknownOpts {
  const bulk = command("bulk", {
    summary: "restore the items of a type, or some of them",
    description:
      "Puts the items of a type back as they are in the backup. Filters narrow them down; one that cannot say anything of the type is refused.",
    examples: [
      ["restore bulk dashboards --folder 42", "the dashboards of a folder and of all below it"],
      ["restore bulk looks --owner ada@acme.com --dry-run", "what would be restored of hers?"],
      ["restore bulk dashboards --id 3,5,8 --at 2026-01-31 --yes", "three of them as they were then"],
      ["restore bulk dashboards --owner-map 7=9", "what user 7 owned becomes user 9's"],
    ],
    ...EXITS,
  }).argument("[type]", `one of: ${CONTENT_TYPES.join(", ")}`);
  addOlderTypeOptions(bulk);
  addFilterOptions(bulk, { hidden: false });
  addRestoreOptions(bulk);
  addRunOptions(bulk);
  addPlanOption(bulk);
  addTypeOptions(bulk, { hidden: true });
  return bulk.action((type, flags) =>
    act({
      run,
      restore,
      made: bulk,
      flags: flags as RestoreFlags,
      scope: (flags) => bulkScope(words(type), flags),
    })
  );
}

/** `restore all`. */
export function allCommand(run: Runner, restore: RunRestore): CommandUnknownOpts {
  const all = command("all", {
    summary: "restore everything, or everything that filters leave",
    description:
      "Puts everything back as it is in the backup, in the order in which things need each other. What was made in Looker since is left alone.",
    examples: [
      ["restore all --dry-run", "what differs from the backup?"],
      ["restore all --folder 42", "a folder with all below it and in it"],
      ["restore all --only folders,looks,dashboards --skip-if-modified", "but keep what was changed since"],
      ["restore all --to https://new.looker.com --yes", "into another instance"],
    ],
    ...EXITS,
  });
  addFilterOptions(all, { hidden: false });
  addTypeOptions(all, { hidden: false });
  addOlderTypeOptions(all);
  addRestoreOptions(all);
  addRunOptions(all);
  addPlanOption(all);
  return all.action((flags) =>
    act({ run, restore, made: all, flags: flags as RestoreFlags, scope: () => ({ kind: "all" }) })
  );
}

async function act(
  { run, restore, made, flags, scope }: {
    run: Runner;
    restore: RunRestore;
    made: CommandUnknownOpts;
    flags: RestoreFlags;
    scope: (flags: RestoreFlags) => Scope;
  },
): Promise<void> {
  const name = made.name();
  await run(made, async (context) =>
    await runRestoreCommand(context, {
      command: `restore ${name}`,
      flags,
      task: (config) => ({ kind: "restore", options: restoreOptions(scope(flags), flags, config) }),
      detailed: name === "single",
      restore,
    }));
}

function words(...given: readonly (string | undefined)[]): string[] {
  return given.filter((word) => word !== undefined);
}
