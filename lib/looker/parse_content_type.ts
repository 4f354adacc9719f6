/**
 * Parses names of content types that users write.
 *
 * @module
 */
import { quoted } from "../base/quoted.ts";
import { UsageError } from "../base/errors.ts";
import { nearestOf } from "../base/nearest.ts";
import { CONTENT_TYPES, type ContentType, singular } from "./content_type_names.ts";

/**
 * Parses the name of a type that a user writes: singular or plural, `-` or `_`, any case.
 *
 * @throws {UsageError} with the allowed values.
 */
export function parseContentType(text: string): ContentType {
  const wanted = text.trim().toLowerCase().replaceAll("-", "_");
  const found = CONTENT_TYPES.find((type) => type === wanted || singular(type) === wanted);
  if (found !== undefined) return found;
  const near = nearestOf(wanted, CONTENT_TYPES);
  const meant = near !== null
    ? `Did you mean ${near}? `
    : /^\d+$/.test(wanted)
    ? `Put the id after its type, such as dashboards ${wanted}. `
    : "";
  throw new UsageError(`Cannot use content type ${quoted(text)}: there is no type with that name`, {
    hint: `${meant}The types are: ${CONTENT_TYPES.join(", ")}.`,
  });
}
