/**
 * Finds links to one Looker in a text: relative links, and those with one of its own addresses. The address of another
 * site is skipped completely, with its query and everything in it that looks like a link. Pure.
 *
 * @module
 */
import { hostKey } from "../../base/address.ts";
import { type NamedByPath, namedByPath } from "../link_shapes.ts";

/** A link in a text. */
export interface FoundLink extends NamedByPath {
  /** Where scheme and host are, from `https:` on; null for a relative link. */
  origin: { start: number; end: number } | null;
}

/** Ends the address it is in. */
const END = /[\s"<>`\\|^]/;
/** After these, a slash continues what is before it. */
const CONTINUES = /[\p{L}\p{N}\-._~:/?#@!$&+%={}\])\\^]/u;
/** In the middle of a word that is an address itself, these open nothing. */
const WEAK = /[',;*]/;
/** A text in quotes that the next one is put behind: `concat("https://acme.com", "/dashboards/12")`. */
const JOINED = /(["'])([^"']*)\1\s*(?:,|\+|\|\||&|\.)\s*["']$/d;
/** What stands between the two. */
const JOINT = /["']\s*(?:,|\+|\|\||&|\.)\s*["']$/;
/** What a host has none of, and what ends a word. */
const NO_HOST = /[^a-z0-9.:[\]-]/i, WORD_END = /[\s"<>`(]/;
const LONGEST_HOST = 300;
/** How far back the beginning of a word is looked for. */
const FAR = 2000;

/** The links of a text to the Looker that has the hosts for which `isOwn` is true. */
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

/** What is known of a text besides itself. */
interface Scan {
  /** Where the last link of this Looker's own ends: what is before says nothing of what follows. */
  from: number;
  isOwn: (host: string) => boolean;
}

/** What a slash begins, or is part of. */
type Place =
  | { kind: "relative" | "other"; start: number; origin: FoundLink["origin"] }
  /** `host` is where the host begins. */
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
  // A host without its scheme, as people type it.
  const start = back(text, at, { least: at - LONGEST_HOST, ends: NO_HOST });
  return start < at && opens(text, start, scan) ? { kind: "absolute", start, host: start } : other;
}

/** Whether a link can begin at a place. */
function opens(text: string, at: number, scan: Scan): boolean {
  const before = text[at - 1];
  if (before === undefined) return true;
  // An attribute without quotes: href=/dashboards/12. A parameter of another address is none.
  if (before === "=") return /(?:^|[\s"'`<])[\w-]+$/.test(text.slice(Math.max(0, at - 65), at - 1));
  return !CONTINUES.test(before) && !(WEAK.test(before) && isInAddress(text, at, scan));
}

/** Whether the word before a place is an address with a query: `evil.example?u='/dashboards/12'`. */
function isInAddress(text: string, at: number, { from }: Scan): boolean {
  const start = back(text, at, { least: Math.max(from, at - FAR), ends: WORD_END });
  return /[?/]/.test(text.slice(start, at));
}

/** Where what ends at a place begins: behind the last character that matches `ends`. Goes back, so that it is linear. */
function back(text: string, at: number, { least, ends }: { least: number; ends: RegExp }): number {
  let start = at;
  while (start > Math.max(0, least) && !ends.test(text[start - 1] ?? "")) start--;
  return start;
}

/** What a quoted text is that is put behind a quoted address; null for any other. */
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

/** Where the address that begins at a place ends. A list may go on behind one of this Looker's own. */
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

/** Where the path of an absolute address begins; null when it is another site's, or has none. */
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

/** Bytes as text, each as one character. */
const LATIN1 = new TextDecoder("latin1");

/** Whether any of some ids is behind a slash in a body: where none is, no link points to one of them. */
export function mentionsAny(bytes: Uint8Array, ids: ReadonlySet<string>): boolean {
  for (const [, id = ""] of LATIN1.decode(bytes).matchAll(/\/([A-Za-z0-9_-]+)/g)) {
    if (ids.has(id)) return true;
  }
  return false;
}
