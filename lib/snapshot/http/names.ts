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
   * @param location For people: `s3://bucket/prefix`.
   * @param prefix What all names begin with; empty or without a slash at its end.
   */
  constructor(readonly location: string, readonly prefix: string) {}

  /** The beginning of names that a listing is for. */
  under(prefix: string): string {
    return this.prefix === "" ? prefix : `${this.prefix}/${prefix}`;
  }

  /** A key as the store knows it. @throws {RefusedError} if it is not valid */
  full(key: string): string {
    const wrong = keyProblem(key);
    if (wrong !== null) throw new RefusedError(`Cannot use the name ${JSON.stringify(key)}: ${wrong}`);
    return this.under(key);
  }

  /** A key for people. */
  shown(key: string): string {
    return `${this.location}/${key}`;
  }

  /** Items with their keys below the prefix; none for names that no copy has. */
  below<T extends { key: string }>(items: readonly T[]): T[] {
    return items.flatMap((item) => {
      if (this.prefix !== "" && !item.key.startsWith(`${this.prefix}/`)) return [];
      const key = this.prefix === "" ? item.key : item.key.slice(this.prefix.length + 1);
      return keyProblem(key) === null ? [{ ...item, key }] : [];
    });
  }

  /** The error of a key that another object has. */
  taken(key: string): AlreadyThereError {
    return new AlreadyThereError(`Cannot write ${this.shown(key)}: an object with that name exists`, {
      hint: "Rerun the command: a new snapshot has a new name. Nothing was overwritten.",
    });
  }
}
