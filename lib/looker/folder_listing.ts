/**
 * Lists all folders. `all_folders` returns them in one response, which Looker never pages, and which times out,
 * breaks or is truncated on large instances. Pages of `search_folders` then return the rest
 * (specs/looker-behaviour.md).
 *
 * @module
 */
import type { ReadItem } from "../codec/read_item.ts";
import { Body } from "../codec/body.ts";
import { InexactError, MalformedError } from "../codec/errors.ts";
import {
  CallBudgetError,
  EndlessListError,
  HttpError,
  UnreachableError,
  wantsSmallerPage,
} from "../http/errors.ts";
import type { CallOptions, LookerClient } from "./client.ts";
import { EndlessGuard, REPEATS, rowsAt } from "./endless.ts";

/** The properties that `search_folders` returns of a folder, but `all_folders` does not: the folder's content. */
const CONTENT = new Set(["dashboards", "looks"]);
/** The number of folders that show which properties this Looker serves if `all_folders` has failed. */
const SAMPLE = 25;

/** Folders per page. */
const PAGE = 500;
/** The number of folders above which a listing is checked for an end, and the maximum number of folders. */
const MANY = 100_000, MOST = 1_000_000;
/** The maximum number of passes through the pages while the folders contradict each other. */
const WALKS = 3;

/** Options of {@linkcode listFolders}. */
export interface FolderListingOptions extends CallOptions {
  /** The properties to request of each folder; if undefined, complete bodies. */
  fields?: string;
  /**
   * The ids of folders that existed before. If one of them is missing, the pages are read before it counts as
   * deleted.
   */
  known?: Iterable<string>;
}

/** All folders, and how reliable the listing is. */
export interface FolderListing {
  items: ReadItem[];
  /** Items that cannot be stored exactly, or that are not folders. */
  bad: (InexactError | MalformedError)[];
  /** The number of folders that were missing in the response of `all_folders`. */
  late: number;
  /** Why folders may be missing, as the rest of a sentence; null if nothing suggests this. */
  doubt: string | null;
}

/**
 * Lists all folders.
 *
 * @throws {HttpError} the error of `all_folders`, when the pages cannot be read either.
 */
export async function listFolders(
  client: LookerClient,
  { fields, known = [], ...call }: FolderListingOptions,
): Promise<FolderListing> {
  const found = new Found();
  let failure: HttpError | null = null;
  try {
    const params = fields === undefined ? {} : { fields: withFacts(fields) };
    found.addAll((await client.list("all_folders", params, { ...call, retryTimeouts: false })).items);
  } catch (error) {
    if (!isPassable(error)) throw error;
    failure = error;
  }
  const listed = found.items.size;
  if (failure === null && found.isWhole() && found.hasAll(known)) {
    return found.listing({ late: 0, doubt: null });
  }
  try {
    for (let walk = 1; walk <= WALKS; walk++) {
      const before = found.items.size;
      const asked = fields === undefined ? await properties(client, found, call) : withFacts(fields);
      await walkPages(client, found, { ...call, fields: asked });
      // If two passes return the same folders, the contradiction is in Looker, which does not show all folders.
      if (found.isWhole() || (walk > 1 && found.items.size === before)) break;
    }
  } catch (error) {
    if (!isPassable(error)) throw error;
    if (failure !== null && found.items.size === 0) throw failure;
    return found.listing({
      late: found.items.size - listed,
      doubt: `all_folders ${
        failure === null ? "seems to be truncated" : "failed"
      }, and search_folders failed`,
    });
  }
  return found.listing({ late: failure === null ? found.items.size - listed : 0, doubt: null });
}

/** Returns the properties that `all_folders` serves of each folder, including properties that no spec contains. */
async function properties(client: LookerClient, found: Found, call: CallOptions): Promise<string> {
  let items: Iterable<ReadItem | InexactError> = found.items.values();
  if (found.items.size === 0) {
    ({ items } = await client.list("search_folders", { limit: SAMPLE, offset: 0, sorts: "id" }, call));
  }
  const names = new Set(["id", "parent_id", "child_count"]);
  for (const item of items) {
    if (item instanceof InexactError || item.index === null) continue;
    for (const name of Body.of(item).keys()) if (!CONTENT.has(name)) names.add(name);
  }
  return [...names].join(",");
}

