/**
 * The maximum sizes of values in a vault.
 *
 * @module
 */
import { MAX_BODY } from "../codec/limits.ts";

/** The largest row or value that SQLite reads or writes, bytes: the largest body and the columns next to it. */
export const LARGEST_VALUE = MAX_BODY + 16 * 1024 * 1024;
