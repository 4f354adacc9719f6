/** A Looker of a few lines: login, logout, and whatever a test answers. @module */
import {
  connect,
  type ConnectDeps,
  type Connection,
  type ConnectSettings,
} from "../../lib/looker/connect.ts";
import { FakeClock } from "../http/fake_clock.ts";

export const CLIENT_ID = "client-id";
export const SECRET = "s3cr&t+ä";

/** Answers a request; null for what the server answers by itself. */
export type Handler = (request: Request, token: string | null) => Response | Promise<Response> | null;

/** A server on loopback and what it was asked. */
export interface TestLooker extends AsyncDisposable {
  readonly url: string;
  /** `GET /users?limit=1` of each request, without `/api/4.0`. */
  readonly asked: string[];
  /** Bodies of logins. */
  readonly logins: string[];
  /** How many of the requests were like this. */
  count(line: string): number;
}

/** Serves login (tokens `token-1`, `token-2`, ...) and logout; everything else is up to `handler`. */
export function testLooker(handler: Handler = () => null, expiresIn = 3600): TestLooker {
  const asked: string[] = [], logins: string[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const { pathname, search } = new URL(request.url);
    asked.push(`${request.method} ${pathname.replace("/api/4.0", "")}${search}`);
    if (pathname.endsWith("/login")) logins.push(await request.clone().text());
    const token = request.headers.get("authorization")?.replace("Bearer ", "") ?? null;
    const answer = await handler(request, token);
    if (answer !== null) return answer;
    if (pathname.endsWith("/login")) {
      return Response.json({
        access_token: `token-${logins.length}`,
        token_type: "Bearer",
        expires_in: expiresIn,
      });
    }
    return pathname.endsWith("/logout") ? new Response(null, { status: 204 }) : Response.json([]);
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    asked,
    logins,
    count: (line) => asked.filter((one) => one === line).length,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

/** A connection that waits for nothing, on a clock that stands still. */
export function connectTo(
  url: string,
  settings: Partial<ConnectSettings> = {},
  deps: Partial<ConnectDeps> = {},
): Connection {
  return connect({
    baseUrl: url,
    clientId: CLIENT_ID,
    clientSecret: SECRET,
    timeoutSeconds: 10,
    workers: 8,
    maxRetries: 3,
    ...settings,
  }, {
    clock: new FakeClock(),
    backoff: { minTimeout: 0, maxTimeout: 1, multiplier: 1, jitter: 1 },
    ...deps,
  });
}

/** A signal that never aborts. */
export const never = (): AbortSignal => new AbortController().signal;
