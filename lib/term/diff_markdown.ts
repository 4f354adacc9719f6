/**
 * What changed between two moments as Markdown, for a ticket or a merge request.
 *
 * @module
 */
import { sanitize } from "../base/log.ts";
import type { ItemDiff, VaultDiff } from "../inspect/diff.ts";
import { totals } from "./diff.ts";
import { endOf, type LiveDiff, liveNotes } from "./diff_live.ts";
import { type Phrase, phrasesOf } from "./diff_phrase.ts";

/** The changes as lines of Markdown; with `stat` the items only. Nothing of Looker's is read as markup. */
export function markdownDiff(
  diff: VaultDiff | LiveDiff,
  { stat = false }: { stat?: boolean } = {},
): string[] {
  const lines = [`# Changes from ${diff.from} to ${endOf(diff, String)}`, "", totals(diff)];
  for (const line of "live" in diff ? liveNotes(diff).incomplete : []) lines.push("", `**${escape(line)}**`);
  for (const { type } of diff.types) {
    lines.push("", `## ${escape(type)}`, "");
    for (const item of diff.items.filter((one) => one.type === type)) {
      lines.push(itemLine(item), ...stat ? [] : phrasesOf(item.differences).map(differenceLine));
    }
  }
  return lines;
}

function itemLine({ change, id, name }: ItemDiff): string {
  return `- **${change}** ${escape(id)}${name === null ? "" : `: ${escape(name)}`}`;
}

function differenceLine({ part: parts, phrase }: { part: string[]; phrase: Phrase }): string {
  const { sign, what, from, to } = phrase;
  const part = parts.map(escape).join(" › ");
  const word = { "+": "added", "-": "removed", "~": "changed" }[sign];
  if (what === "") return `  - ${part} ${word}`;
  const head = `  - ${part === "" ? "" : `${part}: `}${escape(what)}`;
  if (from === undefined && to === undefined) return head;
  if (from === undefined || to === undefined) return `${head}: ${word} ${escape(from ?? to ?? "")}`;
  return `${head}: ${escape(from)} → ${escape(to)}`;
}

/** Text of Looker as text: one line, no markup, no HTML. */
function escape(text: string): string {
  return sanitize(text).replace(
    /[\\`*_{}[\]()#+!|~<>&@:-]/g,
    (char) => char === "<" ? "&lt;" : char === ">" ? "&gt;" : char === "&" ? "&amp;" : `\\${char}`,
  );
}
