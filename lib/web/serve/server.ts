/**
 * Answers the requests of `browse`.
 *
 * @module
 */
import { DATA_PATHS } from "../data/blocks.ts";
import {
  beginAnswer,
  eventAnswer,
  headOf,
  jsonAnswer,
  packedAnswer,
  pageAnswer,
  textAnswer,
} from "./answer.ts";
import type { Gate } from "./gate.ts";
import type { Traffic } from "./traffic.ts";
import type { VaultData } from "./vault_data.ts";

/** The maximum number of pages that may wait for events at the same time. */
const MOST_LISTENERS = 20;

/** The dependencies of a server. */
export interface ServerOptions {
  gate: Gate;
  /** Returns the state that is shown. */
  data: () => VaultData;
  /** Receives the requests that can be answered quickly. */
  traffic?: Traffic;
  /** Called for each allowed request. */
  onRequest?: () => void;
  /** Called when a browser was admitted, so that the printed address is used up. */
  onBegin?: () => void;
}

/** Answers requests. It does not use the network itself. */
export class BrowseServer {
  private readonly listeners = new Set<ReadableStreamDefaultController<Uint8Array>>();

  constructor(private readonly options: ServerOptions) {}

  /** Answers a request. Never throws. */
  async answer(request: Request): Promise<Response> {
    const response = await this.answered(request);
    return request.method === "HEAD" ? await headOf(response) : response;
  }

  /** Notifies all pages of a newer state. */
  tell(revision: string): void {
    const event = new TextEncoder().encode(`event: revision\ndata: ${revision}\n\n`);
    for (const listener of this.listeners) {
      try {
        listener.enqueue(event);
      } catch {
        this.listeners.delete(listener);
      }
    }
  }

  /** Closes the event streams of all pages. */
  close(): void {
    for (const listener of this.listeners) {
      try {
        listener.close();
      } catch {
        // The page has already closed the stream.
      }
    }
    this.listeners.clear();
  }

  private async answered(request: Request): Promise<Response> {
    const entry = this.options.gate.enter(request);
    if (entry.kind === "refused") return textAnswer(`${entry.why}\n`, entry.status);
    this.options.onRequest?.();
    if (entry.kind === "begin") {
      this.options.onBegin?.();
      return beginAnswer(entry.cookie, entry.location);
    }
    const data = this.options.data();
    using _waiting = MADE_LATER.has(entry.path) ? undefined : this.options.traffic?.begin();
    try {
      return await this.found(data, entry, request.headers.get("accept-encoding"));
    } catch {
      if (data !== this.options.data()) return textAnswer(MOVED_ON, 409);
      // The error message may contain data of the vault or of this machine, and the page does not need it.
      return textAnswer(
        "Cannot read this from the vault. To find the cause, run `lookervault verify`.\n",
        500,
      );
    }
  }

  private async found(
    data: VaultData,
    { path, params }: { path: string; params: URLSearchParams },
    accepted: string | null,
  ): Promise<Response> {
    if (path === "") return pageAnswer(data.page);
    if (path === DATA_PATHS.head) return jsonAnswer(data.head);
    if (path === DATA_PATHS.events) return this.events();
    if (!PATHS.has(path)) return textAnswer("This address does not exist.\n", 404);
    if (params.get("revision") !== data.revision) return textAnswer(MOVED_ON, 409);
    const key = params.get("key") ?? "";
    switch (path) {
      case DATA_PATHS.index:
        return packedAnswer(await data.columns(), accepted);
      case DATA_PATHS.links:
        return packedAnswer(await data.links(), accepted);
      case DATA_PATHS.changes:
        return orMissing(await data.changes(numberOf(params, "n")), jsonAnswer);
      case DATA_PATHS.body:
        return orMissing(data.body(key), jsonAnswer);
      default:
        return orMissing(data.json(key, numberOf(params, "run")), textAnswer);
    }
  }

  private events(): Response {
    if (this.listeners.size >= MOST_LISTENERS) return textAnswer("Too many pages wait for events.\n", 503);
    const { listeners } = this;
    let own: ReadableStreamDefaultController<Uint8Array> | null = null;
    return eventAnswer(
      new ReadableStream({
        start(controller) {
          listeners.add(own = controller);
          // Clients wait five seconds before they reconnect.
          controller.enqueue(new TextEncoder().encode("retry: 5000\n\n"));
        },
        cancel: () => void (own !== null && listeners.delete(own)),
      }),
    );
  }
}

const MOVED_ON = "The vault has a newer state.\n";

/** Paths whose responses are built in the background. */
const MADE_LATER: ReadonlySet<string> = new Set([DATA_PATHS.index, DATA_PATHS.links, DATA_PATHS.changes]);

/** Paths that belong to one state of the vault. */
const PATHS: ReadonlySet<string> = new Set([
  DATA_PATHS.index,
  DATA_PATHS.links,
  DATA_PATHS.changes,
  DATA_PATHS.body,
  DATA_PATHS.json,
]);

function orMissing(text: string | null, answer: (text: string) => Response): Response {
  return text === null ? textAnswer("This item is not in the vault.\n", 404) : answer(text);
}

function numberOf(params: URLSearchParams, name: string): number {
  const text = params.get(name) ?? "";
  return /^\d{1,9}$/.test(text) ? Number(text) : -1;
}
