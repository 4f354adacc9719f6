/** A Looker that answers badly: its login and its user are good, whatever else it is asked is up to a test. @module */
import { systemClock } from "../../lib/base/clock.ts";
import { LookervaultError } from "../../lib/base/errors.ts";
import { BodyBudget } from "../../lib/http/body_budget.ts";
import { fetchWithin } from "../../lib/http/transport.ts";
import type { ExtractOptions } from "../../lib/extract/options.ts";
import { runExtract } from "../../lib/extract/run.ts";
import type { ExtractSummary } from "../../lib/extract/summary.ts";
import { connect } from "../../lib/looker/connect.ts";
import { CONTENT_TYPES, TYPE_CODES } from "../../lib/looker/content_type_names.ts";
import { openVaultForWriting } from "../../lib/vault/open.ts";

export const CLIENT_ID = "hostile/id", SECRET = 's3cr"t/+key&ä', TOKEN = "tok/en+0123456789abcdef";

/** What a run came to, and what it took. */
export interface Attacked {
  summary: ExtractSummary | null;
  error: LookervaultError | null;
  /** Requests that the server got. */
  hits: number;
  /** Texts of everything that is neither a body nor an id: of the vault's rows, of events, of the summary. */
  kept: string[];
}

/** Runs a whole extraction against a server that answers with `any`. @throws what is no error of ours. */
export async function attacked(
  any: (request: Request, url: URL) => Response | Promise<Response>,
  options: Partial<ExtractOptions> = {},
  { login }: { login?: (request: Request) => Response | Promise<Response> } = {},
): Promise<Attacked> {
  let hits = 0;
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {}, onError },
    async (request) => {
      hits++;
      const url = new URL(request.url), path = url.pathname.replace("/api/4.0", "");
      if (path === "/login") {
        return await login?.(request) ?? Response.json({ access_token: TOKEN, expires_in: 3600 });
      }
      if (path === "/logout") return new Response(null, { status: 204 });
      if (path === "/versions") return Response.json({ looker_release_version: "26.12.3" });
      if (path === "/user") return Response.json({ id: "1", email: "a@b.c", role_ids: [] });
      return await any(request, url);
    },
  );
  const directory = await Deno.makeTempDir({ prefix: "lookervault-test-" });
  try {
    const clock = systemClock, kept: string[] = [];
    let summary: ExtractSummary | null = null, error: LookervaultError | null = null;
    const vault = openVaultForWriting(`${directory}/vault.db`, { clock, types: TYPE_CODES });
    {
      using _vault = vault;
      const small = new BodyBudget({ total: 4 * 1024 * 1024, sharers: 8, small: 64 * 1024 });
      await using connection = connect({
        baseUrl: `http://127.0.0.1:${server.addr.port}`,
        clientId: CLIENT_ID,
        clientSecret: SECRET,
        timeoutSeconds: 5,
        workers: 8,
        maxRetries: 2,
      }, {
        clock,
        transport: fetchWithin(small),
        backoff: { minTimeout: 0, maxTimeout: 1, multiplier: 1, jitter: 0 },
        onRetry: (notice) => kept.push(JSON.stringify(notice)),
      });
      try {
        summary = await runExtract({
          types: CONTENT_TYPES,
          workers: 8,
          batchSize: 100,
          maxRetries: 2,
          folders: [],
          recursive: false,
          noTrash: false,
          noUserValues: false,
          acceptDeletions: false,
          incremental: false,
          manyItems: { bodies: 400, rows: 1000, ids: 1000 },
          ...options,
        }, {
          connection,
          vault,
          clock,
          sink: (event) => kept.push(JSON.stringify(event)),
          signal: new AbortController().signal,
          lookervaultVersion: "test",
          hostUser: null,
        });
        kept.push(JSON.stringify(summary));
      } catch (thrown) {
        if (!(thrown instanceof LookervaultError)) throw thrown;
        error = thrown;
        kept.push(Deno.inspect(thrown), thrown.stack ?? "");
      }
      for (const table of ["extraction_sessions", "sync_checkpoints", "extraction_errors", "meta"]) {
        kept.push(...vault.prepare(`SELECT * FROM ${table}`).all().map((row) => JSON.stringify(row)));
      }
    }
    return { summary, error, hits, kept };
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

/** A client that goes away in the middle is what these tests are about. */
function onError(): Response {
  return new Response(null, { status: 500 });
}

/** An answer of JSON text as it is. */
export function json(text: string, init: ResponseInit = {}): Response {
  return new Response(text, { headers: { "content-type": "application/json" }, ...init });
}

/** An answer that goes on until its reader leaves. */
export function endless(init: ResponseInit = {}): Response {
  const chunk = new Uint8Array(64 * 1024).fill(32);
  return new Response(new ReadableStream({ pull: (controller) => controller.enqueue(chunk) }), init);
}

/** `megabytes` of blanks in a few kilobytes of gzip. */
export async function bomb(megabytes: number): Promise<Uint8Array<ArrayBuffer>> {
  let left = megabytes;
  const chunk = new Uint8Array(1024 * 1024).fill(32);
  const blanks = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull: (controller) => left-- > 0 ? controller.enqueue(chunk) : controller.close(),
  });
  return await new Response(blanks.pipeThrough(new CompressionStream("gzip"))).bytes();
}
