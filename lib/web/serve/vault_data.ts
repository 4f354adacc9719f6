/**
 * What `browse` returns of a vault. Each part is read when it is requested, and all parts are of one state.
 *
 * @module
 */
import { DamagedBodyError } from "../../codec/errors.ts";
import { writeJson } from "../../codec/json_writer.ts";
import type { Clock } from "../../base/clock.ts";
import type { Searcher } from "../../inspect/search/searcher.ts";
import { isContentType, typeCode } from "../../looker/content_type_names.ts";
import { runFacts } from "../../vault/run_facts.ts";
import { lastTwoBodies } from "../../vault/version_bodies.ts";
import { readBodyAt } from "../../vault/versions.ts";
import type { Head } from "../data/head.ts";
import type { ChangeBlock } from "../data/index.ts";
import { fillBody } from "../fill/fill_body.ts";
import { fillChanges, wordsOnDemand } from "../fill/fill_changes.ts";
import { fillHead } from "../fill/fill_head.ts";
import { columnsOfIndex, linksOfIndex } from "../fill/fill_index.ts";
import { type ItemPlaces, placesOf, readItems } from "../fill/items.ts";
import { changeBlocks } from "../fill/night_counts.ts";
import { NO_REDACTION } from "../fill/redaction.ts";
import { revisionOf } from "../fill/revision.ts";
import { shellTexts } from "../fill/shell_texts.ts";
import { type Source, Turns } from "../fill/source.ts";
import { Timeline } from "../fill/timeline.ts";
import { browsePage } from "../shell.ts";
import { pack, type Packed } from "./pack.ts";

/** The maximum number of runs to show, and of changes in a block. */
const MOST_RUNS = 1000, CHANGES = 400;
/**
 * The time for comparing edits, for the head and for a block of changes, in milliseconds. The edits that are left have
 * no description.
 */
const HEAD_MS = 50, BLOCK_MS = 500;

/** The dependencies of the data of a page. */
export interface VaultDataOptions {
  searcher: Searcher;
  clock: Pick<Clock, "now" | "monotonic" | "delay">;
  signal: AbortSignal;
  /** Whether a client waits for a response. Background tasks then pause. */
  isBusy?: () => boolean;
  tool: string;
  args: string[];
}

/** The parts that are built when they are first requested. */
interface Made {
  /** The first part of the index. The names of the items are in no other place, so their memory is freed. */
  begun: { columns: Packed; places: ItemPlaces };
  links: Packed;
}

/** One state of a vault. Data that a run stores in the meantime is not shown. */
export class VaultData {
  readonly revision: string;
  readonly page: string;
  /** The head as JSON. */
  readonly head: string;
  private readonly source: Source;
  private readonly blocks: ChangeBlock[];
  private readonly made: { [K in keyof Made]?: Promise<Made[K]> } = {};
  private readonly gone = new AbortController();

  constructor({ searcher, clock, signal, tool, args, isBusy = () => false }: VaultDataOptions) {
    const { vault } = searcher, timeline = Timeline.of(runFacts(vault), { most: MOST_RUNS });
    this.revision = revisionOf(vault);
    this.source = {
      vault,
      searcher,
      timeline,
      redaction: NO_REDACTION,
      clock,
      isBusy,
      signal: AbortSignal.any([signal, this.gone.signal]),
    };
    const { head, counts } = fillHead(this.source, {
      tool,
      args,
      form: "browse",
      revision: this.revision,
      checks: [],
      wordsOf: this.words(HEAD_MS),
    });
    this.blocks = changeBlocks(counts, CHANGES);
    this.head = JSON.stringify(head satisfies Head);
    this.page = browsePage(shellTexts(head));
  }

  /** Whether a run has ended since this state was read. A quick check. */
  isBehind(): boolean {
    return revisionOf(this.source.vault) !== this.revision;
  }

  /** Starts to build the index, so that the first request for it waits less. */
  warm(): void {
    this.columns().then(() => this.links()).catch(() => {});
  }

  /** Returns the first part of the index. */
  async columns(): Promise<Packed> {
    return (await this.begun()).columns;
  }

  /** Returns the second part of the index. */
  links(): Promise<Packed> {
    return this.once(
      "links",
      async () => await this.packed(linksOfIndex(this.source, (await this.begun()).places)),
    );
  }

  /** Stops all tasks of this state. */
  [Symbol.dispose](): void {
    this.gone.abort();
  }

  /** Returns the changes of a block; null if there is no block with that number. */
  async changes(n: number): Promise<string | null> {
    const block = this.blocks[n];
    if (block === undefined) return null;
    return JSON.stringify(
      fillChanges(this.source, (await this.begun()).places, { ...block, wordsOf: this.words(BLOCK_MS) }),
    );
  }

  /** Returns an item with its versions; null if the vault does not hold it. */
  body(key: string): string | null {
    const [type, id] = keyOf(key), filled = isContentType(type) ? fillBody(this.source, type, id) : null;
    return filled === null ? null : JSON.stringify(filled.body);
  }

  /**
   * Returns the JSON that Looker served for an item, in the state after a run; null if the item did not exist then or
   * is damaged.
   */
  json(key: string, run: number): string | null {
    const { vault, timeline } = this.source, [type, id] = keyOf(key);
    if (!isContentType(type)) return null;
    const moment = { type: typeCode(type), id, at: timeline.endOf(run) };
    try {
      const body = readBodyAt(vault, moment) ??
        lastTwoBodies(vault, { ...moment, until: moment.at })[0]?.body ?? null;
      return body === null ? null : writeJson(body);
    } catch (error) {
      if (error instanceof DamagedBodyError) return null;
      throw error;
    }
  }

  private packed(pieces: Iterable<string> | AsyncIterable<string>): Promise<Packed> {
    return pack(pieces, new Turns(this.source));
  }

  private begun(): Promise<Made["begun"]> {
    return this.once("begun", async () => {
      const items = await readItems(this.source);
      const columns = await this.packed(columnsOfIndex(this.source, items, { changes: this.blocks }));
      return { columns, places: placesOf(items) };
    });
  }

  /** Builds a part on the first call, and again after a failure. */
  private once<K extends keyof Made>(what: K, make: () => Promise<Made[K]>): Promise<Made[K]> {
    const made: { [Key in K]?: Promise<Made[Key]> } = this.made, known = made[what];
    if (known !== undefined) return known;
    const fresh = make();
    made[what] = fresh;
    fresh.catch(() => delete made[what]);
    return fresh;
  }

  private words(ms: number): ReturnType<typeof wordsOnDemand> {
    const { clock } = this.source, until = clock.monotonic() + ms;
    return wordsOnDemand(this.source, () => clock.monotonic() > until);
  }
}

/** Returns the type and the id of a key. */
function keyOf(key: string): [type: string, id: string] {
  const slash = key.indexOf("/");
  return slash < 0 ? ["", ""] : [key.slice(0, slash), key.slice(slash + 1)];
}
