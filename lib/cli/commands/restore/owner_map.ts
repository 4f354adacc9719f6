/**
 * Parses `--owner-map OLD=NEW`, which transfers content to other owners.
 *
 * @module
 */
import { InvalidArgumentError } from "commander";
import { commaList } from "../../option_values.ts";

/** Owners in the backup, with their new owners. The values of repeated options and of lists are merged. */
export type OwnerMap = Readonly<Record<string, string>>;

/** Parses one or more `OLD=NEW`, separated by commas, and merges them with the previous values. */
export function ownerMap(text: string, previous: OwnerMap | undefined): OwnerMap {
  const owners = new Map(Object.entries(previous ?? {}));
  for (const pair of commaList(text, undefined)) {
    const [from = "", to = "", ...rest] = pair.split("=").map((side) => side.trim());
    if (from === "" || to === "" || rest.length > 0) {
      throw new InvalidArgumentError("It must be OLD=NEW, two user ids or email addresses, such as 7=9.");
    }
    const known = owners.get(from);
    if (known !== undefined && known !== to) {
      throw new InvalidArgumentError(`It maps ${from} to two owners, ${known} and ${to}.`);
    }
    owners.set(from, to);
  }
  return Object.fromEntries(owners);
}
