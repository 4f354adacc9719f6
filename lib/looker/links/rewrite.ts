/**
 * Rewrites the links of a text, and nothing else: a JSON text keeps every other byte. Pure.
 *
 * @module
 */
import type { ContentType } from "../content_type_names.ts";
import { MAY_LINK } from "../link_shapes.ts";
import { collapsed, isJsonText, jsonStrings, type ReadText } from "./json_text.ts";
import { findLinks } from "./scan.ts";

/** Which Looker is meant by links, and what they become. */
export interface LinkRules {
  /** Whether a host (`acme.looker.com`, with a port that is not the usual one) is this Looker's. */
  isOwn(host: string): boolean;
  /** The destination's own address, for links that name the host; null where the host stays. */
  web: string | null;
  /** The id that takes the place of one; null for a link that stays as it is, its host included. */
  link(type: ContentType, id: string): string | null;
  /** Whether a text is meant at all; without it, every one is. */
  only?(text: string): boolean;
}

/** A piece of a text that is replaced. */
interface Edit {
  start: number;
  end: number;
  text: string;
}

/** JSON in JSON in JSON: deeper than that nobody writes. */
const DEEPEST = 4;

/** A text with its links rewritten; the same text when none changes. */
export function rewriteText(text: string, rules: LinkRules): string {
  if (!text.includes("/") || !MAY_LINK.test(text) || rules.only?.(text) === false) return text;
  return applied(text, editsOf(text, rules, DEEPEST));
}

/** A text without where its links lead: the same of a text and of its translation. */
export function unlinked(text: string): string {
  return rewriteText(text, { isOwn: () => true, web: "https://looker", link: () => "0" });
}

/** An address in two parts. What is in the second belongs to the host of the first. */
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
  // Outside of JSON, too, slashes are escaped at times: in scripts, and in pieces of JSON.
  const read = collapsed(text);
  return outer(text, read, plainEdits(read.value, rules));
}

/** Edits of a text as edits of the one that it was read from. */
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

/** An address with as much of it as there was: without a scheme where there was none. */
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
