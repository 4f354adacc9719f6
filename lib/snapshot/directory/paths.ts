/**
 * Maps the objects of a store to the files of a directory.
 *
 * @module
 */
import { basename, dirname, join } from "node:path";
import { RefusedError } from "../errors.ts";
import { keyProblem, type Upload } from "../store.ts";
import { fileFailure } from "./failure.ts";

const PART_FILE = /^\.(.+)\.([0-9a-f]{32})\.part$/;

/** The files of one directory. */
export class Paths {
  constructor(readonly root: string) {}

  /** Returns the file of a key. @throws {RefusedError} if the key is invalid */
  of(key: string): string {
    const wrong = keyProblem(key);
    if (wrong !== null) throw new RefusedError(`Cannot use the name ${JSON.stringify(key)}: ${wrong}`);
    return join(this.root, key);
  }

  /** Returns the file that an upload writes to. It is in the same directory as the final file. */
  part({ key, id }: Pick<Upload, "key" | "id">): string {
    if (!/^[0-9a-f]{32}$/.test(id)) {
      throw new RefusedError(`Cannot resume the upload of ${key}: its id is invalid`);
    }
    const path = this.of(key);
    return join(dirname(path), `.${basename(path)}.${id}.part`);
  }

  /** Runs `work` on a file. Converts its errors to errors of a store. */
  async doing<T>(what: string, pathOf: () => string, work: (path: string) => Promise<T>): Promise<T> {
    const path = pathOf();
    try {
      return await work(path);
    } catch (error) {
      throw fileFailure(error, what, path);
    }
  }
}

/** Whether a file name is the name of an upload's file. */
export function isPartFile(name: string): boolean {
  return PART_FILE.test(name);
}

/** Returns the upload that writes to a file, by the file's path below the root. */
export function uploadOf(path: string): Pick<Upload, "key" | "id"> {
  const [, name = "", id = ""] = PART_FILE.exec(basename(path)) ?? [];
  return { key: path.includes("/") ? `${dirname(path)}/${name}` : name, id };
}
