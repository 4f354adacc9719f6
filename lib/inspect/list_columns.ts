/**
 * The columns of lists: columns of the vault, names of folders and owners, and facts from bodies.
 *
 * @module
 */
import { quoted } from "../base/quoted.ts";
import { UsageError } from "../base/errors.ts";
import { nearestOf } from "../base/nearest.ts";
import { asObject, type JsonObject } from "../codec/json_value.ts";
import { DamagedBodyError } from "../codec/errors.ts";
import { decode } from "../codec/msgpack_reader.ts";
import { type ContentType, typeCode } from "../looker/content_type_names.ts";
import { PERSON } from "../looker/content_types.ts";
import { factsOfType, type FactValue, usualColumns } from "../looker/listed/facts.ts";
import { isOutside, recipientsOf } from "../looker/listed/recipients.ts";
import { webAddress } from "../looker/web_address.ts";
import { nameOf } from "../vault/changes.ts";
import { ITEM_COLUMNS } from "../vault/item_columns.ts";
import type { Vault } from "../vault/vault.ts";
import { readBody, readBodyAt } from "../vault/versions.ts";
import type { ItemRow } from "./list_row.ts";
import { FolderPaths } from "./named/folder_paths.ts";

export type { FactValue } from "../looker/listed/facts.ts";

/** A column and its value for an item. */
export interface ListColumn {
  name: string;
  value: (item: ItemRow) => FactValue;
}

/** Short names of columns. */
const ALIASES: Readonly<Record<string, string>> = {
  updated: "updated_at",
  created: "created_at",
  synced: "synced_at",
  deleted: "deleted_at",
  size: "content_size",
};

/** The columns that every type has in addition to the columns of the vault. */
const MORE = ["type", "owner", "folder", "web"] as const;

/** Reads the values of columns from a vault, and caches them. */
export class ListColumns {
  /** Items with damaged bodies. Columns that need their bodies are empty. */
  readonly damaged = new Set<string>();
  private paths: FolderPaths | undefined;
  private readonly names = new Map<string, string | null>();
  private last: { key: string; body: JsonObject | null } = { key: "", body: null };
  private readonly instance: string | null;
  private readonly domains: readonly string[];
  private readonly at: string | undefined;

  constructor(
    private readonly vault: Vault,
    private readonly types: readonly ContentType[],
    { domains = [], at }: { domains?: readonly string[] | undefined; at?: string | undefined } = {},
  ) {
    this.instance = vault.meta("instance");
    this.domains = domains;
    this.at = at;
  }

  /** Returns the default columns. */
  usual(): ListColumn[] {
    const [type] = this.types, isOne = type !== undefined && this.types.length === 1;
    const names = isOne
      ? usualColumns(type).map((name) => name === "recipients" && this.domains.length > 0 ? "outside" : name)
      : this.domains.length > 0
      ? ["type", "id", "name", "outside", "enabled", "owner"]
      : ["type", "id", "name", "folder", "owner", "updated_at"];
    return names.map((name) => this.named(name));
  }

  /**
   * Returns a column by its name, in upper or lower case and with `-` or `_`. @throws {UsageError} that lists the
   * columns
   */
  named(text: string): ListColumn {
    const typed = text.trim().toLowerCase().replaceAll("-", "_");
    const name = ALIASES[typed] ?? typed, value = this.valueOf(name);
    if (value !== null) return { name, value };
    const known = this.known(), near = nearestOf(name, [...known, ...Object.keys(ALIASES)]);
    const what = this.types.length === 1 ? `${this.types[0]} have` : "the items have";
    throw new UsageError(`Cannot show the column ${quoted(text)}: ${what} no column with that name`, {
      hint: `${near === null ? "" : `Did you mean ${near}? `}The columns are: ${known.join(", ")}.`,
    });
  }

  /**
   * Whether the item has a recipient outside of the domains. Returns true for a damaged item, because its recipients
   * are unknown.
   */
  sendsOutside(item: ItemRow): boolean {
    const body = this.bodyOf(item);
    return body === null || recipientsOf(body).some((one) => isOutside(one, this.domains));
  }

  private known(): string[] {
    return [
      ...ITEM_COLUMNS,
      ...MORE,
      ...new Set(this.types.flatMap((type) => Object.keys(factsOfType(type)))),
      ...this.domains.length > 0 ? ["outside"] : [],
    ];
  }

  private valueOf(name: string): ListColumn["value"] | null {
    const column = ITEM_COLUMNS.find((one) => one === name);
    if (column !== undefined) return (item) => item[column];
    switch (name) {
      case "type":
        return ({ type }) => type;
      case "relation":
        return ({ relation }) => relation ?? null;
      case "owner":
        return ({ owner_id, owner_email }) =>
          owner_email ?? (owner_id === null ? null : this.nameOf(PERSON, owner_id) ?? owner_id);
      case "folder":
        return ({ folder_id }) => folder_id === null ? null : this.pathOf(folder_id);
      case "web":
        return ({ type, id }) => webAddress(this.instance, type, id);
      case "outside":
        if (this.domains.length === 0) return null;
        return (item) =>
          recipientsOf(this.bodyOf(item) ?? {}).filter((one) => isOutside(one, this.domains)).map((
            { text },
          ) => text);
    }
    if (!this.types.some((type) => Object.hasOwn(factsOfType(type), name))) return null;
    return (item) => {
      const facts = factsOfType(item.type), fact = Object.hasOwn(facts, name) ? facts[name] : undefined;
      const body = fact === undefined ? null : this.bodyOf(item);
      return fact === undefined || body === null
        ? null
        : fact({ body, nameOf: (type, id) => this.nameOf(type, id) });
    };
  }

  private pathOf(id: string): string {
    return (this.paths ??= new FolderPaths(this.vault)).pathOf(id);
  }

  private nameOf(type: ContentType, id: string): string | null {
    const key = `${type}/${id}`, known = this.names.get(key);
    if (known !== undefined) return known;
    const name = nameOf(this.vault, typeCode(type), id);
    this.names.set(key, name);
    return name;
  }

  /** Returns the body of an item; null if it is damaged. */
  private bodyOf({ type, id }: ItemRow): JsonObject | null {
    const key = `${type}/${id}`;
    if (this.last.key === key) return this.last.body;
    let body: JsonObject | null = null;
    try {
      const code = typeCode(type), { vault, at } = this;
      const bytes = at === undefined ? readBody(vault, code, id) : readBodyAt(vault, { type: code, id, at });
      body = bytes === null ? null : asObject(decode(bytes));
    } catch (error) {
      if (!(error instanceof DamagedBodyError)) throw error;
      this.damaged.add(`${type} ${id}`);
    }
    this.last = { key, body };
    return body;
  }
}

/** Compares two values: numbers numerically, texts in natural order. Missing values come last. */
export function compareFacts(a: FactValue, b: FactValue): number {
  const [one, other] = [textOf(a), textOf(b)];
  if (one === null || other === null) return one === other ? 0 : one === null ? 1 : -1;
  return typeof a === "number" && typeof b === "number" ? a - b : COLLATOR.compare(one, other);
}

const COLLATOR = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

function textOf(value: FactValue): string | null {
  return value === null ? null : typeof value === "object" ? value.join(", ") : String(value);
}
