/**
 * Parsers of option values. An invalid value is rejected with a message that describes the valid values.
 *
 * @module
 */
import { InvalidArgumentError } from "commander";

/** Returns a parser for a whole number from `min` to `max`. */
export function wholeNumber(min: number, max = Number.MAX_SAFE_INTEGER): (text: string) => number {
  const allowed = max === Number.MAX_SAFE_INTEGER ? `of ${min} or more` : `from ${min} to ${max}`;
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (value >= min && value <= max) return value;
    throw new InvalidArgumentError(`It must be a whole number ${allowed}.`);
  };
}

/** Parses a number above zero, such as `0.5`. */
export function positiveNumber(text: string): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
  if (value > 0) return value;
  throw new InvalidArgumentError("It must be a number above 0.");
}

/** Parses a percentage above 0 and up to 100, with or without the percent sign: `10`, `0.5`, `10%`. */
export function share(text: string): number {
  const value = /^\d+(\.\d+)?%?$/.test(text) ? Number(text.replace("%", "")) : NaN;
  if (value > 0 && value <= 100) return value;
  throw new InvalidArgumentError("It must be a percentage above 0 and up to 100.");
}

/** Parses an option that takes `a,b` or can be repeated. Returns all values in order. */
export function commaList(text: string, previous: readonly string[] | undefined): string[] {
  const values = text.split(",").map((value) => value.trim()).filter((value) => value !== "");
  if (values.length === 0) throw new InvalidArgumentError("It must contain at least one value.");
  return [...previous ?? [], ...values];
}

/** Parses a repeatable option. */
export function repeated(text: string, previous: readonly string[] | undefined): string[] {
  if (text.trim() === "") throw new InvalidArgumentError("It must not be empty.");
  return [...previous ?? [], text];
}

/** Parses a text that must not be empty. An empty text would find nothing, which looks like a result. */
export function someText(text: string): string {
  if (text.trim() !== "") return text;
  throw new InvalidArgumentError("It must not be empty.");
}

/** Parses a duration of one second to one day, such as `90s`, `30m` or `2h`. Returns milliseconds. */
export function spanOfTime(text: string): number {
  const [, number, unit = ""] = /^(\d{1,5})(s|m|h)$/.exec(text.trim()) ?? [];
  const ms = Number(number) * (unit === "s" ? 1000 : unit === "m" ? 60_000 : 3_600_000);
  if (ms >= 1000 && ms <= 86_400_000) return ms;
  throw new InvalidArgumentError("It must be a duration such as 90s, 30m or 2h, up to 24h.");
}
