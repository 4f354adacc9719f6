/**
 * The coverage of an instance by the vault as Markdown, to print for an auditor. No text of Looker is rendered as
 * markup.
 *
 * @module
 */
import type { Coverage } from "../inspect/coverage.ts";
import {
  beyondWords,
  coverageFacts,
  type CoverageProof,
  drillMeaning,
  missingWords,
  notedWords,
  servedWords,
  type Wording,
} from "./coverage_words.ts";
import { count } from "./format.ts";
import { codeCell, codeSpan } from "./markdown.ts";
import { shownTime } from "./shown_time.ts";

/** When the document was created, ISO 8601 UTC, and by which version. */
export interface CoverageStamp {
  at: string;
  lookervault: string;
}

/** Returns the lines of the document. Times are UTC. */
export function markdownCoverage(coverage: Coverage, proof: CoverageProof, stamp: CoverageStamp): string[] {
  const time = (iso: string): string => shownTime(iso);
  const cells = { time, quote: codeCell }, wording = { time, quote: codeSpan };
  const missing = missingWords(coverage, wording);
  return [
    "# Coverage of the backup",
    "",
    `Made ${time(stamp.at)} by lookervault ${stamp.lookervault}. Times are UTC.`,
    "",
    "|  |  |",
    "| --- | --- |",
    ...coverageFacts(coverage, proof, cells).map(([name, text]) => `| ${name} | ${text} |`),
    "",
    "## Captured",
    "",
    "| type | captured | items | in trash | deleted | failed | last complete |",
    "| --- | --- | ---: | ---: | ---: | ---: | --- |",
    ...coverage.types.map(({ type, state, items, trashed, deleted, failed, last_complete }) => {
      const counts = [items, trashed, deleted, failed].map(count);
      return `| ${
        [type, state, ...counts, last_complete === null ? "never" : time(last_complete)].join(" | ")
      } |`;
    }),
    "",
    "_deleted_: no longer in Looker; the vault keeps the last version.",
    ...section("Missing", missing.length === 0 ? ["Nothing: every type was captured completely."] : missing),
    ...section("Notes", notedWords(coverage, wording)),
    ...drillLines(coverage, wording),
    ...section("Unknown to this version of lookervault", servedWords(coverage).map(codeSpan)),
    ...section("In no backup, whatever the API user's rights", beyondWords(coverage)),
  ];
}

function section(title: string, texts: readonly string[]): string[] {
  return texts.length === 0 ? [] : ["", `## ${title}`, "", ...texts.map((text) => `- ${text}`)];
}

/** Returns what the last drill proves. The table shows its result. */
function drillLines(coverage: Coverage, wording: Wording): string[] {
  const { drill } = coverage;
  if (drill === null) {
    return [
      "",
      "## Restore test",
      "",
      "No restore was tested from this vault. To test one, run `lookervault restore drill --sample 20`.",
    ];
  }
  const { proves, not } = drillMeaning(drill, coverage, wording);
  return [
    "",
    "## Restore test",
    "",
    "What it proves:",
    "",
    `- ${proves}`,
    "",
    "What it does not prove:",
    "",
    ...not.map((text) => `- ${text}`),
  ];
}
