/**
 * Readers of option values. What cannot be read is refused with what is allowed.
 *
 * @module
 */
import { InvalidArgumentError } from "commander";

/** A whole number from `min` to `max`. */
export function wholeNumber(min: number, max = Number.MAX_SAFE_INTEGER): (text: string) => number {
  const allowed = max === Number.MAX_SAFE_INTEGER ? `of ${min} or more` : `of ${min} to ${max}`;
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (value >= min && value <= max) return value;
    throw new InvalidArgumentError(`It must be a whole number ${allowed}.`);
  };
}

/** A number above zero, such as `0.5`. */
export function positiveNumber(text: string): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
  if (value > 0) return value;
  throw new InvalidArgumentError("It must be a number above 0.");
}

/** A share in percent, above 0 and up to 100, with or without its sign: `10`, `0.5`, `10%`. */
export function share(text: string): number {
  const value = /^\d+(\.\d+)?%?$/.test(text) ? Number(text.replace("%", "")) : NaN;
  if (value > 0 && value <= 100) return value;
  throw new InvalidArgumentError("It must be a percentage above 0 and up to 100.");
}

/** `a,b` and repetition alike: all values in order. */
export function commaList(text: string, previous: readonly string[] | undefined): string[] {
  const values = text.split(",").map((value) => value.trim()).filter((value) => value !== "");
  if (values.length === 0) throw new InvalidArgumentError("It must name at least one.");
  return [...previous ?? [], ...values];
}

/** A repeatable option. */
export function repeated(text: string, previous: readonly string[] | undefined): string[] {
  if (text.trim() === "") throw new InvalidArgumentError("It must not be empty.");
  return [...previous ?? [], text];
}

/** A text that says something: an empty one would find nothing and look like an answer. */
export function someText(text: string): string {
  if (text.trim() !== "") return text;
  throw new InvalidArgumentError("It must not be empty.");
}

/** A date or time as ISO 8601 in UTC: `2026-01-31`, `2026-01-31T12:00Z`, `2026-01-31T12:00:00+02:00`. */
export function isoDate(text: string): string {
  const shape = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(Z|[+-]\d{2}:?\d{2})?)?$/.exec(
    text.trim(),
  );
  if (shape !== null) {
    const [, day, time = "00:00", zone = "Z"] = shape;
    const at = new Date(`${day}T${time}${zone}`);
    // 2026-02-31 would silently become March.
    const real = new Date(`${day}T00:00Z`).toJSON()?.startsWith(`${day}`) ?? false;
    if (real && !Number.isNaN(at.getTime())) return at.toISOString();
  }
  throw new InvalidArgumentError(
    "It must be a date such as 2026-01-31 or a time such as 2026-01-31T12:00:00Z.",
  );
}

/** A date or time as {@linkcode isoDate} reads it, or how long before `now` (milliseconds): `180d`, `36h`. */
export function dateOrAgo(text: string, now: number): string {
  const [, number, unit] = /^(\d{1,6})(d|h)$/.exec(text.trim()) ?? [];
  if (number === undefined) return isoDate(text);
  return new Date(now - Number(number) * (unit === "d" ? 86_400_000 : 3_600_000)).toISOString();
}
