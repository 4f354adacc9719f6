/**
 * Whether a terminal knows more letters than those of ASCII.
 *
 * @module
 */
import type { Io } from "../base/io.ts";

/**
 * Whether pictures are drawn in ASCII: on a terminal that says that it can do nothing, and where the locale names another
 * encoding than UTF-8. Nothing is concluded where no locale is set.
 */
export function knowsOnlyAscii({ env }: Pick<Io, "env">): boolean {
  if (env("TERM") === "dumb") return true;
  const locale = ["LC_ALL", "LC_CTYPE", "LANG"].map((name) => env(name) ?? "").find((value) => value !== "");
  return locale !== undefined && !/utf-?8/i.test(locale);
}
