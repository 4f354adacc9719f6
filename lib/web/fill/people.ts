/**
 * Finds all people in the history of a vault, with all their names.
 *
 * @module
 */
import { asObject, asText, type JsonObject, type JsonValue } from "../../codec/json_value.ts";
import { decode } from "../../codec/msgpack_reader.ts";
import { DamagedBodyError } from "../../codec/errors.ts";
import { typeCode } from "../../looker/content_type_names.ts";
import { PERSON } from "../../looker/content_types.ts";
import { NOW } from "../../vault/snapshot.ts";
import type { Vault } from "../../vault/vault.ts";
import { versionBodies } from "../../vault/version_bodies.ts";
import type { KnownPerson } from "./redaction.ts";

/** Returns the people of a vault, including deleted users, sorted by id. */
export function peopleOf(vault: Vault): KnownPerson[] {
  const type = typeCode(PERSON);
  const ids = vault.read(() =>
    vault.prepare("SELECT id FROM content_items WHERE content_type = ? ORDER BY length(id), id").all(type)
  );
  return ids.map(({ id }) => {
    const names = new Set<string>(), words = new Set<string>(), emails = new Set<string>();
    for (const { body } of versionBodies(vault, { type, id: String(id), until: NOW })) {
      const user = body === null ? {} : objectOf(body),
        text = (key: string): string | null => asText(user[key]);
      const first = text("first_name"), last = text("last_name"), shown = text("display_name");
      for (const name of [shown, first !== null && last !== null ? `${first} ${last}` : null]) {
        if (name !== null) names.add(name);
      }
      for (const word of [first, last]) if (word !== null) words.add(word);
      for (const address of addressesIn(user)) emails.add(address);
    }
    // If no body contains the parts of the name, the words of the full name count as names, too.
    if (words.size === 0) { for (const name of names) for (const word of name.split(/\s+/)) words.add(word); }
    return { names: [...names], words: [...words], emails: [...emails] };
  });
}

function objectOf(body: Uint8Array): JsonObject {
  try {
    return asObject(decode(body));
  } catch (error) {
    if (error instanceof DamagedBodyError) return {};
    throw error;
  }
}

/** Yields every email address in a body. Users can have several ways to sign in. */
function* addressesIn(value: JsonValue): Generator<string> {
  if (typeof value === "string") {
    if (/^[^\s@]+@[^\s@]+$/.test(value)) yield value.toLowerCase();
  } else if (Array.isArray(value)) {
    for (const one of value) yield* addressesIn(one);
  } else if (typeof value === "object" && value !== null) {
    for (const one of Object.values(value)) yield* addressesIn(one);
  }
}
