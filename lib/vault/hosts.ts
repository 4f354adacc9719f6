/**
 * The hosts that belong to one Looker.
 *
 * @module
 */
import { hostKey } from "../base/address.ts";
import { ADDRESSES, addressesUnder, FORMER } from "./instance.ts";
import type { Vault } from "./vault.ts";

/** Ports of one Looker: the web's usual one, and those of its pages and of its API where it has them apart. */
const PORTS = ["", ":9999", ":19999"];

/** The hosts of these addresses, whatever the scheme, with the ports at which the same Looker answers. */
export function hostsOf(addresses: readonly string[]): ReadonlySet<string> {
  return new Set(addresses.flatMap((address) => {
    const key = hostKey(address);
    if (key === null) return [];
    const [, name = key, port = ""] = /^(.*?)(:\d+)?$/.exec(key) ?? [];
    const isUsual = PORTS.includes(port) && name !== "127.0.0.1";
    return isUsual ? PORTS.map((other) => name + other) : [key];
  }));
}

/**
 * All addresses of the instance that a vault is a backup of: the one of its API, those that it had before, those that
 * it says it has, and the one that people are sent to (`host_url` of its settings).
 */
export function addressesOf(vault: Vault, instance: string, hostUrl: string | null): string[] {
  const stored = [...addressesUnder(vault, ADDRESSES), ...addressesUnder(vault, FORMER)];
  return [instance, ...stored, hostUrl ?? ""].filter((address) => address !== "");
}
