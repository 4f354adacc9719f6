/**
 * Where folders stand: `Shared/Finance/Monthly`.
 *
 * @module
 */
import { asObject } from "../../codec/json_value.ts";
import { decode } from "../../codec/msgpack_reader.ts";
import { typeCode } from "../../looker/content_type_names.ts";
import { FOLDER } from "../../looker/content_types.ts";
import { type NamedRow, rowsOfType } from "../../vault/named.ts";
import type { Vault } from "../../vault/vault.ts";
import { readBody } from "../../vault/versions.ts";

/** The names that people and older releases of Looker give to a root, by the flag of its body. */
const ROOTS: Readonly<Record<string, readonly string[]>> = {
  is_shared_root: ["Shared"],
  is_users_root: ["Personal", "Users"],
};

/** The folders of a vault, those that are gone from Looker too; read once, when first asked. */
export class FolderPaths {
  private readonly rows: ReadonlyMap<string, NamedRow>;
  private readonly paths = new Map<string, string>();

  constructor(private readonly vault: Vault) {
    this.rows = new Map(rowsOfType(vault, typeCode(FOLDER)).map((row) => [row.id, row]));
  }

  /** All folders. */
  all(): NamedRow[] {
    return [...this.rows.values()];
  }

  /** A folder; undefined for one that the vault does not hold. */
  get(id: string): NamedRow | undefined {
    return this.rows.get(id);
  }

  /** Its path by names; the id stands for a folder without a name, or one that the vault does not hold. */
  pathOf(id: string): string {
    const known = this.paths.get(id);
    if (known !== undefined) return known;
    const names: string[] = [], seen = new Set<string>();
    for (let at: string | null = id; at !== null && !seen.has(at);) {
      seen.add(at);
      const row: NamedRow | undefined = this.rows.get(at);
      names.unshift(row?.name ?? at);
      at = row?.folderId ?? null;
    }
    const path = names.join("/");
    this.paths.set(id, path);
    return path;
  }

  /** A folder with all below it, those that are gone from Looker too. */
  below(id: string): Set<string> {
    const children = Map.groupBy(this.rows.values(), ({ folderId }) => folderId ?? "");
    const found = new Set([id]);
    for (const one of found) for (const child of children.get(one) ?? []) found.add(child.id);
    return found;
  }

  /** The folders at a path, by all names of its root; without any those whose path ends so. */
  at(path: string): NamedRow[] {
    const wanted = path.replace(/^\/+|\/+$/g, ""), aliases = this.aliases();
    const isMeant = ({ id }: NamedRow): boolean => {
      const own = this.pathOf(id), slash = own.indexOf("/");
      const root = slash < 0 ? own : own.slice(0, slash), rest = slash < 0 ? "" : own.slice(slash);
      return own === wanted || (aliases.get(root) ?? []).some((alias) => alias + rest === wanted);
    };
    const found = this.all().filter(isMeant);
    return found.length > 0 || !wanted.includes("/")
      ? found
      : this.all().filter(({ id }) => this.pathOf(id).endsWith(`/${wanted}`));
  }

  /** Other names of the roots, by their names. */
  private aliases(): ReadonlyMap<string, readonly string[]> {
    const roots = this.all().filter(({ folderId }) => folderId === null || !this.rows.has(folderId));
    return new Map(roots.map((row) => [row.name ?? row.id, this.otherNames(row)]));
  }

  private otherNames({ id, name }: NamedRow): readonly string[] {
    const named = Object.values(ROOTS).find((names) => name !== null && names.includes(name));
    if (named !== undefined) return named;
    try {
      const bytes = readBody(this.vault, typeCode(FOLDER), id);
      const body = asObject(bytes === null ? null : decode(bytes));
      return Object.entries(ROOTS).find(([flag]) => body[flag] === true)?.[1] ?? [];
    } catch {
      // A damaged body hides no folder: its own name stands beside it.
      return [];
    }
  }
}
