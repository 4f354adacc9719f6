/**
 * What `deno task compile` knows of a build. It writes this file anew in the copy that it builds from.
 *
 * @module
 */

/** The commit a binary was built from, with `-dirty` where files were changed; `null` in a checkout. */
export const COMMIT: string | null = null;
