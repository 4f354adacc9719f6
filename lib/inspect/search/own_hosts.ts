/**
 * The hosts that belong to the instance of a vault, to recognize its links.
 *
 * @module
 */
import { INSTANCE_SETTINGS } from "../../looker/content_types.ts";
import { asObject, asText } from "../../codec/json_value.ts";
import { decode } from "../../codec/msgpack_reader.ts";
import { typeCode } from "../../looker/content_type_names.ts";
import { addressesOf, hostsOf } from "../../vault/hosts.ts";
import type { Vault } from "../../vault/vault.ts";
import { readBody } from "../../vault/versions.ts";

/** Returns a function that decides whether a host belongs to the instance. */
export function ownHosts(vault: Vault): (host: string) => boolean {
  const hosts = hostsOf(addressesOf(vault, vault.meta("instance") ?? "", hostUrlOf(vault)));
  return (host) => hosts.has(host);
}

function hostUrlOf(vault: Vault): string | null {
  try {
    const row = vault.read(() =>
      vault.prepare("SELECT id FROM content_items WHERE content_type = ? LIMIT 1").get(
        typeCode(INSTANCE_SETTINGS),
      )
    );
    const bytes = row === undefined ? null : readBody(vault, typeCode(INSTANCE_SETTINGS), String(row["id"]));
    return bytes === null ? null : asText(asObject(decode(bytes))["host_url"]);
  } catch {
    // The body is damaged. Links with that host then count as links to another instance.
    return null;
  }
}
