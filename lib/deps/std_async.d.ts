/** Options of {@linkcode delay}. */
export interface DelayOptions {
  signal?: AbortSignal;
  persistent?: boolean;
}
export function delay(ms: number, options?: DelayOptions): Promise<void>;

/** Options of {@linkcode retry}. Times are in milliseconds. */
export interface RetryOptions {
  multiplier?: number;
  maxTimeout?: number;
  maxAttempts?: number;
  minTimeout?: number;
  jitter?: number;
  isRetriable?: (error: unknown) => boolean;
  signal?: AbortSignal;
}
export function retry<T>(fn: () => Promise<T> | T, options?: RetryOptions): Promise<T>;

/** The error that {@linkcode retry} throws after the last attempt. `cause` is the error of that attempt. */
export class RetryError extends Error {
  constructor(cause: unknown, attempts: number);
}