/** Adds the properties that show whether a listing is complete. */
function withFacts(fields: string): string {
  return [...new Set([...fields.split(","), "id", "parent_id", "child_count"])].join(",");
}

/** Whether pages may succeed after this error. */
function isPassable(error: unknown): error is HttpError {
  return error instanceof HttpError && !(error instanceof CallBudgetError) &&
    !(error instanceof UnreachableError);
}

/** Reads `search_folders` to its end. If a page times out or is too large, requests half the size. */
async function walkPages(
  client: LookerClient,
  found: Found,
  { fields, ...call }: CallOptions & { fields: string },
): Promise<void> {
  const guard = new EndlessGuard({ operation: "search_folders", many: MANY, most: MOST });
  let limit = PAGE, largest = 0;
  for (let offset = 0;;) {
    let page: Awaited<ReturnType<LookerClient["list"]>>;
    try {
      page = await client.list("search_folders", { fields, limit, offset, sorts: "id" }, {
        ...call,
        retryTimeouts: limit === 1,
      });
    } catch (error) {
      if (!wantsSmallerPage(error) || limit === 1) throw error;
      limit = Math.ceil(limit / 2);
      continue;
    }
    const { items: { length: count }, total } = page;
    found.addAll(page.items, (id) => guard.saw(id));
    offset += count;
    if (count === 0 || (total !== null ? offset >= total : count < limit && count < largest)) return;
    if (guard.repeats(limit)) throw new EndlessListError("search_folders", REPEATS);
    await guard.checkEnd(rowsAt(client, "search_folders", { fields: "id", sorts: "id" }, call));
    largest = Math.max(largest, count);
  }
}

/** Folders by id, and how they relate to each other. */
class Found {
  readonly items = new Map<string, ReadItem>();
  private readonly bad: (InexactError | MalformedError)[] = [];
  private readonly parents = new Map<string, string | null>();
  private readonly children = new Map<string, number>();
  private readonly counts = new Map<string, number>();

  addAll(items: readonly (ReadItem | InexactError)[], saw: (id: string | null) => void = () => {}): void {
    for (const item of items) {
      saw(item instanceof InexactError || item.index === null ? null : Body.of(item).text("id"));
      if (item instanceof InexactError) this.note(item);
      else if (item.index === null) this.note(new MalformedError("An item of the list is not a JSON object"));
      else this.add(item, Body.of(item));
    }
  }

  /** Records an error. A page repeats the errors of `all_folders`, so each is recorded only once. */
  private note(error: InexactError | MalformedError): void {
    if (!this.bad.some(({ message }) => message === error.message)) this.bad.push(error);
  }

  private add(item: ReadItem, body: Body): void {
    const id = body.text("id");
    if (id === null) return this.note(new MalformedError("An item of the list has no id"));
    if (this.items.has(id)) return;
    const parent = body.text("parent_id"), count = body.get("child_count");
    this.items.set(id, item);
    this.parents.set(id, parent);
    if (parent !== null) this.children.set(parent, (this.children.get(parent) ?? 0) + 1);
    if (typeof count === "number") this.counts.set(id, count);
  }

  /** Whether all of these folders were found. */
  hasAll(ids: Iterable<string>): boolean {
    for (const id of ids) if (!this.items.has(id)) return false;
    return true;
  }

  /**
   * Whether the folders are consistent: all parents are present, and each folder has at least as many children as it
   * counts.
   */
  isWhole(): boolean {
    if (this.items.size === 0) return false;
    for (const parent of this.parents.values()) {
      if (parent !== null && !this.items.has(parent)) return false;
    }
    for (const [id, count] of this.counts) if ((this.children.get(id) ?? 0) < count) return false;
    return true;
  }

  listing(verdict: Pick<FolderListing, "late" | "doubt">): FolderListing {
    return { items: [...this.items.values()], bad: this.bad, ...verdict };
  }
}
