/**
 * Indents JSON for readers without changing its values: numbers beyond 2^53, escapes and key order stay the same.
 *
 * @module
 */

/** Returns valid JSON with one member per line, and two spaces for each level. Changes only white space. */
export function indentJson(json: string): string {
  let out = "";
  let depth = 0;
  const newLine = (): string => "\n" + "  ".repeat(depth);
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/gs)) {
    if (token === "{" || token === "[") {
      depth++;
      out += token + newLine();
    } else if (token === "}" || token === "]") {
      depth--;
      // An empty object or list stays on its line.
      const empty = /[{[]\n *$/.test(out.slice(-2 * depth - 8));
      out = empty ? out.trimEnd() + token : out + newLine() + token;
    } else if (token === ",") out += token + newLine();
    else out += token === ":" ? ": " : token;
  }
  return out;
}
