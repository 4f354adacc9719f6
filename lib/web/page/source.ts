/**
 * The source of the page's data: blocks in the same file, or the program that serves the page.
 *
 * @module
 */
import { BLOCK, DATA_PATHS, type JsonBlock } from "../data/blocks.ts";
import type { Body } from "../data/card.ts";
import { DATA_VERSION, type Head, type Key } from "../data/head.ts";
import type { Changes, Columns, Index, Links } from "../data/index.ts";
import { unpack } from "../model/unpack.ts";
import type { Archive } from "../model/archive.ts";

/** Reads the data of the page. */
export interface Source {
  head(): Promise<Head>;
  index(head: Head): Promise<Columns & Partial<Links>>;
  /** Reads the links of the index; null if the index already has them. */
  links(head: Head): Promise<Links> | null;
  changes(archive: Archive, block: number): Promise<Changes>;
  body(archive: Archive, i: number): Promise<Body>;
  /** Returns the JSON that Looker served, in the state after a run; null if it is not available. */
  json(archive: Archive, i: number, run: number): Promise<string | null>;
  /** Calls `changed` when there is a newer state, and `answers` when the source stops or begins to answer. */
  watch(changed: () => void, answers: (isAnswering: boolean) => void): void;
}

/**
 * What helps after a failure: to start `browse` again, to load the page again, to verify the vault, or to create the
 * report again, or to use another browser.
 */
export type Remedy = "restart" | "reload" | "verify" | "report" | "browser";

/** Thrown if data cannot be read. The page shows the message, and what helps. */
export class SourceError extends Error {
  override name = "SourceError";
  constructor(message: string, readonly remedy: Remedy, options?: ErrorOptions) {
    super(message, options);
  }
}

/** Thrown if the vault has changed, so that the page must be loaded again. */
export class MovedOnError extends SourceError {
  override name = "MovedOnError";
  constructor() {
    super("The vault has a newer run than this page.", "reload");
  }
}

function checked(head: Head, remedy: Remedy): Head {
  if (head.v !== DATA_VERSION) {
    throw new SourceError("The page and its data have different versions.", remedy);
  }
  return head;
}

/** A cache with one value per key. It drops the oldest values. */
class Memory<T> {
  private readonly kept = new Map<string, Promise<T>>();
  constructor(private readonly most: number) {}

  get(key: string, make: () => Promise<T>): Promise<T> {
    const known = this.kept.get(key);
    if (known !== undefined) return known;
    const made = make();
    if (this.kept.size >= this.most) this.kept.delete(this.kept.keys().next().value ?? "");
    this.kept.set(key, made);
    made.catch(() => this.kept.delete(key));
    return made;
  }
}

/** Returns the element of a block after it has been parsed completely. */
async function blockElement(id: string): Promise<Element> {
  for (;;) {
    const element = document.getElementById(id);
    // An element that follows proves that the parser has finished this one.
    if (element !== null && (element.nextElementSibling !== null || document.readyState !== "loading")) {
      return element;
    }
    if (document.readyState !== "loading") {
      throw new SourceError(
        `Block ${id} is not in this file: the file was truncated when it was copied.`,
        "report",
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 8));
  }
}

/** Reads the blocks in the file of the page. */
export class ReportSource implements Source {
  private readonly chunks = new Memory<Body[]>(40);
  private readonly jsons = new Memory<JsonBlock>(8);
  private readonly changed = new Memory<Changes>(200);

  private async read<T>(id: string, sum: string | undefined): Promise<T> {
    const element = await blockElement(id);
    return JSON.parse(await unpack(element.textContent ?? "", { id, sum: sum ?? "" }));
  }

  async head(): Promise<Head> {
    const element = await blockElement(BLOCK.head);
    return checked(await this.read(BLOCK.head, element.getAttribute("data-sum") ?? ""), "report");
  }

  index(head: Head): Promise<Index> {
    return this.read(BLOCK.index, head.index);
  }

  links(): null {
    return null;
  }

  changes({ index }: Archive, block: number): Promise<Changes> {
    const id = BLOCK.changes(block);
    return this.changed.get(id, () => this.read(id, index.sums[id]));
  }

  async body({ head, index }: Archive, i: number): Promise<Body> {
    const id = BLOCK.bodies(Math.floor(i / head.chunk));
    const bodies = await this.chunks.get(id, () => this.read(id, index.sums[id]));
    const body = bodies[i % head.chunk];
    if (body === undefined) throw new Error(`Block ${id} does not contain this item.`);
    return body;
  }

  async json(archive: Archive, i: number): Promise<string | null> {
    const { index } = archive, block = index.j[i] ?? -1;
    if (block < 0) return null;
    const id = BLOCK.json(block), key = archive.keyOf(i);
    const texts = await this.jsons.get(id, () => this.read(id, index.sums[id]));
    return Object.hasOwn(texts, key) ? texts[key] ?? null : null;
  }

  watch(): void {}
}

/** Requests data from the program that serves the page. */
export class BrowseSource implements Source {
  private readonly bodies = new Memory<Body>(400);
  private readonly changed = new Memory<Changes>(400);

  private async ask(path: string, params: Record<string, string>): Promise<Response> {
    const query = new URLSearchParams(params).toString();
    let response: Response;
    try {
      response = await fetch(query === "" ? path : `${path}?${query}`, { cache: "no-store" });
    } catch (cause) {
      throw new SourceError("`lookervault browse` does not answer, because it has stopped.", "restart", {
        cause,
      });
    }
    if (response.status === 409) throw new MovedOnError();
    if (!response.ok) {
      const said = (await response.text()).trim().slice(0, 300);
      const message = said === "" ? `\`lookervault browse\` answered ${response.status}.` : said;
      throw new SourceError(message, response.status === 403 ? "restart" : "verify");
    }
    return response;
  }

  private async parsed<T>(path: string, params: Record<string, string>): Promise<T> {
    return await (await this.ask(path, params)).json();
  }

  async head(): Promise<Head> {
    return checked(await this.parsed(DATA_PATHS.head, {}), "reload");
  }

  index({ revision }: Head): Promise<Columns> {
    return this.parsed(DATA_PATHS.index, { revision });
  }

  links({ revision }: Head): Promise<Links> {
    return this.parsed(DATA_PATHS.links, { revision });
  }

  changes({ head: { revision } }: Archive, block: number): Promise<Changes> {
    const n = String(block);
    return this.changed.get(n, () => this.parsed(DATA_PATHS.changes, { revision, n }));
  }

  body(archive: Archive, i: number): Promise<Body> {
    const key: Key = archive.keyOf(i), { revision } = archive.head;
    return this.bodies.get(key, () => this.parsed(DATA_PATHS.body, { revision, key }));
  }

  async json(archive: Archive, i: number, run: number): Promise<string | null> {
    const { revision } = archive.head, key = archive.keyOf(i);
    return await (await this.ask(DATA_PATHS.json, { revision, key, run: String(run) })).text();
  }

  watch(changed: () => void, answers: (isAnswering: boolean) => void): void {
    const events = new EventSource(DATA_PATHS.events);
    let failures = 0;
    events.addEventListener("revision", changed);
    events.addEventListener("open", () => {
      failures = 0;
      answers(true);
    });
    // The first failure is only the end of a connection. If the next connection fails, too, nobody listens.
    events.addEventListener("error", () => {
      if (++failures > 1 || events.readyState === EventSource.CLOSED) answers(false);
    });
  }
}
