/**
 * `lookervault diff`: shows what changed between two times.
 *
 * @module
 */
import { type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { isoTime } from "../../base/clock.ts";
import { EXIT, UsageError } from "../../base/errors.ts";
import type { DiffRequest, VaultDiff } from "../../inspect/diff.ts";
import type { LiveDiff } from "../../term/diff_live.ts";
import type { Vault } from "../../vault/vault.ts";
import { command, type Runner } from "../command.ts";
import type { CommandContext } from "../command_context.ts";
import { addConnectionOptions, sessionConfig, sessionInstance } from "../connection.ts";
import type { LiveRequest } from "../live_vault.ts";
import type { ReadDiff } from "../diff_request.ts";
import { readVault } from "../open_vault.ts";
import { someText, wholeNumber } from "../option_values.ts";
import { TIME_HELP } from "../times.ts";
import { type Ending, shortOf } from "../ending.ts";

/** The functions that `diff` uses. */
export interface DiffDeps {
  /** Compares two times of a vault. */
  vault: (vault: Vault, request: DiffRequest) => Promise<VaultDiff>;
  /** Compares a time of the configured vault with the current state of Looker. */
  live: (request: LiveRequest, diff: DiffRequest) => Promise<LiveDiff>;
}

const LIBRARY: DiffDeps = {
  async vault(vault, request) {
    const [{ diffVault }, { restoredDifferences: compareRestored }] = await Promise.all([
      import("../../inspect/diff.ts"),
      import("../../compare/form_differences.ts"),
    ]);
    return diffVault(vault, { ...request, compareRestored });
  },
  live: liveDiff,
};

/** The options of `diff` as commander parses them. */
interface DiffFlags {
  type?: string;
  folder?: string;
  with?: string;
  from?: string;
  to?: string;
  format?: "text" | "json" | "md";
  stat?: true;
  full?: true;
  exitCode?: true;
  baseUrl?: string;
  timeout?: number;
  workers?: number;
}

/** Creates the command `diff`. */
export function diffCommand(run: Runner, deps: DiffDeps = LIBRARY): CommandUnknownOpts {
  const diff = command("diff", {
    summary: "show what changed between two times, and who changed it",
    description:
      "Shows which items were added, removed or changed, what changed in them, and who changed it if " +
      "Looker reports it. Compares two times in the vault, the vault with Looker now (--to live), or two " +
      "vaults (--with). Matches tiles, filters, queries and members by identity, not by position.\n\nWithout " +
      "--from: shows what changed in the newest run; for one item, its latest change; with --to live, what " +
      "has changed since the newest run. Only --to live needs the network. It takes as many requests as an " +
      "incremental run, or a few for one item.",
    examples: [
      ["diff", "what changed in the newest backup?"],
      ['diff dashboards "Sales overview"', "what did the last edit of a dashboard change, and who made it?"],
      ['diff dashboards 42 --from "last friday"', "what has changed in it since Friday?"],
      ["diff dashboards 42 --to live", "what has changed in it since the backup?"],
      ["diff --from 7d --format md > changes.md", "what changed last week, for a mail"],
      ["diff --folder Shared/Finance --from 7d --stat", "which items of a folder changed"],
      ["diff --db dev.db --with prod.db", "which content differs between two instances?"],
      ["diff --to live --exit-code --quiet", "for a script: does Looker differ from the backup?"],
    ],
    exits: [0, 1, 2, 3, 4, 5, 7, 130],
    meanings: { 4: "with --to live: Looker did not show everything to compare" },
  })
    .argument("[type]", "content type, such as dashboards (default: all)")
    .argument("[item]", "one item, by its id or name")
    .option("--from <time>", `the earlier time: ${TIME_HELP}`, someText)
    .option(
      "--to <time>",
      "the later time, or live for Looker now (default: the current state of the vault)",
      someText,
    )
    .option(
      "--with <file>",
      "compare with this vault, of the same instance or another",
      someText,
    )
    .option("--folder <folder>", "only this folder and everything below it, by id, name or path", someText)
    .addOption(new Option("--format <format>", "how to print it").choices(["text", "json", "md"] as const))
    .option("--stat", "show only which items changed, not what changed in them or who changed it")
    .option("--exit-code", "exit with 7 if something differs")
    .option("--full", "with --to live: read everything, whatever its timestamp")
    .option("--workers <n>", "with --to live: requests in flight, 1 to 50 (default: 8)", wholeNumber(1, 50));
  addConnectionOptions(diff);
  diff.addOption(new Option("--type <type>").hideHelp());
  return diff.action((type, item, flags) =>
    run(diff, (context) => work(context, { type, item, flags: flags as DiffFlags, deps }))
  );
}

async function work(
  context: CommandContext,
  { type: named, item, flags, deps }: {
    type: string | undefined;
    item: string | undefined;
    flags: DiffFlags;
    deps: DiffDeps;
  },
): Promise<Ending> {
  const { folder, from, to, stat, format, full, exitCode, baseUrl, timeout, workers } = flags;
  const type = named ?? flags.type;
  const { readDiff, diffRequest } = await import("../diff_request.ts");
  const asked = readDiff(context, {
    ...(type !== undefined && { type }),
    ...(item !== undefined && { item }),
    ...(folder !== undefined && { folder }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(stat && { stat }),
  });
  if (!asked.isLive) context.goOffline();
  if (full && !asked.isLive) {
    throw new UsageError("Cannot use --full: the vault is compared with itself", {
      hint: "Add --to live, or remove --full.",
    });
  }
  if (flags.with !== undefined) return await withOther(context, { asked, flags, other: flags.with });
  const print = { ...(format && { format }), ...(stat && { stat }) };
  const config = await sessionConfig(context, { baseUrl, timeout, workers });
  const { printDiff } = await import("../diff_output.ts");
  if (!asked.isLive) {
    const diff = await readVault(
      context,
      { config, compares: true },
      (vault) => deps.vault(vault, diffRequest(context, vault, asked)),
    );
    printDiff(context, diff, print);
    return exitCode ? await differing(diff) : EXIT.ok;
  }
  const instance = await sessionInstance(context, config);
  const request = await readVault(
    context,
    { config, online: true },
    (vault) => diffRequest(context, vault, asked),
  );
  const diff = await deps.live({
    context,
    config,
    instance,
    types: request.type === undefined ? null : [request.type],
    full: full === true,
    ...(request.id !== undefined && { id: request.id }),
  }, request);
  printDiff(context, diff, print);
  const missed = diff.live.filter(({ complete }) => !complete);
  if (missed.length === 0) return exitCode ? await differing(diff) : EXIT.ok;
  return shortOf(
    EXIT.partial,
    `Compared only partly with Looker: ${missed.map(({ type }) => type).join(", ")}`,
    "The output names what Looker did not show. Rerun the command.",
  );
}

/** Compares with another vault. The other vault is opened with the same checks as the first, and is not written. */
async function withOther(
  context: CommandContext,
  { asked, flags: { stat, format, exitCode }, other }: { asked: ReadDiff; flags: DiffFlags; other: string },
): Promise<Ending> {
  if (asked.isLive || asked.from !== undefined || asked.to !== undefined) {
    throw new UsageError(
      "Cannot use --from or --to with --with: two vaults are compared in their current state",
      {
        hint: "Remove them.",
      },
    );
  }
  const [{ compareVaults }, { keepWalOpen }, { openVaultForReading }, { CANONICAL_FORMS }, { diffRequest }, {
    printDiff,
  }] = await Promise.all([
    import("../../compare/compare_vaults.ts"),
    import("../../vault/keep_wal_open.ts"),
    import("../../vault/open.ts"),
    import("../../looker/equality.ts"),
    import("../diff_request.ts"),
    import("../diff_output.ts"),
  ]);
  // Must run before writing is given up, so that the files that SQLite creates next to the vault can be removed.
  using _held = keepWalOpen(other);
  const diff = await readVault(context, { compares: true }, (vault) => {
    using theirs = openVaultForReading(other, { forms: CANONICAL_FORMS });
    return compareVaults(vault, theirs, diffRequest(context, vault, asked));
  });
  printDiff(context, diff, { ...(format && { format }), ...(stat && { stat }) });
  return exitCode ? await differing(diff) : EXIT.ok;
}

/** Returns the ending for `--exit-code`. */
async function differing(diff: VaultDiff): Promise<Ending> {
  if (diff.items.length === 0) return EXIT.ok;
  const { totals } = await import("../../term/render_diff.ts");
  return shortOf(EXIT.different, `Differences were found: ${totals(diff)}`);
}

/** Reads Looker, and compares a time of the vault with it. */
async function liveDiff(asked: LiveRequest, request: DiffRequest): Promise<LiveDiff> {
  const [{ restoredDifferences: compareRestored }, { withLiveVault }, { readLive }, { diffLive }] =
    await Promise.all([
      import("../../compare/form_differences.ts"),
      import("../live_vault.ts"),
      import("../../live/read_live.ts"),
      import("../../inspect/diff.ts"),
    ]);
  return await withLiveVault(asked, async (options, deps) => {
    using live = await readLive(options, deps);
    const { baseline, types, errors, calls, warnings } = live;
    const now = isoTime(asked.context.clock.now());
    const diff = diffLive(deps.vault, baseline, {
      types: types.map(({ type }) => type),
      now,
      request: { ...request, compareRestored },
    });
    return { ...diff, live: types, errors, calls, warnings };
  });
}
