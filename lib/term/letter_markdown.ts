/**
 * The changes of the runs of some days as Markdown, for a mail or a job summary. Texts of Looker are in code spans.
 *
 * @module
 */
import { shellWord } from "../base/shell_word.ts";
import type { Anomaly, Run } from "../web/data/head.ts";
import type { Letter, LetterChange } from "../web/letter/letter.ts";
import { count, counted, duration } from "./format.ts";
import { codeCell, codeSpan } from "./markdown.ts";
import { shownTime } from "./shown_time.ts";

const SIGNS = { "+": "added", "~": "changed", "-": "removed" } as const;

/** Returns the lines of the document. */
export function letterMarkdown(letter: Letter): string[] {
  const { host, from, to, anomalies, folders, untold, types } = letter;
  const lines = [`# Backup of ${codeSpan(host === "" ? "this vault" : host)}`, ""];
  if (to === null) return [...lines, "The vault has no backup yet: run `lookervault extract`."];
  lines.push(verdict(letter, to), "");
  if (anomalies.length > 0) lines.push("## Needs attention", "", ...anomalies.flatMap(anomalyLines), "");
  const [added, changed, removed] = letter.changes;
  const since = from === null || from === to ? "" : ` since ${shownTime(from.at)}`;
  lines.push(`## Changes${since}`, "");
  lines.push(
    letter.runs === 0
      ? "This is the first backup: there is nothing to compare it with."
      : `${count(added)} added, ${count(changed)} changed, ${count(removed)} removed, in ${
        counted(letter.runs, "run")
      }.`,
  );
  for (const { path, changes } of folders) {
    lines.push("", `### ${path === "" ? "Not in a folder" : codeSpan(path)}`, "", ...changes.map(changeLine));
  }
  if (untold > 0) {
    lines.push(
      "",
      `And ${counted(untold, "more change")}: \`lookervault diff --from ${from?.at ?? ""}\` shows all.`,
    );
  }
  lines.push(
    "",
    "## Contents of the backup",
    "",
    "| type | items | change | incomplete |",
    "| --- | ---: | ---: | --- |",
  );
  for (const { type, items, more, note } of types) {
    const delta = more === 0 ? "" : more > 0 ? `+${count(more)}` : count(more);
    lines.push(
      `| ${type.replaceAll("_", " ")} | ${count(items)} | ${delta} | ${note === "" ? "" : codeCell(note)} |`,
    );
  }
  return lines;
}

function verdict({ types, failed, lookerVersion }: Letter, to: Run): string {
  const gaps = types.filter(({ note }) => note !== "").length;
  const items = types.reduce((sum, type) => sum + type.items, 0);
  const whole = gaps === 0 ? "**Complete.**" : `**Complete, except for ${counted(gaps, "type")}.**`;
  const missed = failed === 0 ? "" : ` ${counted(failed, "run")} made no backup.`;
  const version = lookerVersion === null ? "" : `, Looker ${codeSpan(lookerVersion)}`;
  return `${whole} ${counted(items, "item")} as of ${shownTime(to.at)}, ${to.mode} run, ${
    duration(to.secs)
  }, ${counted(to.calls, "request")}${version}.${missed}`;
}

function anomalyLines({ level, title, text, command }: Anomaly): string[] {
  return [
    `- ${level === "act" ? "**Action needed:** " : ""}${codeSpan(title)}${
      text === "" ? "" : `: ${codeSpan(text)}`
    }`,
    ...command === undefined ? [] : [`  ${codeSpan(command.map(shellWord).join(" "))}`],
  ];
}

function changeLine({ kind, type, id, name, by, words }: LetterChange): string {
  const who = by === "" ? "" : ` by ${codeSpan(by)}`, what = words === "" ? "" : `: ${codeSpan(words)}`;
  return `- ${SIGNS[kind]} ${codeSpan(`${type} ${id}`)} ${codeSpan(name)}${who}${what}`;
}
