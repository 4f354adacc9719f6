/**
 * The errors of a store, classified by the store's status and error code, never by its message.
 *
 * @module
 */
import { EXIT, type ExitCode, LookervaultError, type LookervaultErrorOptions } from "../base/errors.ts";

/** Options of {@linkcode StoreError}. */
export interface StoreErrorOptions extends LookervaultErrorOptions {
  /** The time that the store requests before a retry, in milliseconds. */
  retryAfterMs?: number | null;
}

/** The base class of all errors of a store. If `retryable` is true, the same request may succeed later. */
export abstract class StoreError extends LookervaultError {
  /** Whether the same request may succeed if it is sent again. */
  readonly retryable: boolean = false;
  /** The time that the store requested before a retry, in milliseconds; null if it requested none. */
  readonly retryAfterMs: number | null;

  constructor(message: string, { retryAfterMs = null, ...options }: StoreErrorOptions = {}) {
    super(message, options);
    this.retryAfterMs = retryAfterMs;
  }
}

/** The object, the upload, the bucket or the directory does not exist: exit 2. */
export class NotFoundError extends StoreError {
  readonly code = "store_not_found";
  readonly exitCode: ExitCode = EXIT.usage;
}

/** The key is in use by another object, which was left unchanged: exit 2. */
export class AlreadyThereError extends StoreError {
  readonly code = "store_already_there";
  readonly exitCode: ExitCode = EXIT.usage;
}

/** The credentials are wrong or lack a permission: exit 3. */
export class DeniedError extends StoreError {
  readonly code = "store_denied";
  readonly exitCode: ExitCode = EXIT.looker;
}

/** The credentials have expired: exit 3. The same request may succeed with new credentials. */
export class ExpiredCredentialError extends StoreError {
  readonly code = "store_credential_expired";
  readonly exitCode: ExitCode = EXIT.looker;
}

/** The credentials are missing or invalid: exit 2. Nothing was sent. */
export class CredentialError extends StoreError {
  readonly code = "store_credential";
  readonly exitCode: ExitCode = EXIT.usage;
}

/** The object is locked, and the store does not remove it yet: exit 2. */
export class LockedError extends StoreError {
  readonly code = "store_locked";
  readonly exitCode: ExitCode = EXIT.usage;
  /** The end of the lock, ISO 8601 UTC; null if the store does not return it. */
  readonly until: string | null;
  constructor(message: string, { until, ...options }: StoreErrorOptions & { until: string | null }) {
    super(message, options);
    this.until = until;
  }
}

/** A lock was requested, but the store does not support locks: exit 2. Nothing was written. */
export class LockUnavailableError extends StoreError {
  readonly code = "store_no_lock";
  readonly exitCode: ExitCode = EXIT.usage;
}

/** The store has no space left: exit 1. Objects that were complete are still complete. */
export class StoreFullError extends StoreError {
  readonly code = "store_full";
  readonly exitCode: ExitCode = EXIT.unexpected;
}

/**
 * The bytes that arrived, or that were read back, differ from the bytes that were sent: exit 5. Retryable, because the
 * network may have caused it.
 */
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

/** The connection failed, broke or stalled, or the store is busy (429, 5xx): exit 3, and retryable. */
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

/**
 * The store refused the request, or its response cannot be read. The cause is a bug in lookervault, a wrong
 * configuration of the store, or a proxy. Exit 1.
 */
export class RefusedError extends StoreError {
  readonly code = "store_refused";
  readonly exitCode: ExitCode = EXIT.unexpected;
}
