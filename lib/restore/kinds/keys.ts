/**
 * Natural keys: texts that are equal where Looker would take two items for the same (api-facts §3.0). They are compared
 * exactly: Looker's searches are not exact, so nothing here relies on them.
 *
 * @module
 */
import { asText, type JsonValue } from "../../codec/json_value.ts";
import type { Props } from "../kind.ts";

/** A key of some parts; none when a part is missing. */
export function key(name: string, ...parts: readonly (JsonValue | undefined)[]): string[] {
  const texts = parts.map((part) => asText(part));
  return texts.includes(null) ? [] : [`${name}:${JSON.stringify(texts)}`];
}

/** The key of what is known by its name. */
export function nameKey(item: Props): string[] {
  return key("name", item.get("name"));
}
