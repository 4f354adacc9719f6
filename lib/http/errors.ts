/**
 * The ways in which a request can fail. Errors are classified by status and class, never by the server's message.
 *
 * @module
 */
import { counted } from "../base/counted.ts";
import { EXIT, LookervaultError, type LookervaultErrorOptions } from "../base/errors.ts";

/** Any failed request. `operation` is the operationId. No message contains a query string or a secret. */
export abstract class HttpError extends LookervaultError {
  readonly exitCode = EXIT.looker;
  /** The HTTP status; null if there was no response. */
  readonly status: number | null = null;
  constructor(readonly operation: string, message: string, options: LookervaultErrorOptions = {}) {
    super(message, options);
  }
}

/** A property that Looker rejected, as its `ValidationError` names it. */
export interface FieldError {
  /** A property of the body. For several properties, Looker returns a text such as `[:title, :space_id]`. */
  field: string;
  /** An error code such as `already_exists`, `invalid`, `missing_field`. */
  code: string;
}

/** Looker responded with a status other than 2xx. */
export class StatusError extends HttpError {
  readonly code = "http_status";
  /** The properties that Looker rejected; empty if it named none. */
  readonly fields: readonly FieldError[];
  constructor(
    operation: string,
    override readonly status: number,
    message: string,
    /** The raw `Retry-After` header. */
    readonly retryAfter: string | null,
    /** The raw `Date` header: the server's clock, to which a date in `Retry-After` is relative. */
    readonly date: string | null = null,
    { fields = [], ...options }: LookervaultErrorOptions & { fields?: readonly FieldError[] } = {},
  ) {
    super(operation, message, options);
    this.fields = fields;
  }
}

/** Looker responded with 2xx, but a required part of the response is missing. */
export class LackingError extends HttpError {
  readonly code = "http_lacking";
  override readonly status = 200;
}

/**
 * Whether a status concerns the server and not only one request. The `Retry-After` header then applies to all
 * requests.
 */
export function holdsAllBack({ status }: StatusError): boolean {
  return status === 429 || status === 503;
}

/** There was no complete response within the timeout. */
export class TimeoutError extends HttpError {
  readonly code = "http_timeout";
  /** Whether the time of all attempts together is used up, so that there is no further attempt. */
  readonly total: boolean;
  constructor(operation: string, readonly seconds: number, { total = false }: { total?: boolean } = {}) {
    const what = total ? "all attempts together" : "one attempt";
    super(operation, `Cannot finish ${operation}: no complete response within ${seconds} s (${what})`, {
      hint: "Raise --timeout, or check how busy the Looker instance is.",
    });
    this.total = total;
  }
}

/** Why a connection failed. */
export type NetworkFailure = "refused" | "dns" | "tls" | "reset" | "other";

/** The connection failed, or it broke before the response was complete. */
export class NetworkError extends HttpError {
  readonly code = "network";
  constructor(operation: string, readonly failure: NetworkFailure, host: string, cause: unknown) {
    super(operation, `Cannot reach ${host}: ${NETWORK_MESSAGES[failure]} (${operation})`, {
      cause,
      hint: NETWORK_HINTS[failure],
    });
  }
}

const NETWORK_MESSAGES: Record<NetworkFailure, string> = {
  refused: "the connection was refused",
  dns: "the host name does not resolve",
  tls: "the TLS connection failed, or the certificate was not accepted",
  reset: "the connection broke before the response was complete",
  other: "the connection failed",
};

const NETWORK_HINTS: Record<NetworkFailure, string> = {
  refused: "Check the port of the base URL: Looker's API listens on 443, or on 19999 on older instances.",
  dns: "Check the host of the base URL, and whether this machine needs a VPN or a proxy (HTTPS_PROXY).",
  tls: "Check that this port uses https. For a private certificate authority, set DENO_CERT to its PEM file.",
  reset:
    "Rerun the command. If it fails again, check proxies and load balancers between this machine and Looker.",
  other: "Check the network, and whether a proxy is needed (HTTPS_PROXY).",
};

/**
 * The status is a success, but the body is not a result of the operation: HTML, an empty body, or the wrong kind of
 * JSON.
 */
export class BadAnswerError extends HttpError {
  readonly code = "bad_answer";
  constructor(operation: string, override readonly status: number, what: string, cause?: unknown) {
    super(operation, `Cannot use the response to ${operation}: ${what}`, {
      cause,
      hint: "Check the base URL: a proxy or a login page may be responding instead of Looker's API.",
    });
  }
}

/**
 * The response exceeds the maximum size, or does not end. The same request fails again; a request for fewer items may
 * succeed.
 */
export class TooLargeError extends HttpError {
  readonly code = "too_large";
  constructor(operation: string, bytes: number, { page }: { page: boolean }) {
    super(operation, `Cannot read the response to ${operation}: it is larger than ${sizeText(bytes)}`, {
      hint: page
        ? "If Looker's responses are really that large, raise --max-memory: one response may use a quarter of it."
        : "Check the base URL: something other than Looker's API may be responding.",
    });
  }
}

function sizeText(bytes: number): string {
  return bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} KB` : `${Math.round(bytes / 1024 / 1024)} MB`;
}

/** A listing that has more pages than a run reads. */
export class EndlessListError extends HttpError {
  readonly code = "endless_list";
  constructor(operation: string, what: string) {
    super(operation, `Cannot read all pages of ${operation}: ${what}`, {
      hint: "If Looker really has that many items, raise --max-memory: the limits grow with it.",
    });
  }
}

/** Whether the same request for fewer items may succeed. */
export function wantsSmallerPage(error: unknown): boolean {
  return error instanceof TimeoutError || error instanceof TooLargeError;
}

/**
 * A response that started and then almost stopped. The request is retried one time, because the network may have been
 * interrupted.
 */
export class StalledError extends HttpError {
  readonly code = "stalled";
  constructor(operation: string, bytesASecond: number, readonly last: boolean) {
    super(
      operation,
      `Cannot finish ${operation}: the response arrived at less than ${bytesASecond} bytes per second`,
      {
        hint: "Check the network, and proxies and load balancers between this machine and Looker.",
      },
    );
  }
}

/** The request was not sent: no URL can express it, or something that it needs was missing when its turn came. */
export class NotSentError extends HttpError {
  readonly code = "not_sent";
  constructor(operation: string, what: string) {
    super(operation, `Cannot send ${operation}: ${what}`);
  }
}

/** The limit of `--max-calls` is reached. No further request is sent. */
export class CallBudgetError extends HttpError {
  readonly code = "call_budget";
  constructor(operation: string, readonly maxCalls: number) {
    super(
      operation,
      `Cannot send ${operation}: --max-calls allows ${counted(maxCalls, "call")}, and all of them are used`,
      {
        hint: "Rerun with a higher --max-calls. The vault keeps what is stored.",
      },
    );
  }
}

/** Looker stopped responding. The run ends. */
export class UnreachableError extends HttpError {
  readonly code = "unreachable";
  constructor(operation: string, failures: number, cause: unknown) {
    super(
      operation,
      `Cannot continue: Looker stopped responding (${counted(failures, "request")} in a row failed)`,
      {
        cause,
        hint: "Rerun the command when Looker responds again. The vault keeps what is stored.",
      },
    );
  }
}
