/**
 * A vault that stands still while it is copied, though a run writes to it.
 *
 * SQLite writes into its log (`-wal`) and moves pages from there into the file (a checkpoint). A reader for whom the log is
 * empty holds every checkpoint back: as long as it reads, the file does not change. So: writers are kept waiting for a
 * moment, the log is moved into the file, a read begins, writers go on. Then the file is an ordinary one to read. The
 * backup API would begin again with each transaction of a writer, and makes a second plain copy on the disk.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import type { Clock } from "../base/clock.ts";
import { connect } from "./connect.ts";
import { vaultError, VaultLockedError } from "./errors.ts";
import { checkVault } from "./open.ts";
import { checkPlace } from "./place.ts";
import { Vault } from "./vault.ts";

/** What {@linkcode freezeVault} needs. */
export interface FreezeOptions {
  clock: Clock;
  signal: AbortSignal;
}

/** A vault that stands still. Dispose it soon: until then the log of whoever writes grows. */
export interface FrozenVault extends Disposable {
  /** The same state, to be asked. */
  readonly vault: Vault;
  /** Bytes of the file. */
  readonly bytes: number;
  /** `PRAGMA user_version`. */
  readonly schema: number;
  /** The file, from its beginning. */
  read(): AsyncIterable<Uint8Array<ArrayBuffer>>;
}

/** How long a writer's transaction is waited for, and how long readers of an older state are, milliseconds. */
const BUSY_TIMEOUT = 10_000, PATIENCE = 60_000, PAUSE = 20;

/** Bytes read at a time. */
const CHUNK = 256 * 1024;

/**
 * Lets a vault stand still until it is disposed of. Writes nothing to it but what a checkpoint does.
 *
 * @throws {VaultLockedError} when another program reads an older state for longer than a minute.
 * @throws {VaultError} when it is damaged or foreign.
 */
export async function freezeVault(path: string, { clock, signal }: FreezeOptions): Promise<FrozenVault> {
  checkPlace(path);
  const held: Disposable[] = [];
  const dispose = (): void => {
    while (held.length > 0) held.pop()?.[Symbol.dispose]();
  };
  try {
    // First of all, and closed last of all: closing a file lets go of all locks that this process has on it (POSIX).
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

/** Tries once: false if a reader of an older state, or another checkpoint, prevents it. */
function tryFreeze(reader: DatabaseSync, writer: DatabaseSync): boolean {
  // Most of the log is moved while others may write.
  writer.prepare("PRAGMA wal_checkpoint(PASSIVE)").get();
  // Prepared, because only statements report the code that tells a busy vault from a broken one.
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
    if (read === null) throw new Error(`Cannot copy the vault ${path}: it ends at byte ${at} of ${bytes}`);
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
