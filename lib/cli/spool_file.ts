/**
 * A temporary file for bytes that the same process reads again. The file is removed at the end.
 *
 * @module
 */
import { messageOf, UsageError } from "../base/errors.ts";

/** A temporary file. */
export class SpoolFile implements Disposable {
  private size = 0;

  private constructor(private readonly path: string, private readonly file: Deno.FsFile) {}

  /** Creates a file that only its owner can read. @throws {UsageError} if it cannot be created. */
  static begin(path: string): SpoolFile {
    try {
      return new SpoolFile(
        path,
        Deno.openSync(path, { createNew: true, read: true, write: true, mode: 0o600 }),
      );
    } catch (cause) {
      throw new UsageError(`Cannot write ${path}: ${messageOf(cause)}`, {
        cause,
        hint: "Choose another path after --out.",
      });
    }
  }

  /** Appends bytes. */
  write(bytes: Uint8Array): void {
    this.file.seekSync(this.size, Deno.SeekMode.Start);
    for (let at = 0; at < bytes.length;) at += this.file.writeSync(bytes.subarray(at));
    this.size += bytes.length;
  }

  /** Reads up to `length` bytes from a position. */
  read(from: number, length: number): Uint8Array {
    const bytes = new Uint8Array(Math.max(0, Math.min(length, this.size - from)));
    this.file.seekSync(from, Deno.SeekMode.Start);
    for (let at = 0; at < bytes.length;) at += this.file.readSync(bytes.subarray(at)) ?? bytes.length;
    return bytes;
  }

  [Symbol.dispose](): void {
    this.file.close();
    Deno.removeSync(this.path);
  }
}

/** Returns the name of the temporary file next to a file. */
export function spoolName(path: string): string {
  return `${path}.${Deno.pid}.blocks.part`;
}
