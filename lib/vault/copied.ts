/**
 * Reads facts about a vault that is copied, and records its copies.
 *
 * @module
 */
import { connect } from "./connect.ts";
import { vaultError } from "./errors.ts";
import { INSTANCE } from "./instance.ts";
import { storedJson } from "./stored_json.ts";
import { Vault } from "./vault.ts";

/** A short description of what a vault contains. */
export interface VaultFacts {
  /** The instance's address; null if there was no run. */
  instance: string | null;
  /** The count of live items. */
  items: number;
  /** The id of the newest run; null if there was none. */
  session: string | null;
  /** A text that changes with each run and each restore. */
  state: string;
}

/** Returns a short description of what a vault contains. */
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

/** The newest copy in a store, as recorded in the vault. */
export interface RememberedCopy {
  /** The store, such as `s3://bucket/prefix`. */
  location: string;
  /** The instance's folder in the store. */
  folder: string;
  stamp: string;
  /** SHA-256 of the manifest. */
  sha256: string;
}

const COPIES = "copies";

/** The maximum number of recorded stores. The last used stay. */
const MOST = 50;

/** Returns the copies that are recorded in a vault, the last created first. */
export function rememberedCopies(vault: Vault): RememberedCopy[] {
  const list = storedJson(vault.meta(COPIES));
  return Array.isArray(list) ? list.filter(isRemembered) : [];
}

/**
 * Records a copy in a vault. A run that writes meanwhile waits for this short transaction, so this needs no run lock.
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
