/**
 * The coverage of an instance for a terminal: a table of the types, what is missing, and what no backup contains.
 *
 * @module
 */
import type { RenderOptions } from "./render_options.ts";
import { sanitize } from "../base/log.ts";
import type { Coverage } from "../inspect/coverage.ts";
import { wrap } from "./cell.ts";
import {
  beyondWords,
  coverageFacts,
  type CoverageProof,
  missingWords,
  notedWords,
  servedWords,
} from "./coverage_words.ts";
import { count } from "./format.ts";
import type { Palette } from "./palette.ts";
import { shownTime } from "./shown_time.ts";
import { type Column, renderPairs, renderTable } from "./table.ts";

const blankZero = (n: number): string => n === 0 ? "" : count(n);

const COLUMNS: readonly Column[] = [
  { title: "type", min: 8 },
  {
    title: "captured",
    style: (text, palette) => text === "complete" ? palette.green(text) : palette.yellow(text),
  },
  { title: "items", align: "right" },
  { title: "in trash", align: "right", drop: 3 },
  { title: "deleted", align: "right", drop: 2 },
  { title: "failed", align: "right", style: (text, palette) => palette.red(text) },
  { title: "last complete", drop: 1 },
];

/** Returns the lines of the report. */
export function renderCoverage(
  coverage: Coverage,
  options: RenderOptions,
  proof: CoverageProof = { verified: null },
): string[] {
  const time = (iso: string): string => shownTime(iso, options.zone);
  const wording = { time, quote: (text: string) => text };
  const rows = coverage.types.map((type) => [
    type.type,
    type.state,
    count(type.items),
    blankZero(type.trashed),
    blankZero(type.deleted),
    blankZero(type.failed),
    type.last_complete === null ? "never" : time(type.last_complete),
  ]);
  return [
    ...renderPairs(coverageFacts(coverage, proof, wording), options),
    "",
    ...renderTable(COLUMNS, rows, options),
    ...section("Missing", missingWords(coverage, wording), options),
    ...section("Notes", notedWords(coverage, wording), options),
    ...section("Unknown to this version of lookervault", servedWords(coverage), options),
    ...section("In no backup, whatever the API user's rights", beyondWords(coverage), options),
  ];
}

function section(title: string, texts: readonly string[], { width, palette }: RenderOptions): string[] {
  if (texts.length === 0) return [];
  const lines = texts.flatMap((text) => {
    const clean = sanitize(text);
    return (width === null ? [clean] : wrap(clean, width - 4)).map((line, i) =>
      `${i === 0 ? "- " : "  "}${line}`
    );
  });
  return ["", heading(title, palette), ...lines];
}

function heading(title: string, palette: Palette): string {
  return palette.bold(title);
}
