/**
 * Text for the macros of man(7): what could be taken for a request or an escape is spelled so that it is shown.
 *
 * @module
 */

/** Prose: a hyphen stays a hyphen, but options and text in backquotes are literal. */
export function prose(text: string): string {
  const parts = text.split(/(`[^`]+`|(?<![\w-])--?[a-z][\w-]*)/);
  const shown = parts.map((part, i) => i % 2 === 0 ? escaped(part) : bold(part.replaceAll("`", ""))).join("");
  return guarded(folded(shown));
}

/** Something that is typed as it is: in bold, with signs that can be copied. */
export function bold(text: string): string {
  return `\\fB${literal(text)}\\fR`;
}

/** Something that stands for a value: in italics. */
export function italic(text: string): string {
  return `\\fI${literal(text)}\\fR`;
}

/** Signs that can be copied into a shell: a minus, straight quotes. */
export function literal(text: string): string {
  return escaped(text).replaceAll("-", "\\-").replaceAll("'", "\\(aq").replaceAll("`", "\\(ga")
    .replaceAll("^", "\\(ha").replaceAll("~", "\\(ti");
}

/** A line as it is, not filled: for examples between `.EX` and `.EE`. */
export function verbatim(text: string): string {
  return guarded(literal(text));
}

/** An argument of a macro. */
export function argument(text: string): string {
  return `"${literal(text).replaceAll('"', "\\(dq")}"`;
}

/** An argument that is no text, such as a date. */
export function quoted(text: string): string {
  return `"${text.replaceAll('"', "")}"`;
}

/** Backslashes, and everything beyond ASCII. */
function escaped(text: string): string {
  return text.replaceAll("\\", "\\e").replace(
    /[^\x20-\x7e\n]/gu,
    (char) => `\\[u${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}]`,
  );
}

/**
 * Lines of a length at which they can be read in the source too; what is longer is joined again when it is shown. A full
 * stop at the end of one would be followed by two spaces.
 */
function folded(text: string): string {
  return text.replace(/(?=.{79})(.{1,76}) +/g, "$1\n").replace(/[.!?]$/gm, "$&\\&");
}

/** A line that begins with a dot or a quote would be a request. */
function guarded(text: string): string {
  return text.replace(/^[.']/gm, "\\&$&");
}
