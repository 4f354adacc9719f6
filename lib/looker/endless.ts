/**
 * Stops listings that do not end: pages that repeat the same items, or that bring new items forever. Such a listing is
 * reported by name, and its items are not treated as all items of the type.
 *
 * @module
 */
import { IdSet } from "../base/id_table.ts";
import { EndlessListError, HttpError } from "../http/errors.ts";
import type { CallOptions, LookerClient, Operation, Params } from "./client.ts";

/**
 * Consecutive pages without a new id, and the items requested on them, before a listing counts as repeating. Rows that
 * move while Looker lists them cause fewer such pages.
 */
const STALE_PAGES = 3, STALE_ASKED = 10;

/** An offset after the end of every real listing. Looker returns no rows there. */
const FAR = 1_000_000_000;

/** The message about a listing that repeats itself. */
export const REPEATS = "its pages repeated the same items";

/**
 * Returns the request of {@linkcode EndlessGuard.checkEnd}: one row of a listing at an offset. It returns how many rows
 * came. A request that times out is not repeated, because the listing continues without its result.
 */
export function rowsAt<O extends Operation>(
  client: Pick<LookerClient, "list">,
  operation: O,
  params: Params<O>,
  call: CallOptions,
): (offset: number) => Promise<number> {
  return async (offset) => {
    const window = { ...params as object, limit: 1, offset } as Params<O>;
    return (await client.list(operation, window, { ...call, retryTimeouts: false })).items.length;
  };
}

/** Watches the ids that one walk through a listing returns. */
export class EndlessGuard {
  private readonly ids = new IdSet();
  private before = 0;
  private stalePages = 0;
  private staleAsked = 0;
  private isChecked = false;

  /**
   * A listing of more than `many` items is checked for an end. A listing of more than `most` items is always stopped.
   */
  constructor(private readonly about: { operation: string; many: number; most: number }) {}

  /** Records an item of the listing; null if its id cannot be read. */
  saw(id: string | null): void {
    if (id !== null) this.ids.add(id);
  }

  /**
   * Ends a page for which `asked` items were requested. Returns whether the listing only repeats itself.
   *
   * @throws {EndlessListError} if the listing has more than `most` items.
   */
  repeats(asked: number): boolean {
    const { operation, most } = this.about;
    const fresh = this.ids.size > this.before;
    this.stalePages = fresh ? 0 : this.stalePages + 1;
    this.staleAsked = fresh ? 0 : this.staleAsked + asked;
    this.before = this.ids.size;
    if (this.before > most) throw new EndlessListError(operation, `it has more than ${most} items`);
    return this.stalePages >= STALE_PAGES && this.staleAsked >= STALE_ASKED;
  }

  /**
   * Checks one time, after more than `many` items, that the listing has an end. `read` requests one row at an offset and
   * returns how many rows came. If that request fails, the listing continues: `most` still applies.
   *
   * @throws {EndlessListError} if Looker returns a row where no listing has one.
   */
  async checkEnd(read: (offset: number) => Promise<number>): Promise<void> {
    const { operation, many } = this.about;
    if (this.isChecked || this.ids.size <= many) return;
    this.isChecked = true;
    let rows: number;
    try {
      rows = await read(FAR);
    } catch (error) {
      if (!(error instanceof HttpError)) throw error;
      return;
    }
    if (rows > 0) {
      throw new EndlessListError(operation, `it has no end: it returned an item at offset ${FAR}`);
    }
  }
}
