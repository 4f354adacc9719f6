/**
 * `lookervault list`: what is in the vault.
 *
 * @module
 */
import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { EXIT, type ExitCode, UsageError } from "../../base/errors.ts";
import type { ItemRow, ListFilter, TypeRow } from "../../inspect/list.ts";
import { type ContentType, parseContentType } from "../../looker/content_type_names.ts";
import { bytes, count, counted } from "../../term/format.ts";
import type { RenderOptions } from "../../term/summary.ts";
import { type Column, renderTable } from "../../term/table.ts";
import { command, type Runner } from "../command.ts";
import { sessionConfig } from "../connection.ts";
import { isoDate, wholeNumber } from "../options.ts";
import type { Session } from "../session.ts";

/** What `list` asks of the vault at a path. */
export interface ListDeps {
  items: (path: string, type: ContentType, flags: ListFilter) => Promise<ItemRow[]>;
  types: (path: string) => Promise<TypeRow[]>;
}

const VAULT: ListDeps = {
  items: async (path, type, flags) => (await import("../vault_reader.ts")).items(path, type, flags),
  types: async (path) => (await import("../vault_reader.ts")).types(path),
};

/** The command. */
export function listCommand(run: Runner, deps: ListDeps = VAULT): CommandUnknownOpts {
  const list = command("list", {
    summary: "list what is in the vault",
    description:
      "Lists the items of a type in the vault, or without a type how much there is of each. Needs no network.",
    examples: [
      ["list", "how much is there of each type?"],
      ["list dashboards --folder 42", "the dashboards of a folder"],
      ["list looks --name '*revenue*' --updated-after 2026-01-01", "by name and time"],
      ["list dashboards --deleted", "what Looker no longer has"],
      ["list users --sort name --limit 20 --json", "for a program"],
    ],
    exits: [0, 1, 2, 5],
  })
    .argument("[type]", "content type, such as dashboards")
    .option("--folder <id>", "only items of this folder")
    .option("--owner <email or id>", "only items of this owner")
    .option("--name <pattern>", "only names like this; * stands for anything")
    .option("--updated-after <date>", "only items updated after this date or time (UTC)", isoDate)
    .option("--deleted", "only items that were found gone from Looker")
    .option("--limit <n>", "at most this many, after all filters", wholeNumber(0))
    .option("--offset <n>", "skip this many first", wholeNumber(0))
    .option(
      "--sort <field>",
      "sort by id, name, owner_email, folder_id, created_at, updated_at, synced_at, content_size; - before it: descending",
    );
  return list.action((type, flags) =>
    run(list, (session) => work(session, { type, flags: flags as ListFilter, deps }))
  );
}

async function work(
  session: Session,
  { type, flags, deps }: { type: string | undefined; flags: ListFilter; deps: ListDeps },
): Promise<ExitCode> {
  await session.goOffline();
  const { db } = sessionConfig(session);
  if (type === undefined) {
    const useless = Object.keys(flags)[0];
    if (useless !== undefined) {
      throw new UsageError("Cannot filter the list: no content type is named", {
        hint: "For example: lookervault list dashboards.",
      });
    }
    const types = await deps.types(db);
    session.exactResult({ command: "list", status: "ok", types }, (how) => typeLines(types, how));
    return EXIT.ok;
  }
  const name = parseContentType(type);
  const items = await deps.items(db, name, flags);
  session.exactResult(
    { command: "list", status: "ok", type: name, count: items.length, items },
    (how) => itemLines(items, how),
  );
  return EXIT.ok;
}

const ITEM_COLUMNS: readonly Column[] = [
  { title: "id", min: 6 },
  { title: "name", min: 16 },
  { title: "owner", min: 8, drop: 3 },
  { title: "folder", min: 4, drop: 2 },
  { title: "updated", drop: 1 },
  { title: "size", align: "right", drop: 4 },
  { title: "", drop: 1, style: (text, palette) => palette.red(text) },
];

/** The items as a table, and how many they are. */
export function itemLines(items: readonly ItemRow[], options: RenderOptions): string[] {
  const rows = items.map((item) => [
    item.id,
    item.name ?? "",
    item.owner_email ?? "",
    item.folder_id ?? "",
    shortTime(item.updated_at ?? item.created_at),
    bytes(item.content_size),
    item.deleted_at === null ? "" : "deleted",
  ]);
  const none = rows.every((row) => row[6] === "");
  const columns = none ? ITEM_COLUMNS.slice(0, -1) : ITEM_COLUMNS;
  return [
    ...items.length === 0 ? [] : renderTable(columns, rows, options),
    options.palette.dim(counted(items.length, "item")),
  ];
}

/** The types as a table. */
export function typeLines(types: readonly TypeRow[], options: RenderOptions): string[] {
  const sum = (of: (row: TypeRow) => number): number => types.reduce((total, row) => total + of(row), 0);
  const row = (name: string, items: number, deleted: number, size: number): string[] => [
    name,
    count(items),
    count(deleted),
    bytes(size),
  ];
  const columns: Column[] = [
    { title: "type" },
    { title: "items", align: "right" },
    { title: "deleted", align: "right" },
    { title: "size", align: "right" },
  ];
  const rows = types.map((type) => row(type.type, type.items, type.deleted, type.bytes));
  const total = row(
    "total",
    sum(({ items }) => items),
    sum(({ deleted }) => deleted),
    sum((type) => type.bytes),
  );
  return renderTable(columns, [...rows, total], { ...options, totals: true });
}

/** `2026-01-02 03:04` of an ISO time. */
function shortTime(iso: string | null): string {
  return iso === null ? "" : iso.slice(0, 16).replace("T", " ");
}
