/**
 * How the page gets its data. Shared by the page and the code that fills it. Pure.
 *
 * A _report_ contains each block as `<script type="application/gzip;base64" id="ID">…</script>`: JSON in UTF-8, gzip,
 * base64. Checksums are the SHA-256 of the gzip bytes, in base64. The checksum of the head is in the attribute
 * `data-sum` of its element, the checksum of the index is in the head, and all others are in the index. The head's
 * checksum therefore covers the entire report.
 *
 * _browse_ answers `GET` of {@linkcode DATA_PATHS} with the same JSON, compressed as HTTP does it. Every path but the
 * head takes `?revision=`. If the vault has changed since that revision, the response is 409, and the page reads the
 * head again.
 *
 * Order in a report: style, shell, head, script, index, changes, bodies, JSON.
 *
 * @module
 */
import type { Key } from "./head.ts";

/** The ids of the elements of a report. */
export const BLOCK = {
  head: "lv-head",
  index: "lv-index",
  /** `Changes` of `index.changes[n]`. */
  changes: (n: number): string => `lv-c${n}`,
  /** `Body[]` of the items from `n * head.chunk` on. */
  bodies: (n: number): string => `lv-b${n}`,
  /** {@linkcode JsonBlock} number `n`. */
  json: (n: number): string => `lv-j${n}`,
} as const;

/** The type of the elements of blocks. No browser runs it as a script. */
export const BLOCK_TYPE = "application/gzip;base64";

/** The JSON that Looker served for the newest versions of items, by key, in the format of `lookervault show`. */
export type JsonBlock = Record<Key, string>;

/** The data paths of `browse`, relative to the page's address. */
export const DATA_PATHS = {
  /** `Head`. */
  head: "data/head",
  /** `Columns` of the index. */
  index: "data/index",
  /** `Links` of the index. */
  links: "data/links",
  /** `Changes` of `index.changes[n]`: `?n=3`. */
  changes: "data/changes",
  /** `Body` of one item: `?key=dashboards/12`. */
  body: "data/body",
  /**
   * The JSON that Looker served, as text in the format of `lookervault show`: `?key=dashboards/12&run=41`, in the state
   * after that run.
   */
  json: "data/json",
  /** Server-sent events: `event: revision`, and in `data:` the new {@linkcode Head.revision}. */
  events: "data/events",
} as const;
