/**
 * Facts about the build. `deno task compile` replaces this file in the copy from which it builds.
 *
 * @module
 */
import type { Grants } from "../base/sandbox.ts";

/** The commit from which the binary was built, with `-dirty` if files were changed. `null` in a checkout. */
export const COMMIT: string | null = null;

/**
 * The permissions that were granted one by one, and that can be given up one by one. In a checkout, the task grants
 * them.
 */
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
