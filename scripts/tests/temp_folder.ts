/**
 * A folder in memory for the temporary files of tests.
 *
 * @module
 */
import { statfsSync } from "node:fs";

/** The file system of Linux that is in memory. */
const IN_MEMORY = "/dev/shm";
/** The free space that must be there, in bytes: several times what the tests use at once. */
const NEEDED = 2 * 1024 ** 3;

/** A folder. Disposing deletes it with its contents. */
export interface TempFolder extends Disposable {
  path: string;
}

/**
 * Creates a folder in memory; `null` if there is too little room. A vault waits for the disk after each transaction,
 * and many tests spend half of their time with that. No test needs files that survive the machine. It is only for tests
 * that start no programs: Deno gives a process with limited permissions no files below `/dev`.
 */
export function folderInMemory(place: string = IN_MEMORY): TempFolder | null {
  if (Deno.build.os !== "linux" || Deno.systemMemoryInfo().available < 2 * NEEDED) return null;
  let path: string;
  try {
    const { bavail, bsize } = statfsSync(place);
    if (bavail * bsize < NEEDED) return null;
    path = Deno.makeTempDirSync({ dir: place, prefix: "lookervault-tests-" });
  } catch {
    // There is no such place, or no file can be created in it.
    return null;
  }
  return {
    path,
    [Symbol.dispose](): void {
      try {
        Deno.removeSync(path, { recursive: true });
      } catch (error) {
        // A test that was ended can still be writing.
        if (!(error instanceof Deno.errors.NotFound)) console.error(`Cannot delete ${path}: ${error}`);
      }
    },
  };
}
