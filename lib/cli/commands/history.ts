/**
 * `lookervault history`: the versions that the vault holds of an item.
 *
 * @module
 */
import type { RenderOptions } from "../../term/render_options.ts";
import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { EXIT, type ExitCode } from "../../base/errors.ts";
import type { VersionRow } from "../../inspect/history.ts";
import { type ContentType, parseContentType } from "../../looker/content_type_names.ts";
import { bytes, counted } from "../../term/format.ts";
import { type Column, renderTable } from "../../term/table.ts";
import { command, type Runner } from "../command.ts";
import { onlyReading } from "../reading.ts";
import type { CommandContext } from "../command_context.ts";

/** Reads the versions of an item from the vault at a path. */
export type ReadVersions = (path: string, type: ContentType, id: string) => Promise<VersionRow[]>;

const readVault: ReadVersions = async (path, type, id) =>
  (await import("../vault_reader.ts")).versions(path, type, id);

/** The command. */
export function historyCommand(run: Runner, read: ReadVersions = readVault): CommandUnknownOpts {
  const history = command("history", {
    summary: "list the versions the vault holds of an item",
    description:
      "Lists the versions of an item, the newest first: from when to when a run saw each, and where it was gone from Looker. Needs no network.",
    examples: [
      ["history dashboards 42", "when did it change?"],
      ["show dashboards 42 --at 2026-01-31T06:00Z", "one of its versions"],
    ],
    exits: [0, 1, 2, 5],
  })
    .argument("<type>", "content type, such as dashboards")
    .argument("<id>", "the item's id");
  return history.action((type, id) => run(history, (context) => work(context, { type, id, read })));
}

async function work(
  context: CommandContext,
  { type, id, read }: { type: string; id: string; read: ReadVersions },
): Promise<ExitCode> {
  const db = await onlyReading(context);
  const name = parseContentType(type);
  const versions = await read(db, name, id);
  context.exactResult(
    { command: "history", status: "ok", type: name, id, versions },
    (how) => versionLines(versions, how),
  );
  return EXIT.ok;
}

const COLUMNS: readonly Column[] = [
  { title: "from" },
  { title: "to" },
  { title: "updated in Looker", drop: 1 },
  { title: "name", min: 16 },
  { title: "size", align: "right", drop: 2 },
];

/** The versions as a table, and how many they are. */
export function versionLines(versions: readonly VersionRow[], options: RenderOptions): string[] {
  const rows = versions.map((version) => [
    time(version.valid_from),
    version.valid_to === null ? "now" : time(version.valid_to) + (version.deleted ? ", gone" : ""),
    version.updated_at === null ? "" : time(version.updated_at),
    `${version.name ?? ""}${version.trashed ? " (in the trash)" : ""}`,
    bytes(version.content_size),
  ]);
  return [...renderTable(COLUMNS, rows, options), options.palette.dim(counted(versions.length, "version"))];
}

/** `2026-01-02 03:04:05` of an ISO time. */
function time(iso: string): string {
  return iso.slice(0, 19).replace("T", " ");
}
