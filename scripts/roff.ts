/**
 * Text for the macros of man(7). Characters that would begin a request or an escape are escaped.
 *
 * @module
 */

/** Formats prose. A hyphen stays a hyphen, but options and text in backquotes are literal. */
export function prose(text: string): string {
  const parts = text.split(/(`[^`]+`|(?<![\w-])--?[a-z][\w-]*)/);
  const shown = parts.map((part, i) => i % 2 === 0 ? escaped(part) : bold(part.replaceAll("`", ""))).join("");
  return guarded(folded(shown));
}

/** Formats text that the user types literally: bold, with characters that can be copied. */
export function bold(text: string): string {
  return `\\fB${literal(text)}\\fR`;
}

/** Formats the name of a value in italics. */
export function italic(text: string): string {
  return `\\fI${literal(text)}\\fR`;
}

/** Formats characters so that they can be copied into a shell: a minus, straight quotes. */
export function literal(text: string): string {
  return escaped(text).replaceAll("-", "\\-").replaceAll("'", "\\(aq").replaceAll("`", "\\(ga")
    .replaceAll("^", "\\(ha").replaceAll("~", "\\(ti");
}

/** Formats a literal line, for examples between `.EX` and `.EE`. */
export function verbatim(text: string): string {
  return guarded(literal(text));
}

/** Formats an argument of a macro. */
export function argument(text: string): string {
  return `"${literal(text).replaceAll('"', "\\(dq")}"`;
}

/** Formats an argument that is not text, such as a date. */
export function quoted(text: string): string {
  return `"${text.replaceAll('"', "")}"`;
}

/** Escapes backslashes and non-ASCII characters. */
function escaped(text: string): string {
  return text.replaceAll("\\", "\\e").replace(
    /[^\x20-\x7e\n]/gu,
    (char) => `\\[u${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}]`,
  );
}

/**
 * Breaks lines so that the source is readable too. man joins them again. A period at the end of a line is escaped,
 * because two spaces would follow it.
 */
function folded(text: string): string {
  return text.replace(/(?=.{79})(.{1,76}) +/g, "$1\n").replace(/[.!?]$/gm, "$&\\&");
}

/** Escapes a dot or a quote at the beginning of a line, which would be a request. */
function guarded(text: string): string {
  return text.replace(/^[.']/gm, "\\&$&");
}
