/**
 * A quick look at bytes, before a slow one at what they mean.
 *
 * @module
 */

/** Bytes as text, each as one character. */
const LATIN1 = new TextDecoder("latin1");

/** Whether any of some ids stands behind a slash in a body: where none does, no link leads to one of them. */
export function mentionsAny(bytes: Uint8Array, ids: ReadonlySet<string>): boolean {
  for (const [, id = ""] of LATIN1.decode(bytes).matchAll(/\/([A-Za-z0-9_-]+)/g)) {
    if (ids.has(id)) return true;
  }
  return false;
}
