/**
 * The changes between two times as Markdown, for a mail, a ticket or the summary of a job: by folder and owner, with a
 * limited length. No text of Looker is rendered as markup.
 *
 * @module
 */
import type { VaultDiff } from "../inspect/diff.ts";
import type { ItemDiff } from "../inspect/diff_moments.ts";
import { singular } from "../looker/content_type_names.ts";
import { webAddress } from "../looker/web_address.ts";
import { authorWords, personWords } from "./author_words.ts";
import { endOf, type LiveDiff, liveNotes } from "./diff_live.ts";
import { differencesMarkdown } from "./difference_markdown.ts";
import { count } from "./format.ts";
import { codeCell, codeSpan } from "./markdown.ts";
import { idWords, totals } from "./render_diff.ts";
import { shownTime } from "./shown_time.ts";

/** The maximum counts of items, of differences per item, and of characters per text. */
const MOST_ITEMS = 100, MOST_DIFFERENCES = 12, LONGEST = 200;

/** The options of the document. */
export interface MarkdownDiffOptions {
  /** Whether to list only the items, without their differences. */
  stat?: boolean;
}

/** Returns the changes as lines of Markdown. Times are UTC. */
export function markdownDiff(
  diff: VaultDiff | LiveDiff,
  { stat = false }: MarkdownDiffOptions = {},
): string[] {
  const { instance, of, folder, items } = diff;
  const what = of !== null
    ? `${singular(of.type)} ${codeSpan(of.name ?? of.id)}`
    : folder === null
    ? null
    : codeSpan(folder);
  const lines = [
    `# Changes in ${what ?? (instance === null ? "the vault" : codeSpan(hostOf(instance)))}`,
    "",
    `${time(diff.from)} to ${endOf(diff, time)}: ${totals(diff)}`,
  ];
  for (const line of "live" in diff ? liveNotes(diff).incomplete : []) {
    lines.push("", `**Incomplete:** ${codeSpan(line)}`);
  }
  const groups = groupsOf(items);
  if (groups.size > 1) lines.push("", ...tableOf(groups));
  let told = 0;
  for (const [group, own] of groups) {
    const some = own.slice(0, Math.max(0, MOST_ITEMS - told));
    if (some.length === 0) break;
    lines.push("", `## ${groupTitle(group)}`);
    for (const [owner, theirs] of Map.groupBy(some, (item) => item.owner ?? "")) {
      if (owner !== "") lines.push("", `Owned by ${codeSpan(owner)}:`);
      lines.push("");
      for (const item of theirs) lines.push(itemLine(item, instance), ...stat ? [] : innerLines(item));
    }
    told += some.length;
  }
  if (told < items.length) {
    lines.push(
      "",
      `And ${
        count(items.length - told)
      } more: see \`lookervault diff --from ${diff.from}\`. Narrow it with \`--folder\` or a type.`,
    );
  }
  return lines;
}

/** Groups items by their folders; items without a folder follow, grouped by type. */
function groupsOf(items: readonly ItemDiff[]): Map<string, ItemDiff[]> {
  const placed = Map.groupBy(items.filter(({ folder }) => folder !== null), ({ folder }) => `/${folder}`);
  const others = Map.groupBy(items.filter(({ folder }) => folder === null), ({ type }) => type as string);
  const byName = [...placed].sort(([a], [b]) => a < b ? -1 : 1);
  const sorted = [...byName, ...others].map(([group, some]): [string, ItemDiff[]] => [
    group,
    some.toSorted((a, b) => {
      const [x, y] = [a.owner ?? "", b.owner ?? ""];
      return x < y ? -1 : x > y ? 1 : 0;
    }),
  ]);
  return new Map(sorted);
}

function groupTitle(group: string): string {
  return group.startsWith("/") ? codeSpan(group.slice(1)) : group.replaceAll("_", " ");
}

function tableOf(groups: ReadonlyMap<string, readonly ItemDiff[]>): string[] {
  const of = (items: readonly ItemDiff[], change: ItemDiff["change"]): string => {
    const n = items.filter((item) => item.change === change).length;
    return n === 0 ? "" : count(n);
  };
  const rows = [...groups].slice(0, MOST_ITEMS).map(([group, items]) => {
    const title = group.startsWith("/") ? codeCell(group.slice(1)) : group.replaceAll("_", " ");
    return `| ${title} | ${of(items, "added")} | ${of(items, "removed")} | ${of(items, "changed")} |`;
  });
  return ["| where | added | removed | changed |", "| --- | ---: | ---: | ---: |", ...rows];
}

/** Returns `- **changed** dashboard [`Sales`](https://…/dashboards/42) `42``, and who changed it. */
function itemLine(item: ItemDiff, instance: string | null): string {
  const { type, id, name, change, by, between } = item;
  const url = change === "removed" ? null : webAddress(instance, type, id);
  const shown = codeSpan(name ?? id), title = url === null ? shown : `[${shown}](${linkTarget(url)})`;
  const ids = (name === null || name === id) && item.former_id === undefined
    ? ""
    : ` ${codeSpan(idWords(item))}`;
  const who = by === undefined || between === undefined || (by === null && change === "added")
    ? ""
    : `: ${whoWords(item)}`;
  return `- **${change}** ${singular(type).replaceAll("_", " ")} ${title}${ids}${who}`;
}

function whoWords({ by, between, also_by = [] }: ItemDiff): string {
  if (by === undefined || between === undefined) return "";
  const others = also_by.length === 0
    ? ""
    : `; before that by ${also_by.map((one) => codeSpan(personWords(one))).join(", ")}`;
  if (by === null) return `${authorWords(by, between, time)}${others}`;
  const how = by.restore === null ? "" : ` with the restore ${codeSpan(by.restore.slice(0, 8))}`;
  const when = by.at === null ? "" : `, ${time(by.at)}`;
  return `${by.did} by ${codeSpan(personWords(by))}${how}${when}${others}`;
}

function innerLines({ differences }: ItemDiff): string[] {
  return differencesMarkdown(differences, { most: MOST_DIFFERENCES, longest: LONGEST });
}

/** Returns an address as the target of a link. Characters that could end the target are encoded. */
function linkTarget(url: string): string {
  return url.replaceAll(
    /[()<>\s\\|`*_[\]]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).padStart(2, "0").toUpperCase()}`,
  );
}

function hostOf(instance: string): string {
  return URL.parse(instance)?.host ?? instance;
}

function time(iso: string): string {
  return shownTime(iso);
}
