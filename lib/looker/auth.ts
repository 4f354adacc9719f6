/**
 * One token for all requests. A login fetches the token before the first request, before it expires, and when Looker
 * returns 401. A logout makes the token invalid at the end.
 *
 * A request may wait a long time before it is sent, so the token is added at the moment of sending (`stamp`, the
 * innermost decorator). Logins and repeated sending happen outside of all queues (`send`, the outermost decorator).
 *
 * A 401 means that either the token is invalid or the operation is refused. A new token solves the first case. If the
 * new token also gets a 401, a request that every user may send shows which case applies.
 *
 * @module
 */
import type { Clock } from "../base/clock.ts";
import { NotSentError, StatusError } from "../http/errors.ts";
import { SingleFlight } from "../http/single_flight.ts";
import { hostOf, type HttpRequest, type Transport } from "../http/transport.ts";
import { BadTokenError, LoginError } from "./errors.ts";

/** Options of {@linkcode Auth}. */
export interface AuthOptions {
  /** The base URL with `/api/4.0`, without a trailing slash. */
  apiUrl: string;
  clientId: string;
  clientSecret: string;
  clock: Clock;
  /** Receives each new token, so that logs can omit it. */
  onToken?: (token: string) => void;
}

interface Token {
  text: string;
  /** The time on the monotonic clock, milliseconds, after which a new token is fetched. */
  renewAt: number;
}

/** The result of a probe, and the token that the probe was sent with; null if it was not sent. */
interface Probe {
  token: Token | null;
  alive: boolean;
}

/** The operation that shows whether a token is valid, because it needs no permission. */
const PROBE = "session";

/** The statuses with which Looker refuses a login (the spec declares 400 and 404). */
const REFUSED = new Set([400, 401, 403, 404]);
/** A token is renewed this long before it expires, milliseconds, but at most a tenth of its lifetime before. */
const MARGIN_MS = 10_000;
/** If Looker rejects this many tokens in a row, the login counts as refused. */
const DEAD_IN_A_ROW = 10;
/** An operation that returns 401 this many times with a valid token counts as refused. */
const REFUSALS = 3;
/** If this many tokens become invalid during one request, only that request fails, because it may be the cause. */
const DEAD_A_REQUEST = 50;

/** The maximum length of a token, because every request contains it. Looker's tokens have 40 characters. */
const MAX_TOKEN = 4096;
/**
 * If this many tokens (`SHORT_LIVES`) in a row are valid for fewer seconds than `SHORT_LIFE`, the login fails. A
 * token of Looker is valid for an hour.
 */
const SHORT_LIFE = 30, SHORT_LIVES = 3;
/** The maximum lifetime that is assumed for a token, seconds. */
const LONGEST_LIFE = 24 * 3600;

/** The token, and the two decorators around the transport that retries, limits and waits. */
export class Auth {
  private token: Token | null = null;
  private refused: LoginError | BadTokenError | null = null;
  private loginSentAt = 0;
  /** The number of logins in a row that returned a token with a short lifetime. */
  private shortLives = 0;
  private readonly transport: Transport;
  private readonly logins: SingleFlight<Token>;
  private readonly probes: SingleFlight<Probe>;
  /** The token that the current probe was sent with. */
  private probing: Token | null = null;
  /** The token of each request that got a 401. */
  private readonly stampedWith = new WeakMap<StatusError, Token>();
  /** Operations that Looker refused with a valid token, and that are not retried with a new token. */
  private readonly refusedOperations = new Set<string>();
  private deadInARow = 0;

  /** `build` returns the transport that retries and limits around `stamp`. */
  constructor(
    build: (stamp: (inner: Transport) => Transport) => Transport,
    private readonly options: AuthOptions,
  ) {
    this.transport = build((inner) => this.stamp(inner));
    this.logins = new SingleFlight((signal) => this.login(signal));
    this.probes = new SingleFlight((signal) => this.probe(signal));
  }

  /**
   * Sends `request` with a token. After a 401, sends it again with a new token, as often as tokens turn out to be
   * invalid.
   *
   * @throws {StatusError} 401 when the token is valid but the operation is refused.
   * @throws {LoginError} when Looker rejects every token that it issues.
   */
  readonly send: Transport = async (request) => {
    for (let dead = 0, refusals = 0;;) {
      if (this.usable() === null) await this.logins.run(request.signal);
      try {
        const response = await this.transport(request);
        this.deadInARow = 0;
        this.refusedOperations.delete(request.operation);
        return response;
      } catch (error) {
        if (error instanceof NotSentError) continue;
        if (!(error instanceof StatusError) || error.status !== 401) throw error;
        if (await this.isAlive(this.stampedWith.get(error), request, dead > 0)) {
          if (++refusals < REFUSALS && !this.refusedOperations.has(request.operation)) continue;
          this.refusedOperations.add(request.operation);
          throw error;
        }
        if (this.deadInARow >= DEAD_IN_A_ROW) {
          throw new LoginError(hostOf(this.options.apiUrl), 401, error);
        }
        if (++dead === DEAD_A_REQUEST) throw error;
      }
    }
  };

