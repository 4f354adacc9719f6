/**
 * One token for everybody: logged in once, renewed before it expires or when Looker says 401, logged out at the end.
 *
 * @module
 */
import type { Clock } from "../base/clock.ts";
import { StatusError } from "../http/errors.ts";
import { hostOf, type HttpRequest, type Transport } from "../http/transport.ts";
import { LoginError } from "./errors.ts";

/** Options of {@linkcode Auth}. */
export interface AuthOptions {
  /** Base URL with `/api/4.0`, without a slash at its end. */
  apiUrl: string;
  clientId: string;
  clientSecret: string;
  clock: Clock;
  /** Told each new token, so that it can be kept out of logs. */
  onToken?: (token: string) => void;
}

interface Token {
  text: string;
  /** Monotonic milliseconds after which a new one is fetched. */
  renewAt: number;
}

/** Statuses with which Looker refuses a log-in (the spec declares 400 and 404). */
const REFUSED = new Set([400, 401, 403, 404]);
/** A token is renewed this long before it expires, milliseconds, or a tenth of its life before, if that is less. */
const MARGIN_MS = 10_000;

/** The decorator that gives each request its token. */
export class Auth {
  private token: Token | null = null;
  private pending: Promise<Token> | null = null;

  constructor(private readonly transport: Transport, private readonly options: AuthOptions) {}

  /** Sends `request` with a token; on 401 logs in again, once, and sends it again. */
  readonly send: Transport = async (request) => {
    const token = await this.current(request.signal);
    try {
      return await this.transport(withToken(request, token));
    } catch (error) {
      if (!(error instanceof StatusError) || error.status !== 401) throw error;
      if (this.token === token) this.token = null;
      const renewed = await this.current(request.signal);
      try {
        return await this.transport(withToken(request, renewed));
      } catch (again) {
        if (!(again instanceof StatusError) || again.status !== 401) throw again;
        throw new LoginError(hostOf(this.options.apiUrl), 401, again);
      }
    }
  };

  /** Gives the token back to Looker. Does nothing without one. */
  async logout(signal: AbortSignal): Promise<void> {
    const token = this.token;
    this.token = null;
    if (token === null) return;
    await this.transport(withToken({
      operation: "logout",
      method: "DELETE",
      url: `${this.options.apiUrl}/logout`,
      headers: {},
      signal,
      idempotent: false,
      retryTimeouts: false,
      read: () => null,
    }, token));
  }

  /** The token in use, or a new one: however many ask, one log-in is sent. */
  private current(signal: AbortSignal): Promise<Token> {
    if (this.token !== null && this.options.clock.monotonic() < this.token.renewAt) {
      return Promise.resolve(this.token);
    }
    this.pending ??= this.login(signal).finally(() => this.pending = null);
    return this.pending;
  }

  private async login(signal: AbortSignal): Promise<Token> {
    const { apiUrl, clientId, clientSecret, clock, onToken } = this.options;
    try {
      const response = await this.transport({
        operation: "login",
        method: "POST",
        url: `${apiUrl}/login`,
        headers: { "content-type": "application/x-www-form-urlencoded", accept: "application/json" },
        body: new URLSearchParams({ client_id: clientId, client_secret: clientSecret }).toString(),
        signal,
        idempotent: true,
        retryTimeouts: true,
        read: (answer) => readToken(answer.body),
      });
      const { text, seconds } = response.value as { text: string; seconds: number };
      onToken?.(text);
      const life = seconds * 1000;
      return this.token = { text, renewAt: clock.monotonic() + life - Math.min(MARGIN_MS, life / 10) };
    } catch (error) {
      if (error instanceof StatusError && REFUSED.has(error.status)) {
        throw new LoginError(hostOf(apiUrl), error.status, error);
      }
      throw error;
    }
  }
}

function withToken(request: HttpRequest, token: Token): HttpRequest {
  return { ...request, headers: { ...request.headers, authorization: `Bearer ${token.text}` } };
}

function readToken(body: Uint8Array): { text: string; seconds: number } {
  let answer: { access_token?: unknown; expires_in?: unknown };
  try {
    answer = JSON.parse(new TextDecoder().decode(body));
  } catch {
    // The parser's message would quote the body, which may hold a token.
    throw new Error("it is not JSON");
  }
  if (typeof answer.access_token !== "string" || answer.access_token === "") {
    throw new Error("it holds no access token");
  }
  return {
    text: answer.access_token,
    seconds: typeof answer.expires_in === "number" ? answer.expires_in : 3600,
  };
}
