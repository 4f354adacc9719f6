/**
 * Names of objects in a bucket or a container, below a prefix.
 *
 * @module
 */
import { AlreadyThereError, RefusedError } from "../errors.ts";
import { keyProblem } from "../store.ts";

/** The names of one store. */
export class Names {
  /**
   * @param location The location for users: `s3://bucket/prefix`.
   * @param prefix The prefix of all names: empty, or without a slash at its end.
   */
  constructor(readonly location: string, readonly prefix: string) {}

  /** Returns the prefix for a listing in the bucket. */
  under(prefix: string): string {
    return this.prefix === "" ? prefix : `${this.prefix}/${prefix}`;
  }

  /** Returns a key with the store's prefix. @throws {RefusedError} if the key is invalid */
  full(key: string): string {
    const wrong = keyProblem(key);
    if (wrong !== null) throw new RefusedError(`Cannot use the name ${JSON.stringify(key)}: ${wrong}`);
    return this.under(key);
  }

  /** Returns a key with the store's location, for users. */
  shown(key: string): string {
    return `${this.location}/${key}`;
  }

  /**
   * Removes the store's prefix from the keys of the items. Skips items outside the prefix and items with invalid keys.
   */
  below<T extends { key: string }>(items: readonly T[]): T[] {
    return items.flatMap((item) => {
      if (this.prefix !== "" && !item.key.startsWith(`${this.prefix}/`)) return [];
      const key = this.prefix === "" ? item.key : item.key.slice(this.prefix.length + 1);
      return keyProblem(key) === null ? [{ ...item, key }] : [];
    });
  }

  /** Returns the error for a key that another object has. */
  taken(key: string): AlreadyThereError {
    return new AlreadyThereError(`Cannot write ${this.shown(key)}: an object with that name exists`, {
      hint: "Rerun the command: a new snapshot has a new name. Nothing was overwritten.",
    });
  }
}
