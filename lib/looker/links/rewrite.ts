/**
 * Rewrites the links of a text and nothing else. In a JSON text, all other bytes stay unchanged. Pure.
 *
 * @module
 */
import type { ContentType } from "../content_type_names.ts";
import { MAY_LINK } from "../link_shapes.ts";
import { collapsed, isJsonText, jsonStrings, type ReadText } from "./json_text.ts";
import { findLinks } from "./scan.ts";

/** Decides which links are rewritten, and how. */
export interface LinkRules {
  /** Whether a host (`acme.looker.com`, with the port if it is not the default) belongs to this Looker. */
  isOwn(host: string): boolean;
  /** The destination's own address, for links that contain the host; null if the host stays. */
  web: string | null;
  /** Returns the new id of an item; null if the link stays unchanged, including its host. */
  link(type: ContentType, id: string): string | null;
  /** Whether a text is rewritten at all. Without this function, every text is. */
  only?(text: string): boolean;
}

/** A part of a text and its replacement. */
interface Edit {
  start: number;
  end: number;
  text: string;
}

/** The maximum depth of JSON within JSON. */
const DEEPEST = 4;

/** Returns a text with its links rewritten, or the same text if no link changes. */
export function rewriteText(text: string, rules: LinkRules): string {
  if (!text.includes("/") || !MAY_LINK.test(text) || rules.only?.(text) === false) return text;
  return applied(text, editsOf(text, rules, DEEPEST));
}

/** Replaces the targets of all links by one value, so that a text and its translation give the same result. */
export function unlinked(text: string): string {
  return rewriteText(text, { isOwn: () => true, web: "https://looker", link: () => "0" });
}

/** Rewrites an address in two parts. A path in the second part belongs to the host of the first part. */
export function rewriteParts(
  base: string,
  params: string,
  rules: LinkRules,
): { base: string; params: string } {
  if (base.trim() === "") return { base, params: rewriteText(params, rules) };
  if (rules.only?.(params) === false) return { base, params };
  const host = base.replace(/\/+$/, ""), path = params.replace(/^\/+/, "");
  const edits = editsOf(`${host}/${path}`, rules, 0), cut = host.length + 1;
  const moved = edits.filter(({ start }) => start >= cut)
    .map(({ start, end, text }) => ({ start: start - cut, end: end - cut, text }));
  return {
    base: applied(host, edits.filter(({ end }) => end < cut)) + base.slice(host.length),
    params: params.slice(0, params.length - path.length) + applied(path, moved),
  };
}

function editsOf(text: string, rules: LinkRules, depth: number): Edit[] {
  if (depth > 0 && isJsonText(text)) {
    return jsonStrings(text).flatMap((read) =>
      MAY_LINK.test(read.value) ? outer(text, read, editsOf(read.value, rules, depth - 1)) : []
    );
  }
  // Slashes may be escaped outside of JSON too: in scripts, and in parts of JSON.
  const read = collapsed(text);
  return outer(text, read, plainEdits(read.value, rules));
}

/** Converts edits of a read text to edits of its source. */
function outer(raw: string, { at, written }: ReadText, edits: readonly Edit[]): Edit[] {
  return edits.map(({ start, end, text }) => {
    const from = at(start), to = at(end);
    return { start: from, end: to, text: written(text, raw.slice(from, to)) };
  });
}

function plainEdits(text: string, rules: LinkRules): Edit[] {
  return findLinks(text, (host) => rules.isOwn(host)).flatMap((found): Edit[] => {
    const { type, id, start, end, origin } = found;
    const to = rules.link(type, id);
    if (to === null) return [];
    const edits: Edit[] = to === id ? [] : [{ start, end, text: to }];
    if (origin === null || rules.web === null) return edits;
    const written = text.slice(origin.start, origin.end), web = asWritten(rules.web, written);
    return web === written ? edits : [{ ...origin, text: web }, ...edits];
  });
}

/** Returns an address in the notation that was used: without a scheme if there was none. */
function asWritten(web: string, written: string): string {
  if (written.startsWith("//")) return web.replace(/^https?:/, "");
  return written.includes("//") ? web : web.replace(/^https?:\/\//, "");
}

function applied(text: string, edits: readonly Edit[]): string {
  let result = "", at = 0;
  for (const { start, end, text: put } of edits) {
    result += text.slice(at, start) + put;
    at = end;
  }
  return at === 0 ? text : result + text.slice(at);
}
