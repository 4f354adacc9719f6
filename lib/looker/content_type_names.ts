/**
 * The names and numeric codes of the content types (docs/contract.md §2). Codes stand in vaults: they are never reused.
 *
 * @module
 */
import { UsageError } from "../base/errors.ts";

/** Every content type; its code in the vault is its place in this list, from 1. */
export const CONTENT_TYPES = [
  "dashboards",
  "looks",
  "lookml_models",
  "explores",
  "folders",
  "boards",
  "users",
  "groups",
  "roles",
  "permission_sets",
  "model_sets",
  "scheduled_plans",
  "alerts",
  "user_attributes",
  "themes",
  "color_collections",
  "connections",
  "projects",
  "datagroups",
  "integration_hubs",
  "integrations",
  "homepages",
  "settings",
  "lookml_dashboards",
] as const;

/** A content type's name. */
export type ContentType = typeof CONTENT_TYPES[number];

/** Whether a text is a content type's name. */
export function isContentType(text: string): text is ContentType {
  return (CONTENT_TYPES as readonly string[]).includes(text);
}

/** The vault's number of a type. */
export function typeCode(type: ContentType): number {
  return CONTENT_TYPES.indexOf(type) + 1;
}

/** The type of a vault's number, or `undefined` when this version knows none. */
export function typeOfCode(code: number): ContentType | undefined {
  return CONTENT_TYPES[code - 1];
}

/**
 * Reads a type as people write it: singular or plural, `-` or `_`, any case.
 *
 * @throws {UsageError} naming the allowed values.
 */
export function parseContentType(text: string): ContentType {
  const wanted = text.trim().toLowerCase().replaceAll("-", "_");
  const found = CONTENT_TYPES.find((type) => type === wanted || singular(type) === wanted);
  if (found !== undefined) return found;
  throw new UsageError(`Cannot use content type "${text}": there is none of that name`, {
    hint: `The types are: ${CONTENT_TYPES.join(", ")}.`,
  });
}

/** The singular of a type's name: `dashboards` → `dashboard`. */
export function singular(type: ContentType): string {
  return type.replace(/s$/, "");
}
