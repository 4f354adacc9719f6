/**
 * The table of settings: the flag, the environment variables, the key in the file, the valid values and the default
 * of each. docs/contract.md §1 documents them.
 *
 * @module
 */
import * as v from "valibot";
import { parseBaseUrl, shownUrl } from "./base_url.ts";
import { Secret } from "./secret.ts";

/** The values of all settings. A setting without a default may be undefined. */
export interface Settings {
  /** The origin of the instance, such as `https://acme.looker.com`. */
  baseUrl: string | undefined;
  clientId: string | undefined;
  clientSecret: Secret | undefined;
  /** The timeout of a request, seconds. */
  timeout: number;
  /** The path of the vault. */
  db: string;
  /** The maximum number of requests in flight. */
  workers: number;
  /** Rows per transaction. */
  batchSize: number;
  /** Where snapshots are stored: a directory, `s3://...`, `gs://...`, `azure://...`. */
  snapshotDest: string | undefined;
  /** The server to use instead of the cloud provider's own. */
  snapshotEndpoint: string | undefined;
  /** The recipients that snapshots are encrypted for. */
  snapshotRecipients: string[];
  /** The file with the identity that decrypts snapshots. */
  snapshotIdentity: string | undefined;
  /** How long the store prevents the removal of a snapshot, such as `30d`. */
  snapshotLock: string | undefined;
}

/** One row of the table. */
export interface SettingSpec<T> {
  /** The command-line flag, or null if the setting must not be on a command line. */
  flag: string | null;
  /** The environment variables. The first one that is set applies. */
  env: readonly string[];
  /** The key in the file, as `section.key`. */
  key: string;
  /** Whether the value is a number. Flags and environment variables give the number as text. */
  numeric: boolean;
  schema: v.GenericSchema<unknown, T>;
  default: T;
  /** Returns the value as a message may show it. The value of a secret is never shown. */
  show: (raw: unknown) => string;
}

/** The table of settings. */
export const SETTINGS: { readonly [K in keyof Settings]: SettingSpec<Settings[K]> } = {
  baseUrl: {
    ...named("--base-url", ["LOOKERVAULT_BASE_URL", "LOOKERSDK_BASE_URL"], "looker.base_url"),
    schema: v.pipe(
      text(),
      v.rawTransform(({ dataset, addIssue, NEVER }) => {
        const result = parseBaseUrl(dataset.value);
        if ("url" in result) return result.url;
        addIssue({ message: result.problem });
        return NEVER;
      }),
    ),
    default: undefined,
    show: (raw) => typeof raw === "string" ? JSON.stringify(shownUrl(raw)) : plain(raw),
  },
  clientId: {
    ...named(null, ["LOOKERVAULT_CLIENT_ID", "LOOKERSDK_CLIENT_ID"], "looker.client_id"),
    schema: text(),
    default: undefined,
    show: hidden,
  },
  clientSecret: {
    ...named(null, ["LOOKERVAULT_CLIENT_SECRET", "LOOKERSDK_CLIENT_SECRET"], "looker.client_secret"),
    schema: v.pipe(text(), v.transform((value) => new Secret(value))),
    default: undefined,
    show: hidden,
  },
  timeout: {
    ...named("--timeout", ["LOOKERVAULT_TIMEOUT"], "looker.timeout"),
    ...wholeNumber(5, 600),
    default: 120,
  },
  db: {
    ...named("--db", ["LOOKERVAULT_DB"], "vault.path"),
    schema: text(),
    default: "./lookervault.db",
    show: plain,
  },
  workers: {
    ...named("--workers", ["LOOKERVAULT_WORKERS"], "extract.workers"),
    ...wholeNumber(1, 50),
    default: 8,
  },
  batchSize: {
    ...named("--batch-size", ["LOOKERVAULT_BATCH_SIZE"], "extract.batch_size"),
    ...wholeNumber(1, 1000),
    default: 100,
  },
  snapshotDest: {
    ...named("--dest", ["LOOKERVAULT_SNAPSHOT_DEST"], "snapshot.dest"),
    schema: text(),
    default: undefined,
    show: (raw) => typeof raw === "string" ? plain(raw.replace(/[?#].*$/s, "")) : plain(raw),
  },
  snapshotEndpoint: {
    ...named("--endpoint", ["LOOKERVAULT_S3_ENDPOINT"], "snapshot.endpoint"),
    schema: text(),
    default: undefined,
    show: hidden,
  },
  snapshotRecipients: {
    ...named("--recipient", [], "snapshot.recipients"),
    schema: v.array(text(), "it must be a list of recipients"),
    default: [],
    show: hidden,
  },
  snapshotIdentity: {
    ...named("--identity", ["LOOKERVAULT_IDENTITY_FILE"], "snapshot.identity"),
    schema: text(),
    default: undefined,
    show: plain,
  },
  snapshotLock: {
    ...named("--lock", [], "snapshot.lock"),
    schema: text(),
    default: undefined,
    show: plain,
  },
};

/** The names of all settings. */
export const SETTING_NAMES = Object.keys(SETTINGS) as readonly (keyof Settings)[];

type Named = Pick<SettingSpec<unknown>, "flag" | "env" | "key" | "numeric">;

function named(flag: string | null, env: readonly string[], key: string): Named {
  return { flag, env, key, numeric: false };
}

function text(): v.GenericSchema<unknown, string> {
  return v.pipe(v.string("it must be text"), v.trim(), v.nonEmpty("it is empty"));
}

function wholeNumber(min: number, max: number): Pick<SettingSpec<number>, "schema" | "numeric" | "show"> {
  const message = `it must be a whole number from ${min} to ${max}`;
  return {
    numeric: true,
    schema: v.pipe(v.number(message), v.integer(message), v.minValue(min, message), v.maxValue(max, message)),
    show: plain,
  };
}

function plain(raw: unknown): string {
  return JSON.stringify(raw) ?? String(raw);
}

function hidden(raw: unknown): string {
  return typeof raw === "string" ? "***" : `(a ${typeof raw})`;
}
