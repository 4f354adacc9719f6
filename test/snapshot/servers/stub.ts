/**
 * What the stand-ins of stores have in common: a server in this process, faults on demand, and what was asked.
 *
 * @module
 */

/** What may be done with a request before it is looked at: it may be answered otherwise. */
export type Fault = (request: StubRequest) => Response | undefined;

/** A request with its whole body. */
export interface StubRequest {
  /** From 1. */
  nth: number;
  method: string;
  url: URL;
  headers: Headers;
  body: Uint8Array<ArrayBuffer>;
}

/** A server on this machine. */
export class Stub implements AsyncDisposable {
  readonly url: string;
  /** `METHOD /path` of each request. */
  readonly log: string[] = [];
  fault: Fault | null = null;
  private readonly server: Deno.HttpServer<Deno.NetAddr>;

  constructor(answer: (request: StubRequest) => Response | Promise<Response>) {
    this.server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (raw) => {
      const body = new Uint8Array(await raw.arrayBuffer());
      const { method } = raw, headers = new Headers(raw.headers), url = new URL(raw.url);
      this.log.push(`${method} ${url.pathname}`);
      const request = { nth: this.log.length, method, url, headers, body };
      return this.fault?.(request) ?? await answer(request);
    });
    this.url = `http://127.0.0.1:${this.server.addr.port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server.shutdown();
  }
}

/** Bytes of a request's range, and the headers that go with them; null where the range has none. */
export function ranged(
  bytes: Uint8Array<ArrayBuffer>,
  range: string | null,
): { status: 200 | 206; body: Uint8Array<ArrayBuffer>; headers: Record<string, string> } | null {
  const match = /^bytes=(\d+)-(\d*)$/.exec(range ?? "");
  if (match === null) return { status: 200, body: bytes, headers: {} };
  const from = Number(match[1]),
    to = match[2] === "" ? bytes.length : Math.min(Number(match[2]) + 1, bytes.length);
  if (from >= to) return null;
  return {
    status: 206,
    body: bytes.slice(from, to),
    headers: { "content-range": `bytes ${from}-${to - 1}/${bytes.length}` },
  };
}
