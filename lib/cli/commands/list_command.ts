/**
 * `lookervault list`: lists the items in the vault.
 *
 * @module
 */
import { withArgs } from "../../base/command_text.ts";
import { argsOf } from "../vault_args.ts";
import { type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { EXIT, UsageError } from "../../base/errors.ts";
import type { ItemList, ListFilter, TypeRow } from "../../inspect/list.ts";
import type { OwnerList } from "../../inspect/search/owner_list.ts";
import type { ContentType } from "../../looker/content_type_names.ts";
import { ITEM_COLUMNS } from "../../vault/item_columns.ts";
import type { Vault } from "../../vault/vault.ts";
import { command, type Runner } from "../command.ts";
import type { CommandContext } from "../command_context.ts";
import { type Ending, shortOf } from "../ending.ts";
import { writeDocument } from "../document_text.ts";
import { oneType } from "../named_types.ts";
import { readVault } from "../open_vault.ts";
import { commaList, someText, wholeNumber } from "../option_values.ts";
import { withDocument } from "../partial_document.ts";
import { stylesOf } from "../styles.ts";
import { plainTime, stateTime, TIME_HELP, type TypedTime, typedTime } from "../times.ts";
import { requireCsv } from "./export_command.ts";

/** The functions that read from a vault. The vault stays open while the items are read. */
export interface ListDeps {
  /** Returns the items of a type. Null selects all types. */
  items: (vault: Vault, type: ContentType | null, filter: ListFilter) => Promise<ItemList>;
  types: (vault: Vault, at: string | undefined) => Promise<TypeRow[]>;
  /** Calls `use` with everything that is related to a user. */
  owner: (
    context: CommandContext,
    owner: AskedOwner,
    use: (list: OwnerList) => Promise<Ending>,
  ) => Promise<Ending>;
}

/** The user, and the part of the list to show. */
export interface AskedOwner {
  text: string;
  limit?: number;
  offset?: number;
}

const VAULT: ListDeps = {
  items: async (...asked) => (await import("../../inspect/list.ts")).openList(...asked),
  types: async (...asked) => (await import("../../inspect/list.ts")).listTypes(...asked),
  async owner(context, { text, ...part }, use) {
    const [{ withSearcher }, { ownerList }] = await Promise.all([
      import("../search_vault.ts"),
      import("../../inspect/search/owner_list.ts"),
    ]);
    return await withSearcher(context, (searcher) => use(ownerList(searcher, text, part)));
  },
};

const FORMATS = ["table", "json", "csv", "ndjson"] as const;

/** The options of `list`: its filters, and the output options. */
interface ListFlags extends Omit<ListFilter, "outside"> {
  outside?: string[];
  columns?: string[];
  format?: typeof FORMATS[number];
  raw?: true;
  web?: true;
}

/** Options that filter the items. */
const FILTERS = ["folder", "owner", "name", "updatedAfter", "deleted", "outside"] as const;

/** Creates the command `list`. */
export function listCommand(run: Runner, deps: ListDeps = VAULT): CommandUnknownOpts {
  const list = command("list", {
    summary: "list the items in the vault",
    description:
      "Without a type and a filter: shows how many items of each type there are, and when each type was " +
      "last captured. With a type: lists its items. With a filter and without a type: lists the items of " +
      "all types. --owner alone lists what a person owns, receives, can see and is a member of. Needs no " +
      "network.\n\n--outside lists schedules and alerts that are sent outside a domain. Subdomains count as " +
      "inside, a webhook counts by its host, and buckets and integrations are always outside.\n\nIn a pipe, " +
      "a table is tab-separated and complete. In CSV, text that a spreadsheet would run as a formula gets " +
      "a leading '; ndjson and json are exact.",
    examples: [
      ["list", "how much is there of each type?"],
      ["list dashboards --folder Shared/Finance", "the dashboards of a folder, by its path, name or id"],
      ["list --owner leaver@acme.com", "everything that a person owns, receives and can see"],
      [
        "list scheduled_plans --columns name,recipients,enabled --outside acme.com",
        "what is sent to other domains",
      ],
      ["list looks --name '*revenue*' --updated-after 7d", "by name and time"],
      ['list dashboards --at "last tuesday"', "which dashboards existed then"],
      ["list dashboards --deleted", "what is deleted in Looker"],
      ["list looks --columns id,name,updated_at --format csv > looks.csv", "for a spreadsheet"],
      ["list users --sort last_login --limit 20", "who has not logged in for the longest time"],
    ],
    exits: [0, 1, 2, 5, 130],
  })
    .argument("[type]", "content type, such as dashboards; with a filter, omit it for all types")
    .option("--folder <folder>", "only items of this folder: id, name or path", someText)
    .option("--owner <owner>", "only items of this owner: id, email address or name", someText)
    .option("--name <pattern>", "only names that match; * matches any text", someText)
    .option("--updated-after <time>", `only items updated after ${TIME_HELP}`, someText)
    .option("--at <time>", `as of ${TIME_HELP}`, someText)
    .option(
      "--outside <domain>",
      "only what is sent outside this domain and its subdomains; repeatable",
      commaList,
    )
    .option("--deleted", "only items that are deleted in Looker")
    .option("--limit <n>", "at most this many, after all filters", wholeNumber(0))
    .option("--offset <n>", "skip this many first", wholeNumber(0))
    .option("--sort <column>", "sort by a column; with a leading -, descending", someText)
    .option(
      "--columns <names>",
      `only these columns, in this order: ${ITEM_COLUMNS.join(", ")}, type, owner, folder, ` +
        "web, and those of the type, such as recipients; an unknown name lists all",
      commaList,
    )
    .option("--web", "also print the address of each item in Looker")
    .addOption(new Option("--format <format>", "how to print it").choices(FORMATS))
    .option("--raw", "csv with exact text: nothing escaped, formulas unchanged");
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
  const type = oneType(named) ?? null, filters = FILTERS.filter((name) => flags[name] !== undefined);
  const { columns, format: asked = "table", raw = false, web = false, at, updatedAfter, ...filter } = flags;
  const format = context.globals.json ? "json" : asked;
  requireCsv({ format, ...(raw && { raw }) });
  const typedAt = typedTime(context, { option: "--at", text: at, edge: "end" });
  if (type === null && filters.length === 0) {
    return await listTypes(context, { flags, format, typedAt, deps });
  }
  const after = typedTime(context, { option: "--updated-after", text: updatedAfter, edge: "begin" });
  const how = { chosen: columns ?? null, format, raw, web };
  const isPerson = type === null && filters.length === 1 && filters[0] === "owner" &&
    filter.sort === undefined && at === undefined;
  if (isPerson) {
    const { owner = "", limit, offset } = filter;
    const part = { ...(limit !== undefined && { limit }), ...(offset !== undefined && { offset }) };
    return await deps.owner(
      context,
      { text: owner, ...part },
      async (list) => await print(context, list, how),
    );
  }
  return await readVault(context, {}, async (vault) => {
    const then = typedAt === undefined ? undefined : stateTime(context, vault, typedAt);
    const list = await deps.items(vault, type, {
      ...filter,
      ...(after !== undefined && { updatedAfter: plainTime(vault, after) }),
      ...(then !== undefined && { at: then }),
    });
    return await print(context, list, { ...how, at: then, instance: vault.meta("instance") });
  });
}

/** Prints the number of items of each type. */
async function listTypes(
  context: CommandContext,
  { flags, format, typedAt, deps }: {
    flags: ListFlags;
    format: string;
    typedAt: TypedTime | undefined;
    deps: ListDeps;
  },
): Promise<Ending> {
  const useless = Object.keys(flags).find((flag) => flag !== "format" && flag !== "at");
  if (useless !== undefined || format === "csv" || format === "ndjson") {
    throw new UsageError("Cannot list items: neither a content type nor a filter is given", {
      hint: "For example: lookervault list dashboards, or lookervault list --owner ada@acme.com.",
    });
  }
  const listed = await readVault(context, {}, async (vault) => {
    const at = typedAt === undefined ? undefined : stateTime(context, vault, typedAt);
    return { ...(at !== undefined && { at }), types: await deps.types(vault, at) };
  });
  const [{ typeLines }, { asOf }] = await Promise.all([
    import("../../term/list_types.ts"),
    import("../../term/as_of.ts"),
  ]);
  const document = { command: "list", status: "ok", ...listed };
  if (format === "json") writeDocument(document, context.io.stdout);
  else context.exactResult(document, (how) => [...typeLines(listed.types, how), ...asOf(listed.at, how)]);
  return EXIT.ok;
}

interface Printing {
  chosen: readonly string[] | null;
  format: string;
  raw: boolean;
  web: boolean;
  instance?: string | null;
  /** The time of the listed state, in ISO 8601 UTC. Absent for the current state. */
  at?: string | undefined;
}

/** Prints the items while they are read. */
async function print(
  context: CommandContext,
  list: ItemList | OwnerList,
  { format, raw, at, ...asked }: Printing,
): Promise<Ending> {
  const [{ csvLines, jsonEnd, jsonLines, jsonRows, tableLines }, { asOf }] = await Promise.all([
    import("../../term/list_items.ts"),
    import("../../term/as_of.ts"),
  ]);
  const { stdout } = context.io, terminal = stdout.isTerminal;
  // Throws for an unknown column before anything is printed.
  list.columns(asked.chosen);
  const how = {
    ...asked,
    width: stdout.columns(),
    palette: stylesOf(stdout, context.io, context.globals),
    ...(terminal && { zone: context.zone }),
    args: argsOf(context),
    terminal,
    what: list.type ?? "items",
    // Exact text is for programs, not for a terminal.
    raw: raw && !terminal,
  };
  const move = "move" in list && list.move !== null ? withArgs(list.move, argsOf(context)) : null;
  const person = "move" in list ? { owner: list.owner, relations: list.relations, move } : {};
  if (format === "json") {
    const head = {
      command: "list",
      type: list.type,
      ...at !== undefined && { at },
      ...person,
      count: list.count,
      total: list.total,
    };
    return await withDocument(context, {
      work: () => write(context, jsonRows(list, { ...how, head })),
      end: (tail) => jsonEnd({ ...tail }, terminal),
    });
  }
  if (format === "table") {
    for (const part of tableLines(list, how)) await rest(context, () => context.write(part));
    context.write(asOf(at, how));
    if (move !== null) {
      const { note } = await import("../../term/notes.ts");
      context.write(note(`To transfer what they own to another user: ${move}`, how));
    }
  } else await write(context, (format === "csv" ? csvLines : jsonLines)(list, how));
  return ended(list);
}

/** Returns the ending of the command. If items are damaged, the ending names them. */
function ended(list: ItemList): Ending {
  const damaged = list.damaged(), [first] = damaged;
  if (first === undefined) return EXIT.ok;
  const others = damaged.length === 1 ? "" : ` and ${damaged.length - 1} more`;
  return shortOf(
    EXIT.damaged,
    `Cannot read ${first}${others}: the stored data is damaged, and some columns are empty`,
    "Run `lookervault verify` to see what is damaged.",
  );
}

async function write(context: CommandContext, parts: Iterable<string>): Promise<void> {
  for (const part of parts) await rest(context, () => context.io.stdout.write(part));
}

/** Does some work, and then checks for Ctrl-C. */
async function rest({ clock, signal }: CommandContext, work: () => void): Promise<void> {
  work();
  await clock.delay(0, signal);
}
