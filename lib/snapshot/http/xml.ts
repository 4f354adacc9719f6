/**
 * Parses the XML that object stores return: elements and text. Ignores attributes. Rejects a document type, because it
 * could make a small response large.
 *
 * @module
 */

/** An element. */
export interface XmlElement {
  readonly name: string;
  readonly children: readonly XmlElement[];
  /** The element's own text, with entities resolved. */
  readonly text: string;
}

/** The maximum depth of nested elements. */
const DEPTH = 20;

const TOKEN =
  /<!--[\s\S]*?-->|<!\[CDATA\[([\s\S]*?)\]\]>|<\?[\s\S]*?\?>|<\/([^\s>]+)\s*>|<([^\s/>!?"']+)((?:"[^"]*"|'[^']*'|[^"'>])*?)(\/?)>|([^<]+)/y;

/** Parses a document. @throws {SyntaxError} */
export function parseXml(text: string): XmlElement {
  const open = [{ name: "", children: [] as XmlElement[], text: "" }];
  TOKEN.lastIndex = text.startsWith("\ufeff") ? 1 : 0;
  for (let at = TOKEN.lastIndex; at < text.length; at = TOKEN.lastIndex) {
    const match = TOKEN.exec(text);
    if (match === null) throw new SyntaxError(`no XML at character ${at}`);
    const [, cdata, closed, opened, , empty, characters] = match;
    const top = open[open.length - 1] as typeof open[number];
    if (cdata !== undefined) top.text += cdata;
    else if (characters !== undefined) top.text += unescaped(characters);
    else if (opened !== undefined) {
      const element = { name: opened.replace(/^.*:/, ""), children: [], text: "" };
      top.children.push(element);
      if (empty === "") open.push(element);
      if (open.length > DEPTH) throw new SyntaxError(`more than ${DEPTH} elements are nested`);
    } else if (closed !== undefined) {
      if (open.length === 1 || closed.replace(/^.*:/, "") !== top.name) {
        throw new SyntaxError(`</${closed.slice(0, 40)}> closes no element`);
      }
      open.pop();
    }
  }
  const [document] = open;
  const [root, ...more] = document?.children ?? [];
  if (open.length > 1 || root === undefined || more.length > 0) {
    throw new SyntaxError("the XML is incomplete");
  }
  return root;
}

/** Returns the direct children with this name. */
export function elements(parent: XmlElement, name: string): XmlElement[] {
  return parent.children.filter((child) => child.name === name);
}

/** Returns the text of the first element at a path of names; null if there is none. */
export function textAt(parent: XmlElement, ...path: string[]): string | null {
  let at: XmlElement | undefined = parent;
  for (const name of path) at = at?.children.find((child) => child.name === name);
  return at === undefined ? null : at.text;
}

/** Escapes text for an element. */
export function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll(
    '"',
    "&quot;",
  );
}

const NAMED: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function unescaped(text: string): string {
  return text.replace(/&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|([a-z]+));/g, (whole, hex, decimal, name) => {
    if (name !== undefined) return NAMED[name] ?? whole;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
