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
import { commaList, someText, wholeNumber } from "../option_values.ts";
import { plainTime, stateTime, TIME_HELP, typedTime } from "../times.ts";
import { withDocument } from "../partial_document.ts";
import { stylesOf } from "../styles.ts";
import { requireCsv } from "./export_command.ts";
import type { Ending } from "../ending.ts";

/** What `list` asks of a vault. The items are read while it is open. */
export interface ListDeps {
  items: (vault: Vault, type: ContentType, filter: ListFilter) => Promise<ItemList>;
  types: (vault: Vault, at: string | undefined) => Promise<TypeRow[]>;
}

const VAULT: ListDeps = {
  items: async (...asked) => (await import("../../inspect/list.ts")).openList(...asked),
  types: async (...asked) => (await import("../../inspect/list.ts")).listTypes(...asked),
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
      ["list dashboards --folder Shared/Finance", "the dashboards of a folder, by its path, name or id"],
      ['list dashboards --owner "Ada Lovelace"', "what somebody owns; also by an e-mail address"],
      ["list looks --name '*revenue*' --updated-after 7d", "by name and time"],
      ['list dashboards --at "last tuesday"', "what there was then"],
      ["list dashboards --deleted", "what Looker no longer has"],
      ["list looks --columns id,name,updated_at --format csv > looks.csv", "for a spreadsheet"],
      ["list users --sort name --limit 20 --json", "for a program"],
    ],
    exits: [0, 1, 2, 5, 130],
  })
    .argument("[type]", "content type, such as dashboards")
    .option("--folder <folder>", "only items of this folder: its id, name or path", someText)
    .option("--owner <owner>", "only items of this owner: e-mail address, id or name", someText)
    .option("--name <pattern>", "only names like this; * stands for anything", someText)
    .option("--updated-after <time>", `only items updated after ${TIME_HELP}`, someText)
    .option("--at <time>", `what there was at ${TIME_HELP}`, someText)
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
  const { columns, format = context.globals.json ? "json" : "table", raw, at, updatedAfter, ...filter } =
    flags;
  const typedAt = typedTime(context, { option: "--at", text: at, edge: "end" });
  const after = typedTime(context, { option: "--updated-after", text: updatedAfter, edge: "begin" });
  const stateAt = (vault: Vault): string | undefined =>
    typedAt === undefined ? undefined : stateTime(context, vault, typedAt);
  requireCsv({ format: context.globals.json ? "json" : format, ...(raw && { raw }) });
  if (type === undefined) {
    const useless = Object.keys(flags).find((flag) => flag !== "format" && flag !== "at");
    if (useless !== undefined || format === "csv" || format === "ndjson") {
      throw new UsageError("Cannot filter or format the list: no content type is named", {
        hint: "For example: lookervault list dashboards.",
      });
    }
    const listed = await readVault(context, {}, async (vault) => {
      const at = stateAt(vault);
      return { ...at !== undefined && { at }, types: await deps.types(vault, at) };
    });
    const [{ typeLines }, { asOf }] = await Promise.all([
      import("../../term/list_types.ts"),
      import("../../term/as_of.ts"),
    ]);
    const document = { command: "list", status: "ok", ...listed };
    if (format === "json") context.io.stdout.write(documentText(document, context.io.stdout));
    else context.exactResult(document, (how) => [...typeLines(listed.types, how), ...asOf(listed.at, how)]);
    return EXIT.ok;
  }
  const { itemColumn } = await import("../../term/list_columns.ts");
  const chosen = columns?.map(itemColumn) ?? null;
  const given = context.globals.json ? "json" : format;
  return await readVault(context, {}, async (vault) => {
    const at = stateAt(vault);
    const list = await deps.items(vault, type, {
      ...filter,
      ...after !== undefined && { updatedAfter: plainTime(vault, after) },
      ...at !== undefined && { at },
    });
    return await print(context, list, { type, at, chosen, format: given, raw: raw === true });
  });
}

/** Writes the items as they are read. */
async function print(
  context: CommandContext,
  list: ItemList,
  { type, at, chosen, format, raw }: {
    type: ContentType;
    at: string | undefined;
    chosen: ItemColumn[] | null;
    format: string;
    raw: boolean;
  },
): Promise<Ending> {
  const [{ csvLines, jsonEnd, jsonLines, jsonRows, tableLines }, { asOf }] = await Promise.all([
    import("../../term/list_items.ts"),
    import("../../term/as_of.ts"),
  ]);
  const { stdout } = context.io, terminal = stdout.isTerminal;
  const how = {
    width: stdout.columns(),
    palette: stylesOf(stdout, context.io, context.globals),
    ...terminal && { zone: context.zone },
    terminal,
    chosen,
    // A terminal is no program.
    raw: raw && !terminal,
  };
  if (format === "json") {
    const head = { command: "list", type, ...at !== undefined && { at }, count: list.count };
    return await withDocument(context, {
      work: () => write(context, jsonRows(list, { ...how, head })),
      end: (tail) => jsonEnd({ ...tail }, terminal),
    });
  }
  if (format === "table") {
    for (const part of tableLines(list, how)) await rest(context, () => context.write(part));
    context.write(asOf(at, how));
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
