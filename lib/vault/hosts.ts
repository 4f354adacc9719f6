/**
 * The hosts that belong to one instance.
 *
 * @module
 */
import { hostKey } from "../base/address.ts";
import { ADDRESSES, addressesUnder, FORMER } from "./instance.ts";
import type { Vault } from "./vault.ts";

/** The ports of one instance: the default port of the web, and the separate ports of its pages and its API. */
const PORTS = ["", ":9999", ":19999"];

/** Returns the hosts of addresses, for any scheme, with all ports of the same instance. */
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
 * Returns all addresses of the vault's instance: the current and the former addresses of its API, the addresses that it
 * reports, and the address that links for users contain (`host_url` of its settings).
 */
export function addressesOf(vault: Vault, instance: string, hostUrl: string | null): string[] {
  const stored = [...addressesUnder(vault, ADDRESSES), ...addressesUnder(vault, FORMER)];
  return [instance, ...stored, hostUrl ?? ""].filter((address) => address !== "");
}
