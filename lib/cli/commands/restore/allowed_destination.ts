/**
 * Which instance a restore may write to: the vault's own, and another only when it is named.
 *
 * @module
 */
import { sameAddress } from "../../../base/address.ts";
import { UsageError } from "../../../base/errors.ts";
import { parseBaseUrl, shownUrl } from "../../../config/base_url.ts";

/** What the rule speaks of. */
export interface DestinationCase {
  /** The vault's path. */
  db: string;
  /** The instance that the vault is a backup of; null for a vault without one. */
  source: string | null;
  /** The instance that would be written to. */
  configured: string;
  /** `--to`, as typed. */
  to: string | undefined;
}

/**
 * The vault's instance, once it is sure that the configured one may be written to.
 *
 * @throws {UsageError} when `--to` names another instance than the configured one, or is missing where the vault is a
 * backup of another.
 */
export function requireDestination({ db, source, configured, to }: DestinationCase): string {
  if (source === null) {
    throw new UsageError(`Cannot restore from the vault ${db}: it holds no backup`, {
      hint: "Point --db at a vault that holds a backup, or run `lookervault extract` first.",
    });
  }
  if (to !== undefined) {
    const named = parseBaseUrl(withScheme(to, configured));
    if ("problem" in named) throw new UsageError(`Cannot use --to "${shownUrl(to)}": ${named.problem}`);
    if (sameAddress(named.url, configured)) return source;
    throw new UsageError(
      `Cannot restore into ${named.url} (--to): the configured instance is ${configured}`,
      {
        hint:
          "Make both the same: correct --to, or set --base-url or LOOKERVAULT_BASE_URL with the credentials of that instance.",
      },
    );
  }
  if (sameAddress(source, configured)) return source;
  throw new UsageError(`Cannot restore into ${configured}: the vault ${db} is a backup of ${source}`, {
    hint:
      `If ${source} has moved to ${configured}: lookervault relocate --to ${configured}. To restore into ` +
      `another instance on purpose, add --to ${configured}. Otherwise configure the instance of the vault, ` +
      "with its own key, if you know that the address is yours.",
  });
}

/**
 * What to do about an address that only the vault tells. It is never part of a line ready to paste: that would send the key
 * at hand wherever whoever wrote the vault wants.
 */
export const NOT_YOURS =
  "If you know that the address is yours, configure it with its own key. Otherwise do not trust this vault; " +
  "lookervault restore status shows what it claims.";

/** An address as people type it, of which the other one says whether it is `http:`. */
function withScheme(text: string, other: string): string {
  return text.includes("://") ? text : `${URL.parse(other)?.protocol ?? "https:"}//${text.trim()}`;
}
