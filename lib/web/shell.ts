/**
 * The document around the page: what is before, between and after its data. Pure.
 *
 * @module
 */
import { BLOCK, BLOCK_TYPE } from "./data/blocks.ts";
import { SCRIPT, SCRIPT_HASH, STYLE, STYLE_HASH } from "./generated/page.ts";

/** What a browser says of the page while it loads, and where it runs no scripts. All texts are escaped here. */
export interface ShellTexts {
  /** The instance, such as `acme.looker.com`. */
  title: string;
  /** Such as `Backup of 27 Nov 2025, 02:17 UTC`. */
  line: string;
  /** What is said without scripts, such as the number of items of each type. */
  summary: string[];
}

const COMMON =
  `script-src '${SCRIPT_HASH}'; style-src '${STYLE_HASH}'; img-src data:; base-uri 'none'; form-action 'none'; ` +
  "require-trusted-types-for 'script'; trusted-types 'none'";

/** The policy of a report: it reaches nothing. */
export const REPORT_POLICY = `default-src 'none'; ${COMMON}`;

/** The policy of `browse`, as a header: it reaches the program that serves it. */
export const BROWSE_POLICY = `default-src 'none'; connect-src 'self'; frame-ancestors 'none'; ${COMMON}`;

/** The page of `browse`: its data is asked for. */
export function browsePage(texts: ShellTexts): string {
  return `${opening(texts, "")}<script>${SCRIPT}</script>\n</body></html>\n`;
}

/** The beginning of a report, with its head: base64 of gzip, and the SHA-256 of the gzip bytes in base64. */
export function reportOpening(texts: ShellTexts, head: { text: string; sum: string }): string {
  const policy = `<meta http-equiv="Content-Security-Policy" content="${REPORT_POLICY}">\n`;
  const block = `<script type="${BLOCK_TYPE}" id="${BLOCK.head}" data-sum="${escaped(head.sum)}">${
    escaped(head.text)
  }</script>`;
  return `${opening(texts, policy)}${block}\n<script>${SCRIPT}</script>\n`;
}

/** A block of a report after its head. */
export function reportBlock(id: string, text: string): string {
  return `<script type="${BLOCK_TYPE}" id="${escaped(id)}">${escaped(text)}</script>\n`;
}

/** The end of a report. */
export const REPORT_END = "</body></html>\n";

function opening({ title, line, summary }: ShellTexts, policy: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
${policy}<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer"><meta name="robots" content="noindex"><link rel="icon" href="data:,">
<title>${escaped(title)} – lookervault</title><style>${STYLE}</style></head>
<body><div id="app"><main class="boot" role="status"><span class="boot-mark" aria-hidden="true"></span><p>Reading the vault of <b>${
    escaped(title)
  }</b></p><p class="mute">${escaped(line)}</p></main></div>
<noscript><div class="boot"><p><b>${escaped(title)}</b></p><p>${escaped(line)}</p>${
    summary.map((one) => `<p>${escaped(one)}</p>`).join("")
  }<p>The rest of this page needs JavaScript. It loads nothing from the network.</p></div></noscript>
`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** A text for an element or an attribute. Characters that turn the direction of writing are shown as they are written. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
    .replace(/[\u202a-\u202e\u2066-\u2069]/g, (character) => `\\u${character.charCodeAt(0).toString(16)}`);
}
