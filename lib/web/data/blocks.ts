/**
 * How the page gets its data. Shared by the page and by what fills it. Pure.
 *
 * A _report_ holds each block as `<script type="application/gzip;base64" id="ID">…</script>`: JSON in UTF-8, gzip, base64.
 * Sums are the SHA-256 of the gzip bytes, in base64. The head's own is in the attribute `data-sum` of its element, the
 * index' in the head, all others in the index: who knows the head's sum knows all.
 *
 * _browse_ answers `GET` of {@linkcode DATA_PATHS} with the same JSON, compressed as HTTP does it. Every path but the head
 * has `?revision=` and is answered with 409 where the vault has moved on: the page reads the head again.
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

/** The type of those elements: no browser runs it. */
export const BLOCK_TYPE = "application/gzip;base64";

/** The served JSON of items' newest versions, by the items' keys, as `lookervault show` prints it. */
export type JsonBlock = Record<Key, string>;

/** What `browse` answers, relative to the page's address. */
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
  /** Text: what Looker served, as `lookervault show` prints it: `?key=dashboards/12&run=41`, as that run left it. */
  json: "data/json",
  /** Server-sent events: `event: revision`, `data:` the new {@linkcode Head.revision} as it is. */
  events: "data/events",
} as const;
