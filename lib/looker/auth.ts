/**
 * One token for everybody: logged in once, renewed before it expires or when Looker says 401, logged out at the end.
 *
 * A request may wait long between being asked for and being sent, so the token goes on at the moment of sending
 * (`stamp`, innermost), while logging in and sending again happen outside of all queues (`send`, outermost).
 *
 * A 401 says that the token is no good, or that this operation is refused, and not which. The first is mended by a
 * new token; when the answer to that is 401 too, a call that everybody may make tells the two apart.
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

/** What was asked of which token: null when it went out with none. */
interface Probe {
  token: Token | null;
  alive: boolean;
}

/** The operation that tells whether a token is good: it needs no permission. */
const PROBE = "session";

/** Statuses with which Looker refuses a login (the spec declares 400 and 404). */
const REFUSED = new Set([400, 401, 403, 404]);
/** A token is renewed this long before it expires, milliseconds, or a tenth of its life before, if that is less. */
const MARGIN_MS = 10_000;
/** If no answer accepts this many tokens in a row, the login counts as refused. */
const DEAD_IN_A_ROW = 10;
/** An operation that answers 401 so often with a token that is good is refused. */
const REFUSALS = 3;
/** If this many tokens expire during one request, only that request fails, because it may be the cause. */
const DEAD_A_REQUEST = 50;

/** Characters of a token at most: it goes with every request. Looker's have 40. */
const MAX_TOKEN = 4096;
/** A token of Looker lives an hour. One that lives shorter than this, seconds, so many times in a row, is of no use. */
const SHORT_LIFE = 30, SHORT_LIVES = 3;
/** No token is believed to live longer than this, seconds. */
const LONGEST_LIFE = 24 * 3600;

/** The token and the two decorators around everything that retries, limits and waits. */
export class Auth {
  private token: Token | null = null;
  private refused: LoginError | BadTokenError | null = null;
  private loginSentAt = 0;
  /** Logins in a row that gave a token of short life. */
  private shortLives = 0;
  private readonly transport: Transport;
  private readonly logins: SingleFlight<Token>;
  private readonly probes: SingleFlight<Probe>;
  /** The token that the question under way was sent with. */
  private probing: Token | null = null;
  /** Which token went with a request that was answered 401. */
  private readonly stampedWith = new WeakMap<StatusError, Token>();
  /** Operations that a good token did not open: a new token is not tried again for them. */
  private readonly refusedOperations = new Set<string>();
  private deadInARow = 0;

  /** `build` makes the transport that retries and limits around `stamp`. */
  constructor(
    build: (stamp: (inner: Transport) => Transport) => Transport,
    private readonly options: AuthOptions,
  ) {
    this.transport = build((inner) => this.stamp(inner));
    this.logins = new SingleFlight((signal) => this.login(signal));
    this.probes = new SingleFlight((signal) => this.probe(signal));
  }

  /**
   * Sends `request` with a token. On 401 it goes out again with a new one, as often as tokens turn out to be dead.
   *
   * @throws {StatusError} 401 where the token is good and the operation is refused all the same.
   * @throws {LoginError} when no token that Looker gives is accepted.
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
   * Whether the token with which `request` was answered 401 is good, so that it is the operation that is refused. The
   * first time that is not asked: a new token is no more than a call, and mostly the cure.
   */
  private async isAlive(token: Token | undefined, request: HttpRequest, again: boolean): Promise<boolean> {
    if (token === undefined) return false;
    const doubted = again || this.refusedOperations.has(request.operation);
    // A question that was under way may have been about another token.
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

  /** Asks for the session, which every token has. Only a 401 says that the token is dead. */
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

  /** Gives the token back to Looker. Does nothing without one. */
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
    // Asking again and again with wrong credentials could lock the user out.
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
      // Its life began on the server, after the request left; a slow login must still leave some of it.
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
    // The parser's message would quote the body, which may hold a token.
    throw new Error("it is not JSON");
  }
  const { access_token: text, expires_in: life } = answer ?? {};
  if (typeof text !== "string" || text === "") throw new Error("it holds no access token");
  return { text, seconds: typeof life === "number" && life > 0 ? Math.min(life, LONGEST_LIFE) : 3600 };
}

/** Why a token cannot be sent; null where it can. What is in it is never told. */
function tokenProblem(text: string): string | null {
  if (text.length > MAX_TOKEN) {
    return `its token has ${text.length} characters, more than the possible ${MAX_TOKEN}`;
  }
  return /^[\x21-\x7e]+$/.test(text) ? null : "its token has invalid characters";
}
