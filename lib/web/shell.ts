/**
 * The HTML document around the page's data: its opening, its blocks and its end. Pure.
 *
 * @module
 */
import { BLOCK, BLOCK_TYPE } from "./data/blocks.ts";
import { SCRIPT, SCRIPT_HASH, STYLE, STYLE_HASH } from "./generated/page.ts";

/** The texts that a browser shows while the page loads, and without scripts. This module escapes all of them. */
export interface ShellTexts {
  /** The instance, such as `acme.looker.com`. */
  title: string;
  /** Such as `Backup of 27 Nov 2025, 02:17 UTC`. */
  line: string;
  /** Shown without scripts, such as the number of items of each type. */
  summary: string[];
}

const COMMON =
  `script-src '${SCRIPT_HASH}'; style-src '${STYLE_HASH}'; img-src data:; base-uri 'none'; form-action 'none'; ` +
  "require-trusted-types-for 'script'; trusted-types 'none'";

/** The Content-Security-Policy of a report, which allows no requests. */
export const REPORT_POLICY = `default-src 'none'; ${COMMON}`;

/** The Content-Security-Policy of `browse`, as a header: it allows requests only to the serving program. */
export const BROWSE_POLICY = `default-src 'none'; connect-src 'self'; frame-ancestors 'none'; ${COMMON}`;

/** Returns the page of `browse`, which requests its data. */
export function browsePage(texts: ShellTexts): string {
  return `${opening(texts, "")}<script>${SCRIPT}</script>\n</body></html>\n`;
}

/**
 * Returns the beginning of a report with its head: `text` is the gzip bytes in base64, and `sum` their SHA-256 in
 * base64.
 */
export function reportOpening(texts: ShellTexts, head: { text: string; sum: string }): string {
  const policy = `<meta http-equiv="Content-Security-Policy" content="${REPORT_POLICY}">\n`;
  const block = `<script type="${BLOCK_TYPE}" id="${BLOCK.head}" data-sum="${escaped(head.sum)}">${
    escaped(head.text)
  }</script>`;
  return `${opening(texts, policy)}${block}\n<script>${SCRIPT}</script>\n`;
}

/** Returns a block of a report that follows the head. */
export function reportBlock(id: string, text: string): string {
  return `<script type="${BLOCK_TYPE}" id="${escaped(id)}">${escaped(text)}</script>\n`;
}

/** The end of a report. */
export const REPORT_END = "</body></html>\n";

/** The sentences that differ between a report and `browse`: where the page comes from, and why it may not begin. */
const REPORT_TEXTS = {
  source: "It loads nothing from the network.",
  late:
    "If nothing happens, this file is incomplete. Copy it again, or create it again with <code>lookervault report</code>.",
};
const BROWSE_TEXTS = {
  source: "It loads only from this machine.",
  late: "If nothing happens, look at the terminal in which <code>lookervault browse</code> runs.",
};

function opening({ title, line, summary }: ShellTexts, policy: string): string {
  const { source, late } = policy === "" ? BROWSE_TEXTS : REPORT_TEXTS;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
${policy}<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer"><meta name="robots" content="noindex"><link rel="icon" href="data:,">
<title>${escaped(title)} – lookervault</title><style>${STYLE}</style></head>
<body><noscript><main class="boot"><h1>${escaped(title)}</h1><p>${escaped(line)}</p>${
    summary.map((one) => `<p>${escaped(one)}</p>`).join("")
  }<p><b>To see the rest of this page, allow JavaScript in your browser.</b> ${source}</p></main></noscript>
<div id="app"><main class="boot" role="status"><span class="boot-mark" aria-hidden="true"></span><p>Reading the vault of <b>${
    escaped(title)
  }</b></p><p class="mute">${escaped(line)}</p><p class="late">${late}</p></main></div>
`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/**
 * Escapes a text for an element or an attribute. Characters that change the text direction are shown as escape
 * sequences.
 */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
    .replace(/[\u202a-\u202e\u2066-\u2069]/g, (character) => `\\u${character.charCodeAt(0).toString(16)}`);
}
