/**
 * Decides which instance a restore may write to: the vault's instance, and another only if it is named.
 *
 * @module
 */
import { shellWord } from "../../../base/shell_word.ts";
import { sameAddress } from "../../../base/address.ts";
import { UsageError } from "../../../base/errors.ts";
import { parseBaseUrl, shownUrl } from "../../../config/base_url.ts";

/** The input of the rule. */
export interface DestinationCase {
  /** The vault's path. */
  db: string;
  /** The instance of which the vault is a backup. Null if the vault contains no backup. */
  source: string | null;
  /** The configured instance, to which the restore would write. */
  configured: string;
  /** The value of `--to`, as typed. */
  to: string | undefined;
}

/**
 * Returns the vault's instance after checking that the configured one may be written to.
 *
 * @throws {UsageError} if `--to` names another instance than the configured one, or if it is missing and the vault is a
 * backup of another instance.
 */
export function requireDestination({ db, source, configured, to }: DestinationCase): string {
  if (source === null) {
    throw new UsageError(`Cannot restore from the vault ${db}: it contains no backup`, {
      hint: "Point --db at a vault that contains a backup, or run `lookervault extract` first.",
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
      `If ${source} has moved to ${configured}: lookervault relocate --to ${
        shellWord(configured)
      }. To restore into ` +
      `another instance on purpose, add --to ${
        shellWord(configured)
      }. Otherwise configure the instance of the vault, ` +
      "with its own key, if you know that the address is yours.",
  });
}

/**
 * The hint about an address that is only in the vault. The hint contains no command with the address: pasting it would
 * send the API key to an address that the author of the vault chose.
 */
export const NOT_YOURS =
  "If you know that the address is yours, configure it with its own key. Otherwise do not trust this vault; " +
  "lookervault restore status shows what it claims.";

/** Adds a missing scheme to an address: the scheme of the other address. */
function withScheme(text: string, other: string): string {
  return text.includes("://") ? text : `${URL.parse(other)?.protocol ?? "https:"}//${text.trim()}`;
}
