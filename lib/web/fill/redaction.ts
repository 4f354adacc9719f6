/**
 * People taken out of texts. Pure.
 *
 * @module
 */

/** Replaces people in texts. */
export interface Redaction {
  /** Whether it replaces anything. */
  readonly isActive: boolean;
  text(text: string): string;
  /** A value of JSON, with every text in it replaced; keys stay. */
  value<T>(value: T): T;
}

/** Leaves everything as it is. */
export const NO_REDACTION: Redaction = { isActive: false, text: (text) => text, value: (value) => value };
