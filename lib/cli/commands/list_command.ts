/**
 * `lookervault list`: what is in the vault.
 *
 * @module
 */
import { type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { EXIT, UsageError } from "../../base/errors.ts";
import type { ItemList, ListFilter, TypeRow } from "../../inspect/list.ts";
import type { ContentType } from "../../looker/content_type_names.ts";
import { ITEM_COLUMNS, type ItemColumn } from "../../vault/item_columns.ts";
import type { Vault } from "../../vault/vault.ts";
import { command, type Runner } from "../command.ts";
import type { CommandContext } from "../command_context.ts";
import { documentText } from "../document_text.ts";
import { oneType } from "../named_types.ts";
import { readVault } from "../open_vault.ts";
import { commaList, isoDate, someText, wholeNumber } from "../option_values.ts";
import { withDocument } from "../partial_document.ts";
import { stylesOf } from "../styles.ts";
import { requireCsv } from "./export_command.ts";
import type { Ending } from "../ending.ts";

/** What `list` asks of a vault. The items are read while it is open. */
export interface ListDeps {
  items: (vault: Vault, type: ContentType, filter: ListFilter) => Promise<ItemList>;
  types: (vault: Vault) => Promise<TypeRow[]>;
}

const VAULT: ListDeps = {
  items: async (...asked) => (await import("../../inspect/list.ts")).openList(...asked),
  types: async (vault) => (await import("../../inspect/list.ts")).listTypes(vault),
};

const FORMATS = ["table", "json", "csv", "ndjson"] as const;

/** Options of `list`: its filters, and how to print what passes them. */
interface ListFlags extends ListFilter {
  columns?: string[];
  format?: typeof FORMATS[number];
  raw?: true;
}

/** The command. */
export function listCommand(run: Runner, deps: ListDeps = VAULT): CommandUnknownOpts {
  const list = command("list", {
    summary: "list what is in the vault",
    description:
      "Lists the items of a type in the vault, or without a type how much there is of each and when it was last " +
      "captured. In CSV, a text that a spreadsheet would take for a formula gets a ' before it; ndjson and json are " +
      "exact. Needs no network.",
    examples: [
      ["list", "how much is there of each type?"],
      ["list dashboards --folder 42", "the dashboards of a folder"],
      ["list looks --name '*revenue*' --updated-after 2026-01-01", "by name and time"],
      ["list dashboards --deleted", "what Looker no longer has"],
      ["list looks --columns id,name,updated_at --format csv > looks.csv", "for a spreadsheet"],
      ["list users --sort name --limit 20 --json", "for a program"],
    ],
    exits: [0, 1, 2, 5, 130],
  })
    .argument("[type]", "content type, such as dashboards")
    .option("--folder <id>", "only items of this folder", someText)
    .option("--owner <email or id>", "only items of this owner", someText)
    .option("--name <pattern>", "only names like this; * stands for anything", someText)
    .option("--updated-after <date>", "only items updated after this date or time (UTC)", isoDate)
    .option("--deleted", "only items that were found gone from Looker")
    .option("--limit <n>", "at most this many, after all filters", wholeNumber(0))
    .option("--offset <n>", "skip this many first", wholeNumber(0))
    .option(
      "--sort <field>",
      "sort by id, name, owner_id, owner_email, folder_id, created_at, updated_at, synced_at, deleted_at, content_size; - before it: descending",
    )
    .option("--columns <names>", `only these, in this order: ${ITEM_COLUMNS.join(", ")}`, commaList)
    .addOption(new Option("--format <format>", "how to print it").choices(FORMATS))
    .option("--raw", "csv with each text exactly as it is: nothing escaped, formulas as they stand");
  for (const flags of ["--types <types>", "--type <type>"]) {
    list.addOption(new Option(flags).argParser(commaList).hideHelp());
  }
  return list.action((named, given) => {
    const { type = [], types = [], ...flags } = given as ListFlags & Record<"type" | "types", string[]>;
    const older = [...type, ...types];
    return run(
      list,
      (context) => work(context, { types: named === undefined ? older : [named, ...older], flags, deps }),
    );
  });
}

async function work(
  context: CommandContext,
  { types: named, flags, deps }: { types: string[]; flags: ListFlags; deps: ListDeps },
): Promise<Ending> {
  const type = oneType(named);
  const { columns, format = context.globals.json ? "json" : "table", raw, ...filter } = flags;
  requireCsv({ format: context.globals.json ? "json" : format, ...(raw && { raw }) });
  if (type === undefined) {
    const useless = Object.keys(flags).find((flag) => flag !== "format");
    if (useless !== undefined || format === "csv" || format === "ndjson") {
      throw new UsageError("Cannot filter or format the list: no content type is named", {
        hint: "For example: lookervault list dashboards.",
      });
    }
    const types = await readVault(context, {}, deps.types);
    const { typeLines } = await import("../../term/list_types.ts");
    const document = { command: "list", status: "ok", types };
    if (format === "json") context.io.stdout.write(documentText(document, context.io.stdout));
    else context.exactResult(document, (how) => typeLines(types, how));
    return EXIT.ok;
  }
  const { itemColumn } = await import("../../term/list_columns.ts");
  const chosen = columns?.map(itemColumn) ?? null;
  const given = context.globals.json ? "json" : format;
  return await readVault(context, {}, async (vault) => {
    const list = await deps.items(vault, type, filter);
    return await print(context, list, { type, chosen, format: given, raw: raw === true });
  });
}

/** Writes the items as they are read. */
async function print(
  context: CommandContext,
  list: ItemList,
  { type, chosen, format, raw }: {
    type: ContentType;
    chosen: ItemColumn[] | null;
    format: string;
    raw: boolean;
  },
): Promise<Ending> {
  const { csvLines, jsonEnd, jsonLines, jsonRows, tableLines } = await import("../../term/list_items.ts");
  const { stdout } = context.io, terminal = stdout.isTerminal;
  const how = {
    width: stdout.columns(),
    palette: stylesOf(stdout, context.io, context.globals),
    terminal,
    chosen,
    // A terminal is no program.
    raw: raw && !terminal,
  };
  if (format === "json") {
    const head = { command: "list", type, count: list.count };
    return await withDocument(context, {
      work: () => write(context, jsonRows(list, { ...how, head })),
      end: (tail) => jsonEnd({ ...tail }, terminal),
    });
  }
  if (format === "table") {
    for (const part of tableLines(list, how)) await rest(context, () => context.write(part));
  } else await write(context, (format === "csv" ? csvLines : jsonLines)(list, how));
  return EXIT.ok;
}

async function write(context: CommandContext, parts: Iterable<string>): Promise<void> {
  for (const part of parts) await rest(context, () => context.io.stdout.write(part));
}

/** Does something, and hears Ctrl-C after it. */
async function rest({ clock, signal }: CommandContext, work: () => void): Promise<void> {
  work();
  await clock.delay(0, signal);
}
