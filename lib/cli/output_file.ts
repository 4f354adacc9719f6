/**
 * Writes a file of results. The file gets its name only when it is complete, and only its owner can read it.
 *
 * @module
 */
import { messageOf, UsageError } from "../base/errors.ts";

/** Where the results are written. */
export interface OutputFileOptions {
  /** Files that are never overwritten, such as the vault. */
  keep: readonly string[];
  /** Whether an existing file may be replaced. */
  overwrite: boolean;
  /**
   * The option that names the file, for messages. Default: `--out`. Only for `--out`, the hint offers `--overwrite`.
   */
  option?: string;
}

/** A file that is being written. Disposing it before {@linkcode OutputFile.finish} removes it. */
export class OutputFile implements Disposable {
  private readonly encoder = new TextEncoder();
  private finished = false;
  /** The number of bytes written. */
  size = 0;

  private closed = false;

  private constructor(
    readonly path: string,
    private readonly temporary: string,
    private readonly file: Deno.FsFile,
  ) {}

  /** Creates a file. @throws {UsageError} if the file may not or cannot be written. */
  static begin(path: string, { keep, overwrite, option = "--out" }: OutputFileOptions): OutputFile {
    const there = statOf(path);
    if (there === null && keep.some((other) => isNamed(other, path))) {
      throw new UsageError(`Cannot write ${path}: that name is reserved for the vault`, {
        hint: `Choose another name after ${option}.`,
      });
    }
    if (there !== null) {
      const same = keep.some((other) => {
        const kept = statOf(other);
        return kept !== null && kept.dev === there.dev && kept.ino === there.ino;
      });
      if (same || keep.includes(path) || !there.isFile) {
        throw new UsageError(
          `Cannot write ${path}: ${same ? "that is the vault" : "it is not a regular file"}`,
          {
            hint: `Choose another name after ${option}.`,
          },
        );
      }
      if (!overwrite) {
        throw new UsageError(`Cannot write ${path}: the file already exists`, {
          hint: `Choose another name after ${option}${
            option === "--out" ? ", or replace it with --overwrite" : ""
          }.`,
        });
      }
    }
    const temporary = temporaryName(path);
    try {
      return new OutputFile(
        path,
        temporary,
        Deno.openSync(temporary, { createNew: true, write: true, mode: 0o600 }),
      );
    } catch (cause) {
      throw new UsageError(`Cannot write ${path}: ${messageOf(cause)}`, {
        cause,
        hint: `Choose another path after ${option}.`,
      });
    }
  }

  /** Writes a text. */
  write(text: string): void {
    this.writeBytes(this.encoder.encode(text));
  }

  /** Writes some bytes. */
  writeBytes(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length;) at += this.file.writeSync(bytes.subarray(at));
    this.size += bytes.length;
  }

  /** Gives the complete file its name. */
  finish(): void {
    this.file.syncSync();
    this.close();
    Deno.renameSync(this.temporary, this.path);
    this.finished = true;
  }

  [Symbol.dispose](): void {
    if (this.finished) return;
    this.close();
    Deno.removeSync(this.temporary);
  }

  private close(): void {
    if (!this.closed) this.file.close();
    this.closed = true;
  }
}

/** Whether two paths have the same directory and file name. The file need not exist. */
function isNamed(one: string, other: string): boolean {
  const split = (path: string): [string, string] => {
    const at = Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\"));
    return [at < 0 ? "." : path.slice(0, at) || "/", path.slice(at + 1)];
  };
  const [place, name] = split(one), [otherPlace, otherName] = split(other);
  if (name !== otherName) return false;
  const there = statOf(place), otherThere = statOf(otherPlace);
  return there !== null && there.ino === otherThere?.ino &&
    there.dev === otherThere.dev;
}

/**
 * Creates a directory if it does not exist. `why` is part of the hint. @throws {UsageError} if it cannot be created.
 */
export function makeDirectory(path: string, why: string): void {
  try {
    Deno.mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new UsageError(`Cannot write into ${path}: ${messageOf(cause)}`, {
      cause,
      hint: `Give a directory after --out: ${why}.`,
    });
  }
}

/** Returns the name of a file while it is being written. */
export function temporaryName(path: string): string {
  return `${path}.${Deno.pid}.part`;
}

function statOf(path: string): Deno.FileInfo | null {
  try {
    return Deno.statSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
