/**
 * How a store can fail. Classified by the store's status and code, never by its words.
 *
 * @module
 */
import { EXIT, type ExitCode, LookervaultError, type LookervaultErrorOptions } from "../base/errors.ts";

/** Options of {@linkcode StoreError}. */
export interface StoreErrorOptions extends LookervaultErrorOptions {
  /** What the store said to wait before another try, milliseconds. */
  retryAfterMs?: number | null;
}

/** Anything that a store could not do. `retryable`: the same call may succeed later. */
export abstract class StoreError extends LookervaultError {
  /** Whether the same call may succeed when it is made again. */
  readonly retryable: boolean = false;
  /** Milliseconds that the store asked to wait before; null where it did not. */
  readonly retryAfterMs: number | null;

  constructor(message: string, { retryAfterMs = null, ...options }: StoreErrorOptions = {}) {
    super(message, options);
    this.retryAfterMs = retryAfterMs;
  }
}

/** The object, the upload, the bucket or the directory is not there: exit 2. */
export class NotFoundError extends StoreError {
  readonly code = "store_not_found";
  readonly exitCode: ExitCode = EXIT.usage;
}

/** Another object has that key: it was left unchanged. Exit 2. */
export class AlreadyThereError extends StoreError {
  readonly code = "store_already_there";
  readonly exitCode: ExitCode = EXIT.usage;
}

/** The credentials are wrong, or may not do this: exit 3. */
export class DeniedError extends StoreError {
  readonly code = "store_denied";
  readonly exitCode: ExitCode = EXIT.looker;
}

/** The credentials were valid and have expired: exit 3. With new ones the same call may succeed. */
export class ExpiredCredentialError extends StoreError {
  readonly code = "store_credential_expired";
  readonly exitCode: ExitCode = EXIT.looker;
}

/** There are no credentials, or they are invalid: exit 2. Nothing was sent. */
export class CredentialError extends StoreError {
  readonly code = "store_credential";
  readonly exitCode: ExitCode = EXIT.usage;
}

/** The store does not let go of the object before some time: exit 2. */
export class LockedError extends StoreError {
  readonly code = "store_locked";
  readonly exitCode: ExitCode = EXIT.usage;
  /** Until when, ISO 8601 UTC; null where the store does not tell. */
  readonly until: string | null;
  constructor(message: string, { until, ...options }: StoreErrorOptions & { until: string | null }) {
    super(message, options);
    this.until = until;
  }
}

/** A lock was asked for and the store has none to give: exit 2. Nothing was written. */
export class LockUnavailableError extends StoreError {
  readonly code = "store_no_lock";
  readonly exitCode: ExitCode = EXIT.usage;
}

/** No room is left: exit 1. What was complete before is complete. */
export class StoreFullError extends StoreError {
  readonly code = "store_full";
  readonly exitCode: ExitCode = EXIT.unexpected;
}

/** Other bytes arrived, or came back, than were sent: exit 5. Worth another try: the way may have been at fault. */
export class DamagedError extends StoreError {
  readonly code = "store_damaged";
  readonly exitCode: ExitCode = EXIT.damaged;
  override readonly retryable: boolean;
  constructor(
    message: string,
    { retryable = true, ...options }: StoreErrorOptions & { retryable?: boolean } = {},
  ) {
    super(message, options);
    this.retryable = retryable;
  }
}

/** No connection, a connection that broke or stalled, or a store that is busy (429, 5xx): exit 3, and worth another try. */
export class UnreachableError extends StoreError {
  readonly code = "store_unreachable";
  readonly exitCode: ExitCode = EXIT.looker;
  override readonly retryable: boolean;
  constructor(
    message: string,
    { retryable = true, ...options }: StoreErrorOptions & { retryable?: boolean } = {},
  ) {
    super(message, options);
    this.retryable = retryable;
  }
}

/** The store refused the call, or answered what cannot be read: a fault of ours, of its set-up, or of a proxy. Exit 1. */
export class RefusedError extends StoreError {
  readonly code = "store_refused";
  readonly exitCode: ExitCode = EXIT.unexpected;
}
