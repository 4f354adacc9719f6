/**
 * Freezes a vault while it is copied, even if a run writes to it.
 *
 * SQLite writes into its log (`-wal`) and moves pages from the log into the file (a checkpoint). A reader that began
 * with an empty log blocks every checkpoint: until it ends, the file does not change. Therefore writers wait for a
 * moment, the log is moved into the file, a read begins, and writers continue. From then on, the file can be read as an
 * ordinary file. SQLite's backup API would start again with each transaction of a writer, and it creates a second plain
 * copy on the disk.
 *
 * @module
 */
import { count, counted } from "../base/counted.ts";
import type { DatabaseSync } from "node:sqlite";
import type { Clock } from "../base/clock.ts";
import { connect } from "./connect.ts";
import { vaultError, VaultLockedError } from "./errors.ts";
import { checkVault } from "./open.ts";
import { checkPlace } from "./place.ts";
import { Vault } from "./vault.ts";

/** Options of {@linkcode freezeVault}. */
export interface FreezeOptions {
  clock: Clock;
  signal: AbortSignal;
}

/** A frozen vault. Dispose it soon, because the log of a writer grows until then. */
export interface FrozenVault extends Disposable {
  /** The frozen state, for queries. */
  readonly vault: Vault;
  /** Bytes of the file. */
  readonly bytes: number;
  /** `PRAGMA user_version`. */
  readonly schema: number;
  /** Reads the file from its beginning. */
  read(): AsyncIterable<Uint8Array<ArrayBuffer>>;
}

/**
 * How long to wait for a writer's transaction, how long for readers of an older state, and the pause between tries,
 * milliseconds.
 */
const BUSY_TIMEOUT = 10_000, PATIENCE = 60_000, PAUSE = 20;

/** Bytes read at a time. */
const CHUNK = 256 * 1024;

/**
 * Freezes a vault until it is disposed. Writes nothing to the vault except the pages of a checkpoint.
 *
 * @throws {VaultLockedError} if another program reads an older state for longer than a minute.
 * @throws {VaultError} if the file is damaged or is not a vault.
 */
export async function freezeVault(path: string, { clock, signal }: FreezeOptions): Promise<FrozenVault> {
  checkPlace(path);
  const held: Disposable[] = [];
  const dispose = (): void => {
    while (held.length > 0) held.pop()?.[Symbol.dispose]();
  };
  try {
    // The file is opened first and closed last, because closing a file releases all locks of this process on it
    // (POSIX).
    const file = await Deno.open(path, { read: true });
    held.push(file);
    const reader = open(path, held), writer = open(path, held, { isOpen: true });
    reader.exec("PRAGMA query_only = ON");
    checkVault(reader, path);
    const since = clock.monotonic();
    while (!tryFreeze(reader, writer)) {
      if (clock.monotonic() - since > PATIENCE) throw inUse(path);
      await clock.delay(PAUSE, signal);
    }
    const pages = number(reader, "page_count"), size = number(reader, "page_size");
    const bytes = pages * size;
    return {
      vault: new Vault(path, reader, null, { stays: true }),
      bytes,
      schema: number(reader, "user_version"),
      read: () => chunks(file, { bytes, path, signal }),
      [Symbol.dispose]: dispose,
    };
  } catch (error) {
    dispose();
    throw vaultError(error, "copy", path);
  }
}

function open(path: string, held: Disposable[], { isOpen = false } = {}): DatabaseSync {
  const db = connect(path, { timeout: BUSY_TIMEOUT, isOpen });
  held.push({ [Symbol.dispose]: () => db.close() });
  return db;
}

/** Tries to freeze the vault; returns false if a reader of an older state or another checkpoint prevents it. */
function tryFreeze(reader: DatabaseSync, writer: DatabaseSync): boolean {
  // This checkpoint moves most of the log while other processes may write.
  writer.prepare("PRAGMA wal_checkpoint(PASSIVE)").get();
  // Prepared, because only statements report the error code that distinguishes a busy vault from a damaged one.
  writer.prepare("BEGIN IMMEDIATE").run();
  try {
    const moved = reader.prepare("PRAGMA wal_checkpoint(PASSIVE)").get();
    if (moved?.["busy"] !== 0 || moved["log"] !== moved["checkpointed"]) return false;
    reader.exec("BEGIN");
    reader.prepare("SELECT count(*) FROM sqlite_schema").get();
    return true;
  } finally {
    writer.prepare("ROLLBACK").run();
  }
}

async function* chunks(
  file: Deno.FsFile,
  { bytes, path, signal }: { bytes: number; path: string; signal: AbortSignal },
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  await file.seek(0, Deno.SeekMode.Start);
  for (let at = 0; at < bytes;) {
    signal.throwIfAborted();
    const chunk = new Uint8Array(Math.min(CHUNK, bytes - at));
    const read = await file.read(chunk);
    if (read === null) {
      throw new Error(
        `Cannot copy the vault ${path}: it ends after ${count(at)} of ${counted(bytes, "byte")}`,
      );
    }
    at += read;
    yield chunk.subarray(0, read);
  }
}

function number(db: DatabaseSync, pragma: string): number {
  return Number(db.prepare(`PRAGMA ${pragma}`).get()?.[pragma]);
}

function inUse(path: string): VaultLockedError {
  return new VaultLockedError(
    `Cannot copy the vault ${path}: another program has been reading an older state of it for a minute`,
    {
      hint: "Wait for that program to end (verify, browse, another copy, sqlite3), then rerun the command.",
    },
  );
}
