/**
 * `lookervault diff`: what changed between two moments.
 *
 * @module
 */
import { type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { InvalidArgumentError } from "commander";
import { EXIT, type ExitCode, UsageError } from "../../base/errors.ts";
import { sanitizeJson } from "../../base/log.ts";
import { jsonText } from "../../codec/json_value.ts";
import type { DiffRequest, VaultDiff } from "../../inspect/diff.ts";
import { parseContentType } from "../../looker/content_type_names.ts";
import { renderDiff } from "../../term/diff.ts";
import { markdownDiff } from "../../term/diff_markdown.ts";
import { command, type Runner } from "../command.ts";
import { sessionConfig } from "../connection.ts";
import { indentJson } from "../indent_json.ts";
import { isoDate } from "../options.ts";
import { type Session, stylesOf } from "../session.ts";

/** Compares two moments of the vault at a path. */
export type ReadDiff = (path: string, request: DiffRequest) => Promise<VaultDiff>;

const readVault: ReadDiff = async (path, request) =>
  (await import("../inspect_reader.ts")).diff(path, request);

interface DiffFlags {
  from?: string;
  to?: string;
  format?: "text" | "json" | "md";
  stat?: true;
}

/** The command. */
export function diffCommand(run: Runner, read: ReadDiff = readVault): CommandUnknownOpts {
  const diff = command("diff", {
    summary: "show what changed between two moments",
    description:
      "Shows which items came, went or changed between two moments of the vault, and what changed in them: tiles, " +
      "filters, queries and members are known by their identity, not by their position. Without --from: what the " +
      "newest run changed, and for one item what its newest version changed. Needs no network.",
    examples: [
      ["diff", "what did the newest backup find changed?"],
      ["diff dashboards 42", "what did the last edit of a dashboard change?"],
      ["diff dashboards 42 --from 2026-01-01 --to 2026-01-31", "between two moments (UTC)"],
      ["diff --from 2026-01-01 --stat", "which items changed since, not what in them"],
      ["diff folders --format md > changes.md", "of one type, for a ticket"],
    ],
    exits: [0, 1, 2, 5],
  })
    .argument("[type]", "content type, such as dashboards; without it all")
    .argument("[id]", "one item's id")
    .option("--from <time>", "the former date or time (UTC)", isoDate)
    .option("--to <time>", "the latter date or time (UTC); without it now", endOfSpan)
    .addOption(new Option("--format <format>", "how to print it").choices(["text", "json", "md"] as const))
    .option("--stat", "which items changed only, not what in them");
  return diff.action((type, id, flags) =>
    run(diff, (session) => work(session, { type, id, flags: flags as DiffFlags, read }))
  );
}

/** A time; Looker as it is now is compared elsewhere. */
function endOfSpan(text: string): string {
  if (text !== "live") return isoDate(text);
  throw new InvalidArgumentError(
    "The vault is compared with Looker as it is now by `lookervault verify --compare-live`.",
  );
}

async function work(
  session: Session,
  { type, id, flags, read }: {
    type: string | undefined;
    id: string | undefined;
    flags: DiffFlags;
    read: ReadDiff;
  },
): Promise<ExitCode> {
  await session.goOffline();
  const { from, to, stat } = flags;
  if (from !== undefined && to !== undefined && from >= to) {
    throw new UsageError(`Cannot compare: ${from} is not before ${to}`, {
      hint: "Give the former moment as --from.",
    });
  }
  const diff = await read(sessionConfig(session).db, {
    ...(type !== undefined && { type: parseContentType(type) }),
    ...(id !== undefined && { id }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(stat && { stat }),
  });
  const { stdout } = session.io;
  if (session.globals.json || flags.format === "json") stdout.write(documentOf(diff, stdout.isTerminal));
  else {
    const how = { width: stdout.columns(), palette: stylesOf(stdout, session.io, session.globals) };
    const lines = flags.format === "md"
      ? markdownDiff(diff, { stat: stat === true })
      : renderDiff(diff, { ...how, stat: stat === true });
    stdout.write(`${lines.join("\n")}\n`);
  }
  return EXIT.ok;
}

/** The JSON document. Numbers stand in it as they stood in Looker's answer. */
function documentOf({ from, to, types, items }: VaultDiff, terminal: boolean): string {
  const json = jsonText({
    command: "diff",
    status: "ok",
    from,
    to,
    types: types.map((type) => ({ ...type })),
    items: items.map((item) => ({
      ...item,
      differences: item.differences.map((difference) => ({ ...difference })),
    })),
  });
  return `${terminal ? sanitizeJson(indentJson(json)) : json}\n`;
}
