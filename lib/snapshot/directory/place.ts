/**
 * Moves a finished file to its final name without ever overwriting another file.
 *
 * @module
 */
import { basename, dirname, join } from "node:path";
import type { Clock } from "../../base/clock.ts";
import { UnreachableError } from "../errors.ts";

/** The age after which the claim of a dead process is removed, in milliseconds. */
const CLAIM_MS = 3_600_000;

/** Options of {@linkcode placeIfAbsent}. */
export interface PlaceOptions {
  clock: Clock;
  /** Creates a hard link to a file. Some shares do not support it. */
  link: (from: string, to: string) => Promise<void>;
}

/**
 * Moves the file `temporary` to `target` if `target` does not exist, and syncs the directory. Returns false if `target`
 * exists.
 *
 * Creates a hard link and removes the first name, which only one process can do successfully. On a disk without hard
 * links, a claim file next to the target keeps other processes away during the rename.
 */
export async function placeIfAbsent(
  temporary: string,
  target: string,
  { clock, link }: PlaceOptions,
): Promise<boolean> {
  try {
    await link(temporary, target);
    await Deno.remove(temporary);
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return false;
    if (error instanceof Deno.errors.NotFound) throw error;
    if (!await renameClaimed(temporary, target, clock)) return false;
  }
  await syncDirectory(dirname(target));
  return true;
}

async function renameClaimed(temporary: string, target: string, clock: Clock): Promise<boolean> {
  const claim = join(dirname(target), `.${basename(target)}.claim`);
  while (!await made(claim)) {
    const at = await modifiedAt(claim);
    // The claim was removed meanwhile: its process has finished.
    if (at === null) continue;
    if (clock.now() - at < CLAIM_MS) {
      throw new UnreachableError(`Cannot write ${target}: another process is writing it`, {
        hint: `Wait for that process to end. If no process is writing it, delete ${claim}.`,
      });
    }
    await removeIfThere(claim);
  }
  try {
    if (await isThere(target)) return false;
    await Deno.rename(temporary, target);
    return true;
  } finally {
    await removeIfThere(claim);
  }
}

/** Returns when a file was modified, in milliseconds since the epoch; null if it does not exist. */
async function modifiedAt(path: string): Promise<number | null> {
  try {
    return (await Deno.lstat(path)).mtime?.getTime() ?? 0;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/** Removes a file. Does nothing if it does not exist. */
export async function removeIfThere(path: string): Promise<void> {
  try {
    await Deno.remove(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

async function made(path: string): Promise<boolean> {
  try {
    (await Deno.open(path, { write: true, createNew: true, mode: 0o600 })).close();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return false;
    throw error;
  }
}

/** Whether something with this path exists. */
export async function isThere(path: string): Promise<boolean> {
  return await modifiedAt(path) !== null;
}

/** Syncs the entries of a directory to the disk. Does nothing on systems that do not support it. */
export async function syncDirectory(path: string): Promise<void> {
  try {
    using directory = await Deno.open(path);
    await directory.sync();
  } catch {
    // Windows cannot open directories, and some shares cannot sync them.
  }
}
