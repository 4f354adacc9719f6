/**
 * What `deno task compile` knows of a build. It writes this file again in the copy that it builds from.
 *
 * @module
 */
import type { Grants } from "../base/sandbox.ts";

/** The commit a binary was built from, with `-dirty` where files were changed; `null` in a checkout. */
export const COMMIT: string | null = null;

/** What was granted piece by piece, and can be given up piece by piece: in a checkout, by the task. */
export const GRANTS: Grants = {
  hosts: [
    ...["localhost", "127.0.0.1", "[::1]"],
    ...[
      "storage.googleapis.com",
      "oauth2.googleapis.com",
      "sts.googleapis.com",
      "iamcredentials.googleapis.com",
    ],
    "login.microsoftonline.com",
  ],
  paths: ["."],
};
