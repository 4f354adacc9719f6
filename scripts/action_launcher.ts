/**
 * Prints a shell script that runs lookervault from this checkout. The script can reach only the Looker instance at the
 * given address and port, and the hosts of the store if there is a destination. The GitHub action runs it when it uses
 * its own commit instead of a binary.
 *
 * @module
 */
import { parseBaseUrl } from "../lib/config/base_url.ts";
import { parseDestination } from "../lib/snapshot/destination.ts";
import { storeUrls } from "../lib/snapshot/open_store.ts";
import { hostWithPort } from "../lib/base/sandbox.ts";
import { permissionFlags, VARIABLES } from "./permissions.ts";

/** The variables that name a file to read: keys, and files to which other programs write tokens. */
const FILES = [
  "LOOKERVAULT_IDENTITY_FILE",
  "AWS_WEB_IDENTITY_TOKEN_FILE",
  "GOOGLE_APPLICATION_CREDENTIALS",
  "CLOUDSDK_AUTH_ACCESS_TOKEN_FILE",
  "AZURE_FEDERATED_TOKEN_FILE",
];

/** The destination of snapshots, and the environment of the job that writes them. */
export interface Storage {
  /** The destination. A directory must be an absolute path. */
  dest: string;
  env: (name: string) => string | undefined;
}

/**
 * Returns the launcher script for the Looker instance at `address`, run from the checkout in the directory `root`. It
 * can write to the directory in which it is started, and with `storage` to a destination that is a directory. It can
 * read the files of the credentials.
 *
 * @throws {Error} if the address or the destination is invalid.
 */
export function launcher(address: string, root: string, storage?: Storage): string {
  const parsed = parseBaseUrl(address);
  if ("problem" in parsed) throw new Error(`Cannot use the address of Looker: ${parsed.problem}`);
  const { net, paths, reads } = storage === undefined ? NOTHING : storageGrants(storage);
  const words = [
    "deno",
    "run",
    "--quiet",
    "--frozen",
    "--v8-flags=--max-semi-space-size=4,--heap-growing-percent=40",
    ...permissionFlags({
      net: [...new Set([hostWithPort(parsed.url), ...net])],
      paths: [".", ...paths],
      reads,
      env: VARIABLES,
    }),
    `--config=${root}/deno.json`,
    `${root}/main.ts`,
  ];
  return `#!/usr/bin/env bash\nexec ${words.map(quoted).join(" ")} "$@"\n`;
}

const NOTHING = { net: [], paths: [], reads: [] };

/**
 * Returns the permissions that a store needs in addition to the usual ones. Rejects commas and stars, because they
 * would grant more than intended.
 */
function storageGrants({ dest, env }: Storage): { net: string[]; paths: string[]; reads: string[] } {
  const destination = parseDestination(dest);
  const paths = destination.kind === "directory" ? [destination.path] : [];
  const reads = FILES.flatMap((name) => env(name) ?? []);
  for (const path of [...paths, ...reads]) {
    if (path.includes(",")) throw new Error(`Cannot use the path ${path}: it contains a comma`);
  }
  const net = storeUrls(dest, { env, endpoint: env("LOOKERVAULT_S3_ENDPOINT") }).map((url) => {
    if (!URL.canParse(url)) throw new Error("Cannot use the address of a token service: it is not a URL");
    const host = hostWithPort(url);
    if (/^[\w.-]+:\d+$|^\[[\da-f:]+\]:\d+$/i.test(host)) return host;
    throw new Error(`Cannot use the host ${host} of the store: it is not a plain name`);
  });
  return { net, paths, reads };
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

if (import.meta.main) {
  const root = decodeURIComponent(new URL("..", import.meta.url).pathname).replace(/^\/([a-z]:)/i, "$1")
    .replace(/\/$/, "");
  try {
    const [address = "", dest = ""] = Deno.args;
    const storage = dest === ""
      ? undefined
      : { dest, env: (name: string) => Deno.env.get(name) || undefined };
    console.log(launcher(address, root, storage).trimEnd());
  } catch (error) {
    console.error(`error: ${error instanceof Error ? error.message : error}`);
    Deno.exit(2);
  }
}
