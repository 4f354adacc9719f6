/**
 * Which instance a vault is a backup of: what its `meta` table says of addresses.
 *
 * @module
 */

/** Key of `meta`: the address of the API, in one spelling. */
export const INSTANCE = "instance";
/** Key of `meta`: the addresses that the instance says it has, as a JSON list. */
export const ADDRESSES = "addresses";
/** Key of `meta`: addresses that the instance had before, as a JSON list; the latest last. */
export const FORMER = "former_instances";
