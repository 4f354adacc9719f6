/**
 * The tables of `docs/limits.md`, built from the registry and from the table of Looker's operations.
 *
 * @module
 */
import { UNRESTORABLE } from "../lib/handlers/mod.ts";
import { CONTENT_TYPES, type ContentType } from "../lib/looker/content_type_names.ts";
import { REGISTRY } from "../lib/looker/content_types.ts";
import { OPERATION_GROUPS, type Why } from "../lib/looker/operations/groups.ts";
import { generalLacks, operationNames, operationTable } from "../lib/looker/operations/table.ts";

/** Returns the tables of the page by name. */
export function limitsTables(): Readonly<Record<string, string>> {
  return {
    types: typesTable(),
    lacks: generalLacks().map((what) => `- ${what}`).join("\n"),
    operations: operationsTable(),
  };
}

/**
 * Inserts tables into a page, between `<!-- made: NAME -->` and `<!-- end: NAME -->`.
 *
 * @throws {Error} if the page does not have these marks.
 */
export function withTables(page: string, tables: Readonly<Record<string, string>>): string {
  return Object.entries(tables).reduce((text, [name, table]) => {
    const [start, end] = [`<!-- made: ${name} -->`, `<!-- end: ${name} -->`];
    const from = text.indexOf(start), to = text.indexOf(end);
    if (from < 0 || to < from) {
      throw new Error(`Cannot write the table of ${name}: the page lacks its marks`);
    }
    return `${text.slice(0, from + start.length)}\n\n${table}\n\n${text.slice(to)}`;
  }, page);
}

/** Returns the table of `docs/operations.md`: every operation with its use. */
export function operationRows(): string {
  const rows = [...operationTable()].sort(([a], [b]) => a < b ? -1 : 1).map(
    ([name, { uses, why, text, by }]) => {
      const of = (word: string): string =>
        uses.filter((use) => use.word === word).map(({ type }) => type).join(", ");
      const told = [of("backup") && `backup: ${of("backup")}`, of("restore") && `restore: ${of("restore")}`];
      if (why === null) return [`\`${name}\``, told.filter((one) => one !== "").join("; ")];
      const names = by.map((other) => `\`${other}\``).join(", ");
      return [`\`${name}\``, `${HEADS[why]}${names === "" ? "" : ` (${names})`}: ${text}`];
    },
  );
  return table(["operation", "used for, or why it is not used"], rows);
}

function typesTable(): string {
  const rows = CONTENT_TYPES.map((type) => {
    const { captured, behind } = REGISTRY[type].reach;
    return [type, captured, type in UNRESTORABLE ? "no" : "yes", behind];
  });
  return table(["type", "captured with it", "restored", "not restored, or what to do"], rows);
}

/** The heading of each reason. */
const HEADS: Readonly<Record<Why, string>> = {
  around: "used by lookervault itself",
  covered: "covered by others",
  other_way: "done by others",
  data: "queries and results",
  rendering: "pictures and files",
  moment: "tests and states",
  own: "only about the API user",
  secret: "secrets and sessions",
  git: "LookML",
  acts: "acts outside Looker",
  destroys: "deletes or locks out",
  built_in: "built in",
  no_use: "no use for a backup",
};

function operationsTable(): string {
  const all = operationTable();
  const count = (keep: (name: string) => boolean): string => String([...all.keys()].filter(keep).length);
  const uses = (word: string, name: string): ContentType[] =>
    all.get(name)?.uses.filter((use) => use.word === word).map(({ type }) => type) ?? [];
  const backup = (name: string): boolean => uses("backup", name).length > 0;
  const rows = [
    ["backed up", "Requests of a backup for the types above.", count(backup)],
    [
      "restored",
      "Additional requests of a restore for them.",
      count((name) => !backup(name) && uses("restore", name).length > 0),
    ],
    ...OPERATION_GROUPS.map(({ why, text, operations }) => [
      HEADS[why],
      text,
      String(operationNames(operations).length),
    ]),
    ["**all**", "", String(all.size)],
  ];
  return table(["operations", "what they do, or why they are not used", "number"], rows);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
