/**
 * A file for bytes that are read again by the program that wrote them, and are gone with it.
 *
 * @module
 */
import { messageOf, UsageError } from "../base/errors.ts";

/** Such a file. */
export class SpoolFile implements Disposable {
  private size = 0;

  private constructor(private readonly path: string, private readonly file: Deno.FsFile) {}

  /** Begins one, readable by its owner alone. @throws {UsageError} where none can be made. */
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

  /** Writes all of some bytes at its end. */
  write(bytes: Uint8Array): void {
    this.file.seekSync(this.size, Deno.SeekMode.Start);
    for (let at = 0; at < bytes.length;) at += this.file.writeSync(bytes.subarray(at));
    this.size += bytes.length;
  }

  /** Reads what was written from a place on. */
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

/** What the spool beside a file is called. */
export function spoolName(path: string): string {
  return `${path}.${Deno.pid}.blocks.part`;
}
