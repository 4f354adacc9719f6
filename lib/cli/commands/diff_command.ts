/**
 * `lookervault diff`: what changed between two moments.
 *
 * @module
 */
import { type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { isoTime } from "../../base/clock.ts";
import { EXIT, UsageError } from "../../base/errors.ts";
import type { DiffRequest, VaultDiff } from "../../inspect/diff.ts";
import { parseContentType } from "../../looker/content_type_names.ts";
import type { LiveDiff } from "../../term/diff_live.ts";
import type { Vault } from "../../vault/vault.ts";
import { command, type Runner } from "../command.ts";
import type { CommandContext } from "../command_context.ts";
import { addConnectionOptions, sessionConfig, sessionInstance } from "../connection.ts";
import type { LiveRequest } from "../live_vault.ts";
import { readVault } from "../open_vault.ts";
import { isoDate, wholeNumber } from "../option_values.ts";
import { type Ending, shortOf } from "../ending.ts";

/** What `diff` asks of the layers below. */
export interface DiffDeps {
  /** Compares two moments of a vault. */
  vault: (vault: Vault, request: DiffRequest) => Promise<VaultDiff>;
  /** Compares a moment of the configured vault with Looker as it is now. */
  live: (request: LiveRequest, diff: DiffRequest) => Promise<LiveDiff>;
}

const LIBRARY: DiffDeps = {
  vault: async (...asked) => (await import("../../inspect/diff.ts")).diffVault(...asked),
  live: liveDiff,
};

interface DiffFlags {
  from?: string;
  to?: string;
  format?: "text" | "json" | "md";
  stat?: true;
  full?: true;
  baseUrl?: string;
  timeout?: number;
  workers?: number;
}

/** The command. */
export function diffCommand(run: Runner, deps: DiffDeps = LIBRARY): CommandUnknownOpts {
  const diff = command("diff", {
    summary: "show what changed between two moments",
    description:
      "Shows which items came, went or changed between two moments of the vault, or since one of them in Looker, and " +
      "what changed in them: tiles, filters, queries and members are known by their identity, not by their position. " +
      "Without --from: what the newest run changed, for one item what its newest version changed, and with --to live " +
      "what has changed since the newest run. Needs no network without --to live, which takes the calls of an " +
      "incremental run, and for one item a few.",
    examples: [
      ["diff", "what did the newest backup find changed?"],
      ["diff dashboards 42", "what did the last edit of a dashboard change?"],
      ["diff dashboards 42 --from 2026-01-01 --to 2026-01-31", "between two moments (UTC)"],
      ["diff dashboards 42 --to live", "what has changed in it since the backup?"],
      ["diff --from 2026-01-01 --to live --stat", "which items changed since, in Looker as it is now"],
      ["diff folders --format md > changes.md", "of one type, for a ticket"],
    ],
    exits: [0, 1, 2, 3, 4, 5, 130],
    meanings: { 4: "with --to live: Looker did not show all that was to be compared" },
  })
    .argument("[type]", "content type, such as dashboards; without it all")
    .argument("[id]", "one item's id")
    .option("--from <time>", "the former date or time (UTC)", isoDate)
    .option(
      "--to <time>",
      "the latter date or time (UTC), or live: Looker as it is; without it what the vault holds now",
      (text) => text.toLowerCase() === LIVE ? LIVE : isoDate(text),
    )
    .addOption(new Option("--format <format>", "how to print it").choices(["text", "json", "md"] as const))
    .option("--stat", "which items changed only, not what in them")
    .option("--full", "with --to live: read everything, whatever its time stamp says")
    .option("--workers <n>", "with --to live: requests in flight, 1 to 50 (default: 8)", wholeNumber(1, 50));
  addConnectionOptions(diff);
  return diff.action((type, id, flags) =>
    run(diff, (context) => work(context, { type, id, flags: flags as DiffFlags, deps }))
  );
}

/** `--to` of Looker as it is. */
const LIVE = "live";

async function work(
  context: CommandContext,
  { type, id, flags, deps }: {
    type: string | undefined;
    id: string | undefined;
    flags: DiffFlags;
    deps: DiffDeps;
  },
): Promise<Ending> {
  const { from, to, stat, format, full, baseUrl, timeout, workers } = flags;
  if (to !== LIVE) context.goOffline();
  const end = to === undefined || to === LIVE ? isoTime(context.clock.now()) : to;
  if (from !== undefined && from >= end) {
    throw new UsageError(`Cannot compare: ${from} is not before ${end === to ? to : "now"}`, {
      hint: "Give the former moment as --from.",
    });
  }
  if (full && to !== LIVE) {
    throw new UsageError("Cannot use --full: the vault is compared with itself", {
      hint: "Add --to live, or leave --full out.",
    });
  }
  const request = {
    ...(type !== undefined && { type: parseContentType(type) }),
    ...(id !== undefined && { id }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && to !== LIVE && { to }),
    ...(stat && { stat }),
  };
  const print = { ...(format && { format }), ...(stat && { stat }) };
  const config = await sessionConfig(context, { baseUrl, timeout, workers });
  const { printDiff } = await import("../diff_output.ts");
  if (to !== LIVE) {
    const diff = await readVault(
      context,
      { config, compares: true },
      (vault) => deps.vault(vault, request),
    );
    printDiff(context, diff, print);
    return EXIT.ok;
  }
  const types = request.type === undefined ? null : [request.type];
  const asked = {
    context,
    config,
    instance: await sessionInstance(context, config),
    types,
    full: full === true,
    ...(id !== undefined && { id }),
  };
  const diff = await deps.live(asked, request);
  printDiff(context, diff, print);
  const missed = diff.live.filter(({ complete }) => !complete);
  if (missed.length === 0) return EXIT.ok;
  return shortOf(
    EXIT.partial,
    `Not compared whole with Looker: ${missed.map(({ type }) => type).join(", ")}`,
    "The result names what Looker did not show; run the same command again.",
  );
}

/** Reads Looker, and compares a moment of the vault with it. */
async function liveDiff(asked: LiveRequest, request: DiffRequest): Promise<LiveDiff> {
  const [{ withLiveVault }, { readLive }, { diffLive }] = await Promise.all([
    import("../live_vault.ts"),
    import("../../live/read_live.ts"),
    import("../../inspect/diff.ts"),
  ]);
  return await withLiveVault(asked, async (options, deps) => {
    using live = await readLive(options, deps);
    const { baseline, types, errors, calls, warnings } = live;
    const now = isoTime(asked.context.clock.now());
    const diff = diffLive(deps.vault, baseline, { types: types.map(({ type }) => type), now, request });
    return { ...diff, live: types, errors, calls, warnings };
  });
}
