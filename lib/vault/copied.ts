/**
 * What a vault says about itself when it is copied, and what it records about its copies.
 *
 * @module
 */
import { connect } from "./connect.ts";
import { vaultError } from "./errors.ts";
import { INSTANCE } from "./instance.ts";
import { storedJson } from "./stored_json.ts";
import { Vault } from "./vault.ts";

/** What a vault holds, in a few words. */
export interface VaultFacts {
  /** The instance's address; null where no run has been. */
  instance: string | null;
  /** Items that Looker has. */
  items: number;
  /** The newest run; null where none has been. */
  session: string | null;
  /** Another text when a run or a restore has been since. */
  state: string;
}

/** What a vault holds. */
export function vaultFacts(vault: Vault): VaultFacts {
  return vault.read(() => {
    const newest = (table: string): unknown[] => {
      const row = vault.prepare(
        `SELECT id, status, completed_at, calls FROM ${table} ORDER BY started_at DESC, id LIMIT 1`,
      ).get();
      return row === undefined ? [] : [row["id"], row["status"], row["completed_at"], row["calls"]];
    };
    const run = newest("extraction_sessions");
    const items = vault.prepare("SELECT count(*) AS n FROM content_items WHERE deleted_at IS NULL").get();
    const versions = vault.prepare("SELECT count(*) AS n FROM content_history").get();
    return {
      instance: vault.meta(INSTANCE),
      items: Number(items?.["n"]),
      session: run[0] === undefined ? null : String(run[0]),
      state: JSON.stringify([run, newest("restoration_sessions"), items?.["n"], versions?.["n"]]),
    };
  });
}

/** The newest copy that a vault knows of at one place. */
export interface RememberedCopy {
  /** The store's, such as `s3://bucket/prefix`. */
  location: string;
  /** The instance's folder there. */
  folder: string;
  stamp: string;
  /** SHA-256 of the manifest. */
  sha256: string;
}

const COPIES = "copies";

/** At most this many destinations are recorded, the last used first. */
const MOST = 50;

/** The copies that a vault remembers, the last one made first. */
export function rememberedCopies(vault: Vault): RememberedCopy[] {
  const list = storedJson(vault.meta(COPIES));
  return Array.isArray(list) ? list.filter(isRemembered) : [];
}

/**
 * Lets a vault remember a copy. One short transaction, which a run that writes meanwhile waits for: the run's lock is not
 * needed.
 */
export function rememberCopy(path: string, copy: RememberedCopy): void {
  try {
    const db = connect(path, { timeout: 10_000 });
    using vault = new Vault(path, db, null);
    vault.withTransaction(() => {
      const isOther = ({ location, folder }: RememberedCopy): boolean =>
        location !== copy.location || folder !== copy.folder;
      const others = rememberedCopies(vault).filter(isOther);
      vault.setMeta(COPIES, JSON.stringify([copy, ...others].slice(0, MOST)));
    });
  } catch (error) {
    throw vaultError(error, "write to", path);
  }
}

function isRemembered(value: unknown): value is RememberedCopy {
  if (typeof value !== "object" || value === null) return false;
  return ["location", "folder", "stamp", "sha256"].every((key) =>
    typeof (value as Record<string, unknown>)[key] === "string"
  );
}
