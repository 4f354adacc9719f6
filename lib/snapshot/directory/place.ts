/**
 * Giving a finished file its name, without ever taking that of another.
 *
 * @module
 */
import { basename, dirname, join } from "node:path";
import type { Clock } from "../../base/clock.ts";
import { UnreachableError } from "../errors.ts";

/** The claim of a process that died is set aside after so long, milliseconds. */
const CLAIM_MS = 3_600_000;

/** What {@linkcode placeIfAbsent} is told. */
export interface PlaceOptions {
  clock: Clock;
  /** Makes a second name of a file; some shares cannot. */
  link: (from: string, to: string) => Promise<void>;
}

/**
 * Names the file `temporary` `target` where there is no such file, and makes it last. False where there is one: both
 * stay. A second name is made and the first removed, which no two processes can both do; on a disk without second names
 * a claim beside the target keeps others away while the file is renamed.
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
    // It went while it was looked at: its process is through.
    if (at === null) continue;
    if (clock.now() - at < CLAIM_MS) {
      throw new UnreachableError(`Cannot write ${target}: another process is writing it`, {
        hint: `If none does, remove ${claim}.`,
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

/** When a file was made, milliseconds since the epoch; null where it is gone. */
async function modifiedAt(path: string): Promise<number | null> {
  try {
    return (await Deno.lstat(path)).mtime?.getTime() ?? 0;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/** Removes a file; one that is gone is removed already. */
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

/** Whether there is anything of that name. */
export async function isThere(path: string): Promise<boolean> {
  return await modifiedAt(path) !== null;
}

/** Makes what happened to a directory's names last. A system that cannot is left unchanged: it has other ways. */
export async function syncDirectory(path: string): Promise<void> {
  try {
    using directory = await Deno.open(path);
    await directory.sync();
  } catch {
    // Windows opens no directories, and some shares know no such thing.
  }
}
