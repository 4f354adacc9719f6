/**
 * Finds links to one Looker in a text: relative links, and links with one of this Looker's own addresses. The address
 * of another site is skipped, including its query and everything in it that looks like a link. Pure.
 *
 * @module
 */
import { hostKey } from "../../base/address.ts";
import { type NamedByPath, namedByPath } from "../link_shapes.ts";

/** A link in a text. */
export interface FoundLink extends NamedByPath {
  /** The position of scheme and host, from `https:` on; null for a relative link. */
  origin: { start: number; end: number } | null;
}

/** Characters that end an address. */
const END = /[\s"<>`\\|^]/;
/** Characters after which a slash continues the text before it. */
const CONTINUES = /[\p{L}\p{N}\-._~:/?#@!$&+%={}\])\\^]/u;
/** Characters after which no link starts if they are in an address. */
const WEAK = /[',;*]/;
/** A text in quotes to which the next text is appended: `concat("https://acme.com", "/dashboards/12")`. */
const JOINED = /(["'])([^"']*)\1\s*(?:,|\+|\|\||&|\.)\s*["']$/d;
/** The characters between these two texts. */
const JOINT = /["']\s*(?:,|\+|\|\||&|\.)\s*["']$/;
/** Characters that a host cannot contain, and characters that end a word. */
const NO_HOST = /[^a-z0-9.:[\]-]/i, WORD_END = /[\s"<>`(]/;
const LONGEST_HOST = 300;
/** The maximum distance, in characters, at which the start of a word is searched. */
const FAR = 2000;

/** Returns the links of a text to the Looker whose hosts `isOwn` accepts. */
export function findLinks(text: string, isOwn: (host: string) => boolean): FoundLink[] {
  const found: FoundLink[] = [];
  for (let at = text.indexOf("/"), from = 0; at >= 0;) {
    const place = placeOf(text, at, { from, isOwn });
    const path = place.kind === "relative"
      ? at
      : place.kind === "absolute"
      ? ownPath(text, place, isOwn)
      : null;
    const end = endOf(text, place.start, { isOwn: path !== null });
    const named = path === null ? null : namedByPath(text, path);
    if (named !== null && path !== null && named.end <= end) {
      const origin = place.kind === "absolute" ? { start: place.start, end: path } : place.origin;
      found.push({ ...named, origin });
    }
    if (path !== null) from = end;
    at = text.indexOf("/", Math.max(end, at + 1));
  }
  return found;
}

/** The parameters of a scan, apart from the text. */
interface Scan {
  /** The end of the last link to this Looker. The text before it does not affect later links. */
  from: number;
  isOwn: (host: string) => boolean;
}

/** The kind of link that a slash starts, or is part of. */
type Place =
  | { kind: "relative" | "other"; start: number; origin: FoundLink["origin"] }
  /** `host` is the position of the host. */
  | { kind: "absolute"; start: number; host: number };

function placeOf(text: string, at: number, scan: Scan): Place {
  const other: Place = { kind: "other", start: at, origin: null };
  if (text[at + 1] === "/") {
    const before = text.slice(Math.max(0, at - 32), at);
    const web = /https?:$/i.exec(before)?.[0], scheme = web ?? /[a-z][a-z0-9+.-]*:$/i.exec(before)?.[0] ?? "";
    const start = at - scheme.length;
    const isWeb = web === undefined
      ? scheme === "" && opens(text, at, scan)
      : !/[\p{L}\p{N}]/u.test(text[start - 1] ?? "") && !isInAddress(text, start, scan);
    return isWeb ? { kind: "absolute", start, host: at + 2 } : { ...other, start };
  }
  if (opens(text, at, scan)) return behindAnother(text, at, scan) ?? { ...other, kind: "relative" };
  // A host without a scheme, as users type it.
  const start = back(text, at, { least: at - LONGEST_HOST, ends: NO_HOST });
  return start < at && opens(text, start, scan) ? { kind: "absolute", start, host: start } : other;
}

/** Whether a link can start at a position. */
function opens(text: string, at: number, scan: Scan): boolean {
  const before = text[at - 1];
  if (before === undefined) return true;
  // An attribute without quotes can be a link: href=/dashboards/12. A parameter of another address cannot.
  if (before === "=") return /(?:^|[\s"'`<])[\w-]+$/.test(text.slice(Math.max(0, at - 65), at - 1));
  return !CONTINUES.test(before) && !(WEAK.test(before) && isInAddress(text, at, scan));
}

/** Whether the word before a position is an address with a query: `evil.example?u='/dashboards/12'`. */
function isInAddress(text: string, at: number, { from }: Scan): boolean {
  const start = back(text, at, { least: Math.max(from, at - FAR), ends: WORD_END });
  return /[?/]/.test(text.slice(start, at));
}

/**
 * Returns the start of a sequence that ends at a position: after the last character that matches `ends`. Searches
 * backward, so that the time is linear.
 */
function back(text: string, at: number, { least, ends }: { least: number; ends: RegExp }): number {
  let start = at;
  while (start > Math.max(0, least) && !ends.test(text[start - 1] ?? "")) start--;
  return start;
}

/** Returns the place of a quoted text that is appended to a quoted address; null for any other text. */
function behindAnother(text: string, at: number, { isOwn }: Scan): Place | null {
  if (!JOINT.test(text.slice(Math.max(0, at - 40), at))) return null;
  const far = Math.max(0, at - LONGEST_HOST), joined = JOINED.exec(text.slice(far, at));
  const origin = /^(?:[a-z][a-z0-9+.-]*:)?\/\/[^/?#]*/i.exec(joined?.[2] ?? "")?.[0];
  if (origin === undefined) return null;
  const key = hostKey(origin.replace(/^\/\//, "https://"));
  if (key === null || !isOwn(key)) return { kind: "other", start: at, origin: null };
  const start = far + (joined?.indices?.[2]?.[0] ?? 0);
  return { kind: "relative", start: at, origin: { start, end: start + origin.length } };
}

/** Returns the end of the address that starts at a position. A list may continue after an address of this Looker. */
function endOf(text: string, start: number, { isOwn }: { isOwn: boolean }): number {
  const isQuoted = text[start - 1] === "'";
  let depth = 0, square = 0;
  for (let at = start; at < text.length; at++) {
    const one = text[at] ?? "";
    if (END.test(one) || (isQuoted && one === "'")) return at;
    if (isOwn && /[,;]/.test(one) && /^(?:\/|https?:\/\/)/.test(text.slice(at + 1, at + 9))) return at;
    if (one === "(") depth++;
    else if (one === ")" && depth-- === 0) return at;
    else if (one === "[") square++;
    else if (one === "]" && square-- === 0) return at;
  }
  return text.length;
}

/** Returns the start of the path of an absolute address; null if the address has no path, or is another site's. */
function ownPath(
  text: string,
  { start, host }: { start: number; host: number },
  isOwn: (host: string) => boolean,
): number | null {
  const authority = /^[^\s/?#"'<>\\|`]*/.exec(text.slice(host, host + 300))?.[0] ?? "";
  const end = host + authority.length;
  if (authority === "" || authority.includes("@") || text[end] !== "/") return null;
  const scheme = /^http:/i.test(text.slice(start, host)) ? "http:" : "https:";
  const key = hostKey(`${scheme}//${authority}`);
  return key !== null && isOwn(key) ? end : null;
}

/** Decodes each byte as one character. */
const LATIN1 = new TextDecoder("latin1");

/** Whether a body contains one of `ids` after a slash. If not, no link in the body points to any of them. */
export function mentionsAny(bytes: Uint8Array, ids: ReadonlySet<string>): boolean {
  for (const [, id = ""] of LATIN1.decode(bytes).matchAll(/\/([A-Za-z0-9_-]+)/g)) {
    if (ids.has(id)) return true;
  }
  return false;
}
