/**
 * What changed between two moments as Markdown, for a ticket or a merge request.
 *
 * @module
 */
import type { VaultDiff } from "../inspect/diff.ts";
import type { ItemDiff } from "../inspect/diff_moments.ts";
import { endOf, type LiveDiff, liveNotes } from "./diff_live.ts";
import { differencesMarkdown } from "./difference_markdown.ts";
import { codeSpan } from "./markdown.ts";
import { totals } from "./render_diff.ts";

/** The changes as lines of Markdown; with `stat` the items only. Nothing of Looker's is read as markup. */
export function markdownDiff(
  diff: VaultDiff | LiveDiff,
  { stat = false }: { stat?: boolean } = {},
): string[] {
  const lines = [`# Changes from ${diff.from} to ${endOf(diff, String)}`, "", totals(diff)];
  for (const line of "live" in diff ? liveNotes(diff).incomplete : []) {
    lines.push("", `**Incomplete:** ${codeSpan(line)}`);
  }
  for (const { type } of diff.types) {
    lines.push("", `## ${type.replaceAll("_", " ")}`, "");
    for (const item of diff.items.filter((one) => one.type === type)) {
      lines.push(itemLine(item), ...stat ? [] : differencesMarkdown(item.differences));
    }
  }
  return lines;
}

function itemLine({ change, id, name }: ItemDiff): string {
  return `- **${change}** ${codeSpan(id)}${name === null ? "" : `: ${codeSpan(name)}`}`;
}
