/**
 * `--owner-map OLD=NEW`: whose content becomes whose.
 *
 * @module
 */
import { InvalidArgumentError } from "commander";
import { commaList } from "../../option_values.ts";

/** Owners of the backup and who they become; repetition and comma lists add up. */
export type OwnerMap = Readonly<Record<string, string>>;

/** Reads `OLD=NEW`, or several with commas, into what was read before. */
export function ownerMap(text: string, previous: OwnerMap | undefined): OwnerMap {
  const owners = new Map(Object.entries(previous ?? {}));
  for (const pair of commaList(text, undefined)) {
    const [from = "", to = "", ...rest] = pair.split("=").map((side) => side.trim());
    if (from === "" || to === "" || rest.length > 0) {
      throw new InvalidArgumentError("It must be OLD=NEW, two user ids or e-mail addresses, such as 7=9.");
    }
    const known = owners.get(from);
    if (known !== undefined && known !== to) {
      throw new InvalidArgumentError(`It maps ${from} to two owners, ${known} and ${to}.`);
    }
    owners.set(from, to);
  }
  return Object.fromEntries(owners);
}
