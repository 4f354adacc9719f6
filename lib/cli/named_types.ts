/**
 * Parses the content types in a command line.
 *
 * @module
 */
import { UsageError } from "../base/errors.ts";
import { CONTENT_TYPES, type ContentType } from "../looker/content_type_names.ts";
import { parseContentType } from "../looker/parse_content_type.ts";

/** The type names that the user typed. Each text may contain several names, separated by commas. */
export interface TypeSelection {
  include: readonly string[];
  exclude: readonly string[];
}

/**
 * Returns the selected types in their usual order, or all types if none is named. @throws {UsageError} for an unknown
 * name.
 */
export function selectTypes({ include, exclude }: TypeSelection): ContentType[] {
  const read = (names: readonly string[]): Set<ContentType> =>
    new Set(
      names.flatMap((name) => name.split(",")).filter((name) => name.trim() !== "").map(parseContentType),
    );
  const wanted = read(include);
  const unwanted = read(exclude);
  const types = CONTENT_TYPES.filter((type) =>
    (wanted.size === 0 || wanted.has(type)) && !unwanted.has(type)
  );
  if (types.length > 0) return types;
  throw new UsageError("Cannot choose content types: every given type is also excluded", {
    hint: "Exclude fewer types.",
  });
}

/**
 * Returns the selected type, even if it is named several times. Undefined if none is named. @throws {UsageError} for
 * two types.
 */
export function oneType(named: readonly string[]): ContentType | undefined {
  const [type, ...others] = new Set(named.flatMap((name) => name.split(",")).map(parseContentType));
  if (others.length === 0) return type;
  throw new UsageError(`Cannot list ${[type, ...others].join(" and ")} at once`, {
    hint: "Give one type, or use `lookervault export` for several.",
  });
}
