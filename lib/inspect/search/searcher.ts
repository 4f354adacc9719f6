/**
 * A vault and its index. Every item that the index returns is checked against the vault.
 *
 * @module
 */
import { FOLDER } from "../../looker/content_types.ts";
import type { JsonObject } from "../../codec/json_value.ts";
import { asText } from "../../codec/json_value.ts";
import { type ContentType, typeCode, typeOfCode } from "../../looker/content_type_names.ts";
import { readForUses } from "../../looker/uses/read_body.ts";
import { type DocState, STATE } from "../../vault/index/kinds.ts";
import { type IndexNote, openIndex, reopenIndex } from "../../vault/index/open.ts";
import type { Doc, Index } from "../../vault/index/read.ts";
import { versionRow } from "../../vault/index/rows.ts";
import { boundedText } from "../../vault/bounded.ts";
import type { Vault } from "../../vault/vault.ts";
import { DESCRIBE_RULES, describer } from "./describe.ts";
import { ownHosts } from "./own_hosts.ts";

/** A version of an item in the vault. Times are ISO 8601 UTC. */
export interface FoundVersion {
  doc: number;
  type: ContentType;
  id: string;
  name: string | null;
  /** Null if the item has no owner. */
  owner: string | null;
  ownerId: string | null;
  folderId: string | null;
  state: DocState;
  since: string;
  until: string | null;
  /** The parts of the body that can refer to something or that are searched. */
  body: JsonObject;
}

/** Options for opening the index. */
export interface SearchOptions {
  progress?: (done: number, total: number) => void;
  /** Called after the index was opened, and after it was rebuilt. */
  noted?: (note: IndexNote) => void;
}

/** A vault with an open index. Disposing closes the index but not the vault. */
export class Searcher implements Disposable {
  private held: Index;
  readonly isOwn: (host: string) => boolean;
  private readonly folders = new Map<string, FolderPlace>();
  private readonly paths = new Map<string, string>();
  private renewed = false;

  constructor(readonly vault: Vault, private readonly options: SearchOptions = {}) {
    this.isOwn = ownHosts(vault);
    this.held = this.open(false);
  }

  get index(): Index {
    return this.held;
  }

  /**
   * Rebuilds the index after it returned a wrong item. Does so at most one time and then returns false: a second wrong
   * item means that the vault itself may be damaged.
   */
  renew(): boolean {
    if (this.renewed) return false;
    this.renewed = true;
    this.held[Symbol.dispose]();
    this.held = this.open(true);
    return true;
  }

  /**
   * Opens the index again after another program has updated it. Returns false if it does not match the vault. Writes
   * nothing.
   */
  follow(): boolean {
    const index = reopenIndex(this.vault, { rules: DESCRIBE_RULES });
    if (index === null) return false;
    this.held[Symbol.dispose]();
    this.held = index;
    this.folders.clear();
    this.paths.clear();
    return true;
  }

  /** Returns the version of a doc; null if the vault does not confirm it. */
  version(doc: Doc): FoundVersion | null {
    const type = typeOfCode(doc.type);
    if (type === undefined) return null;
    const found = versionRow(this.vault, COLUMNS, doc);
    if (found === undefined || found.body === null) return null;
    try {
      const text = (column: string): string | null => asText(found.row[column] as string | null);
      return {
        doc: doc.doc,
        type,
        id: doc.id,
        name: text("name"),
        owner: text("owner_email") ?? text("owner_id"),
        ownerId: text("owner_id"),
        folderId: text("folder_id"),
        state: doc.state,
        since: doc.since,
        until: doc.until,
        body: readForUses(type, found.body),
      };
    } catch {
      return null;
    }
  }

  /** Returns the path of a folder, such as `Shared/Finance`. A folder that is not in the vault appears as its id. */
  folderPath(id: string | null): string | null {
    if (id === null) return null;
    const known = this.paths.get(id);
    if (known !== undefined) return known;
    const names: string[] = [], seen = new Set<string>();
    for (let at: string | null = id; at !== null && !seen.has(at);) {
      seen.add(at);
      const folder: FolderPlace = this.folder(at);
      names.unshift(folder.name);
      at = folder.parent;
    }
    const path = names.join("/");
    this.paths.set(id, path);
    return path;
  }

  [Symbol.dispose](): void {
    this.held[Symbol.dispose]();
  }

  private folder(id: string): FolderPlace {
    let folder = this.folders.get(id);
    if (folder === undefined) {
      const row = this.vault.read(() =>
        this.vault.prepare(
          `SELECT ${boundedText("name")}, ${
            boundedText("folder_id")
          } FROM content_items WHERE content_type = ? AND id = ?`,
        ).get(typeCode(FOLDER), id)
      );
      folder = {
        name: typeof row?.["name"] === "string" ? row["name"] : id,
        parent: typeof row?.["folder_id"] === "string" ? row["folder_id"] : null,
      };
      this.folders.set(id, folder);
    }
    return folder;
  }

  private open(anew: boolean): Index {
    const { index, note } = openIndex(this.vault, {
      describe: describer(this.isOwn),
      rules: DESCRIBE_RULES,
      anew,
      ...(this.options.progress !== undefined && { progress: this.options.progress }),
    });
    // Rebuilding an index that was just built would not change it.
    this.renewed ||= note === "made" || note === "in memory";
    this.options.noted?.(note);
    return index;
  }
}

interface FolderPlace {
  name: string;
  parent: string | null;
}

const COLUMNS = ["name", "owner_id", "owner_email", "folder_id"].map(boundedText).join(", ");

/** Whether the item of a doc exists in Looker, including its trash. */
export function isThere(state: DocState): boolean {
  return state === STATE.live || state === STATE.trashed;
}

/** The time of the docs to select; without a time, the current docs. */
export interface Moment {
  /** ISO 8601 UTC; absent for now. */
  at?: string | undefined;
  /** Whether to include deleted items. Only used without a time. */
  gone?: boolean;
}

/** Returns the docs that match a time. Without a time, it reads only their states. */
export function selectDocs(index: Index, docs: Iterable<number>, { at, gone = false }: Moment): number[] {
  const all = [...docs];
  if (at === undefined) {
    return all.filter((doc) => isThere(index.state(doc)) || (gone && index.state(doc) === STATE.gone));
  }
  return index.docs(all).filter(({ since, until }) => since <= at && (until === null || until > at))
    .map(({ doc }) => doc);
}