  /**
   * Whether the token of a `request` that got a 401 is valid. If so, Looker refuses the operation itself. The first
   * 401 of a request causes no probe: a new token needs only one request, and is usually the solution.
   */
  private async isAlive(token: Token | undefined, request: HttpRequest, again: boolean): Promise<boolean> {
    if (token === undefined) return false;
    const doubted = again || this.refusedOperations.has(request.operation);
    // A probe that was already running may have used another token.
    for (let asked: Token | null = null; doubted && this.token === token && asked !== token;) {
      const answer = await this.probes.run(request.signal);
      asked = answer.token;
      if (asked !== token || !answer.alive) continue;
      this.deadInARow = 0;
      return true;
    }
    if (this.token === token) {
      this.token = null;
      this.deadInARow++;
    }
    return false;
  }

  /** Requests the session, which every token may read. Only a 401 shows that the token is invalid. */
  private async probe(signal: AbortSignal): Promise<Probe> {
    this.probing = null;
    let alive = true;
    try {
      await this.transport({
        operation: PROBE,
        method: "GET",
        url: `${this.options.apiUrl}/session`,
        headers: { accept: "application/json" },
        signal,
        idempotent: true,
        retryTimeouts: true,
        urgent: true,
        read: () => null,
      });
    } catch (error) {
      if (!(error instanceof StatusError || error instanceof NotSentError)) throw error;
      alive = error.status !== null && error.status !== 401;
    }
    return { token: this.probing, alive };
  }

  /** Logs out, so that Looker deletes the token. Does nothing without a token. */
  async logout(signal: AbortSignal): Promise<void> {
    if (this.usable() === null) return;
    try {
      await this.transport({
        operation: "logout",
        method: "DELETE",
        url: `${this.options.apiUrl}/logout`,
        headers: {},
        signal,
        idempotent: false,
        retryTimeouts: false,
        urgent: true,
        small: true,
        read: () => null,
      });
    } finally {
      this.token = null;
    }
  }

  /** Adds the token to a request, and records which token Looker rejected. */
  private stamp(inner: Transport): Transport {
    return async (request) => {
      if (request.operation === "login") {
        this.loginSentAt = this.options.clock.monotonic();
        return await inner(request);
      }
      const token = this.usable();
      if (token === null) throw new NotSentError(request.operation, "its token expired while it waited");
      if (request.operation === PROBE) this.probing = token;
      try {
        return await inner(withToken(request, token));
      } catch (error) {
        if (error instanceof StatusError && error.status === 401) this.stampedWith.set(error, token);
        throw error;
      }
    };
  }

  private usable(): Token | null {
    return this.token !== null && this.options.clock.monotonic() < this.token.renewAt ? this.token : null;
  }

  private async login(signal: AbortSignal): Promise<Token> {
    // Repeated logins with wrong credentials could lock the user out.
    if (this.refused) throw this.refused;
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
        urgent: true,
        confidential: true,
        small: true,
        quick: true,
        read: (answer) => readToken(answer.body),
      });
      const { text, seconds } = response.value as { text: string; seconds: number };
      onToken?.(text);
      const problem = tokenProblem(text);
      if (problem !== null) throw this.refused = new BadTokenError(hostOf(apiUrl), problem);
      this.shortLives = seconds < SHORT_LIFE ? this.shortLives + 1 : 0;
      if (this.shortLives >= SHORT_LIVES) {
        throw this.refused = new BadTokenError(
          hostOf(apiUrl),
          `${SHORT_LIVES} tokens in a row are valid for less than ${SHORT_LIFE} seconds`,
        );
      }
      const life = seconds * 1000;
      // The lifetime starts on the server, after the request is sent. After a slow login, a part of it must still be
      // left.
      const renewAt = Math.max(
        this.loginSentAt + life - Math.min(MARGIN_MS, life / 10),
        clock.monotonic() + life / 4,
      );
      return this.token = { text, renewAt };
    } catch (error) {
      if (!(error instanceof StatusError) || !REFUSED.has(error.status)) throw error;
      throw this.refused = new LoginError(hostOf(apiUrl), error.status, error);
    }
  }
}

function withToken(request: HttpRequest, token: Token): HttpRequest {
  return { ...request, headers: { ...request.headers, authorization: `Bearer ${token.text}` } };
}

function readToken(body: Uint8Array): { text: string; seconds: number } {
  let answer: { access_token?: unknown; expires_in?: unknown } | null;
  try {
    answer = JSON.parse(new TextDecoder().decode(body));
  } catch {
    // The parser's message would quote the body, which may contain a token.
    throw new Error("it is not JSON");
  }
  const { access_token: text, expires_in: life } = answer ?? {};
  if (typeof text !== "string" || text === "") throw new Error("it contains no access token");
  return { text, seconds: typeof life === "number" && life > 0 ? Math.min(life, LONGEST_LIFE) : 3600 };
}

/** Returns why a token cannot be sent; null if it can. The text does not contain the token. */
function tokenProblem(text: string): string | null {
  if (text.length > MAX_TOKEN) {
    return `its token has ${text.length} characters, more than the possible ${MAX_TOKEN}`;
  }
  return /^[\x21-\x7e]+$/.test(text) ? null : "its token has invalid characters";
}
