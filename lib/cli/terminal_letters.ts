/**
 * Detects terminals that can show only ASCII characters.
 *
 * @module
 */
import type { Io } from "../base/io.ts";

/**
 * Whether graphics must be drawn in ASCII: on a dumb terminal, and if the locale names an encoding other than UTF-8. If
 * no locale is set, other characters are assumed to work.
 */
export function knowsOnlyAscii({ env }: Pick<Io, "env">): boolean {
  if (env("TERM") === "dumb") return true;
  const locale = ["LC_ALL", "LC_CTYPE", "LANG"].map((name) => env(name) ?? "").find((value) => value !== "");
  return locale !== undefined && !/utf-?8/i.test(locale);
}
